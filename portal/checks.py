"""Settings that are each right and don't fit together: `manage.py check --deploy` says so."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def https_is_known(app_configs, **kwargs):
    """Behind a proxy that isn't trusted every request looks like plain HTTP, and is redirected."""
    if settings.SITE_URL.startswith("https://") and not settings.TRUSTED_PROXIES:
        return [
            Warning(
                "SITE_URL has https, and no proxy is trusted.",
                hint=(
                    "Where a proxy in front ends the encryption, set TRUSTED_PROXIES to the number "
                    "of proxies, or every page redirects to itself. Where this server does it "
                    "(GRANIAN_SSL_CERTIFICATE), all is well."
                ),
                id="portal.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def readers_have_an_address(app_configs, **kwargs):
    """Feeds, sitemaps and the API would send readers to their own machines."""
    if settings.SITE_URL.startswith(("http://127.", "http://localhost", "http://[::1]")):
        return [
            Warning(
                f"SITE_URL is {settings.SITE_URL}, an address that readers don't have.",
                hint="Set SITE_URL to the address by which readers know the site.",
                id="portal.W002",
            )
        ]
    return []
