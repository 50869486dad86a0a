"""What editors are told of reading: how much, of what, where from, and what wasn't counted.

`period` is a span of days, `subject` what is asked about, `figures` adds up, `chart` draws,
`tables` are what is shown and saved as CSV, `page` puts it together.
"""
