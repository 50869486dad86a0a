"""Letters to subscribers as an app of Django's."""

from django.apps import AppConfig
from django.conf import settings


class DigestConfig(AppConfig):
    name = "digest"
    verbose_name = "Дайджест"

    def ready(self):
        if settings.DIGEST_KEY:
            from digest import secrecy

            secrecy.warm()
