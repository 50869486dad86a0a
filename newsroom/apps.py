"""The newsroom as an app, and Django's admin as the newsroom's site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Редакція"

    def ready(self):
        from newsroom import journal

        journal.listen()


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.site.NewsroomSite"
