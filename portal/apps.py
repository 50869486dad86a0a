"""The portal as an app of Django's: it has no models, only checks of how it is set up."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Портал громад"

    def ready(self):
        from portal import checks  # noqa: F401 - registers them
