"""The areas of the site that aren't pages for readers, by how their paths (PATH_INFO) begin."""

API = "/api/"
NEWSROOM = "/admin/"
