"""A copy of the public site as files, which any web server can show (docs/adr/0026).

`crawl` asks the site for its pages, `addresses` says where each of them stands in the copy, `links`
turns what pages say into what is true there, `tree` publishes the folder in one step.
"""
