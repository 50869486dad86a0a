"""Open data: every night all that is public about articles and places, as files for anybody.

`datasets` says what there is and reads it, `files` writes one dataset, `package` describes them in
Frictionless' words, `publishing` puts a whole publication into its place at once, `page` shows it.
"""
