"""The newsroom's pages. Importing this package registers them and names the site."""

from django.contrib import admin

from news.admin import accounts, articles, images, tags

__all__ = ["accounts", "articles", "images", "tags"]

admin.site.site_header = "Портал громад · редакція"
admin.site.site_title = "Портал громад"
admin.site.index_title = "Редакція"
admin.site.empty_value_display = "—"
# The sections stand in the header (templates/admin/base_site.html): lists need the width.
admin.site.enable_nav_sidebar = False
