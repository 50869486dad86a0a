"""The newsroom's pages. Importing this package registers them."""

from newsroom.admin import accounts, articles, images, links, log, starters, tags

__all__ = ["accounts", "articles", "images", "links", "log", "starters", "tags"]
