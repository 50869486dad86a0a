"""The newsroom's pages. Importing this package registers them and names the site."""

from django.contrib import admin

from news.admin import accounts, articles, images, tags

__all__ = ["accounts", "articles", "images", "tags"]

admin.site.site_header = "Портал громад · редакція"
admin.site.site_title = "Портал громад"
admin.site.index_title = "Редакція"
