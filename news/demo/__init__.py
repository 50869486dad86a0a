"""A newsroom worth seeing: original articles (articles/*.html), topics (tags.toml), accounts.

`files` reads the texts and refuses what is malformed, `newsroom` makes the rows. Every sentence
here was written for this portal, no real person is named, and all sources are at example.org.
"""
