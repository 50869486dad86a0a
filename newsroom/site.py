"""The newsroom's site: Django's admin, whose front page is a desk."""

from django.contrib import admin


class NewsroomSite(admin.AdminSite):
    site_header = "Портал громад · редакція"
    site_title = "Портал громад"
    index_title = "Редакція"
    empty_value_display = "—"
    # The sections stand in the header (templates/admin/base_site.html): lists need the width.
    enable_nav_sidebar = False
