"""The newsroom's pages. Importing this package registers them."""

from newsroom.admin import accounts, articles, images, tags

__all__ = ["accounts", "articles", "images", "tags"]
