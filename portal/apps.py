"""The portal as an app of Django's: it has no models, only checks of how it is set up."""

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Портал громад"

    def ready(self):
        from newsroom import desk
        from portal import checks, errors_page, letters_on_desk  # noqa: F401 - checks register

        desk.NOTICES.append(letters_on_desk.block)
        errors_page.install()
        if settings.SENTRY_DSN:  # its library is loaded by whoever wants it only
            from portal import release, sentry

            sentry.start(release.digest())
