"""Settings that are each right and don't fit together.

An error stops the server, in words (`refuse`): what would go wrong with it is worse than no site. A
warning is said by `manage.py check --deploy`; of a site that is set up well that says nothing.
"""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

NAMES_OF_HERE = (".localhost", ".local", ".test", ".internal", ".lan", ".home.arpa")
REDIS = "portal.quiet_cache.QuietRedisCache"


def refuse():
    """Raise ImproperlyConfigured with what is wrong, if it is an error; for a server's start.

    Commands of Django's ask by themselves.
    """
    wrong = [each for check in ERRORS for each in check(None)]
    if wrong:
        raise ImproperlyConfigured(
            "\n".join(f"{each.id}: {each.msg} {each.hint}" for each in wrong)
        )


def is_of_here(host):
    """Say whether a host (str) is this machine or stands in a network of one's own."""
    host = host.strip("[]")
    try:
        return ip_address(host).is_private
    except ValueError:  # a name; one without a dot only a network of one's own knows
        return "." not in host or host.endswith(NAMES_OF_HERE)


def host():
    """Return the host of SITE_URL."""
    return urlsplit(settings.SITE_URL).hostname or ""


@register(Tags.security, deploy=True)
def insides_stay_inside(app_configs, **kwargs):
    """With DEBUG whoever meets an error reads the settings and the code."""
    if settings.DEBUG and not is_of_here(host()):
        return [
            Error(
                f"DEBUG is on, and SITE_URL is {settings.SITE_URL}, which strangers reach.",
                hint="Set DEBUG to off.",
                id="portal.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def the_site_answers_to_its_name(app_configs, **kwargs):
    """Who comes by SITE_URL must not get 400."""
    if not settings.DEBUG and not validate_host(host(), settings.ALLOWED_HOSTS):
        return [
            Warning(
                f"ALLOWED_HOSTS doesn't hold {host()}, the host of SITE_URL: who comes by it gets "
                "400.",
                hint=f"Add {host()} to ALLOWED_HOSTS, or unset ALLOWED_HOSTS.",
                id="portal.W012",
            )
        ]
    return []


@register(Tags.security)
def each_secret_is_its_own(app_configs, **kwargs):
    """Each secret can be lost, and is changed, without the others."""
    names = ("SECRET_KEY", "DIGEST_KEY", "METRICS_TOKEN")
    said = {}
    for name in names:
        if not settings.DEBUG and (value := getattr(settings, name, "")):
            said.setdefault(value, []).append(name)
    return [
        Error(
            f"{' and '.join(same)} are the same.",
            hint=f"Set {same[-1]} to another random string. Letters to subscribers that were "
            "encrypted by the old DIGEST_KEY can't be read by a new one."
            if same[-1] == "DIGEST_KEY"
            else f"Set {same[-1]} to another random string.",
            id="portal.E002",
        )
        for same in said.values()
        if len(same) > 1
    ]


@register(Tags.files)
def data_can_be_written(app_configs, **kwargs):
    """Pages, views while the database is away, errors: all of them need the folder."""
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        return [
            Error(
                f"DATA_DIR is {settings.DATA_DIR}, and this user can't write there.",
                hint="Give the folder to the user that runs the portal (chown), or set DATA_DIR.",
                id="portal.E003",
            )
        ]
    return []


ERRORS = (
    insides_stay_inside,
    each_secret_is_its_own,
    data_can_be_written,
)


@register(Tags.security, deploy=True)
def https_is_known(app_configs, **kwargs):
    """Behind a proxy that isn't trusted every request looks like plain HTTP, and is redirected."""
    ends_here = os.environ.get("GRANIAN_SSL_CERTIFICATE")
    if settings.SITE_URL.startswith("https://") and not settings.TRUSTED_PROXIES and not ends_here:
        return [
            Warning(
                "SITE_URL has https, and no proxy is trusted.",
                hint=(
                    "Set TRUSTED_PROXIES to the number of proxies in front, or every page "
                    "redirects to itself. Where this server itself ends the encryption, set "
                    "GRANIAN_SSL_CERTIFICATE."
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


@register(Tags.security, deploy=True)
def letters_can_be_sent(app_configs, **kwargs):
    """Who subscribes waits for letters, and their address is to be kept as it was promised."""
    found = []
    is_smtp = settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend")
    if settings.DIGEST_KEY and not is_smtp:
        found.append(
            Warning(
                "Readers may subscribe to letters, and there is no mail server to send them.",
                hint="Set EMAIL_URL, as in smtp+tls://user:password@host:587, or unset DIGEST_KEY.",
                id="portal.W003",
            )
        )
    if is_smtp and not settings.DIGEST_KEY:
        found.append(
            Warning(
                "There is a mail server, and readers can't subscribe to letters.",
                hint="Set DIGEST_KEY to a random string of 50 characters, and keep a copy of it.",
                id="portal.W004",
            )
        )
    if settings.EMAIL_BACKEND.endswith(".console.EmailBackend"):
        found.append(
            Warning(
                "Letters are printed into the log: also those that let somebody set a new "
                "password, with the addresses of people.",
                hint="Set EMAIL_URL, as in smtp+tls://user:password@host:587.",
                id="portal.W005",
            )
        )
    is_open = is_smtp and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if is_open and not is_of_here(settings.EMAIL_HOST):
        found.append(
            Warning(
                f"Letters go to {settings.EMAIL_HOST} without encryption, and the password too.",
                hint="Begin EMAIL_URL with smtp+tls:// (port 587) or smtp+ssl:// (port 465).",
                id="portal.W006",
            )
        )
    return found


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs, **kwargs):
    """A page that is asked for by any name may come to others with that name in its links."""
    if "*" in settings.ALLOWED_HOSTS:
        return [
            Warning(
                "ALLOWED_HOSTS holds *: the site answers under any name.",
                hint="Name the hosts, or unset ALLOWED_HOSTS: that of SITE_URL is enough.",
                id="portal.W007",
            )
        ]
    return []


@register(Tags.caches, deploy=True)
def hosts_have_a_cache_in_common(app_configs, **kwargs):
    """Who keeps pictures in S3 mostly has several hosts, which learn of changes through Redis."""
    is_s3 = not settings.STORAGES["default"]["BACKEND"].startswith(
        ("django.core", "portal.media_f")
    )
    cache = settings.CACHES["default"]["BACKEND"]
    if (is_s3 or getattr(settings, "REPLICAS", ())) and cache != REDIS:
        return [
            Warning(
                "MEDIA_STORAGE_URL or DATABASE_REPLICA_URLS is set, and hosts have no cache in "
                "common: what is published through one host is seen late on the others.",
                hint="Set CACHE_URL to the same Redis or Valkey on every host.",
                id="portal.W008",
            )
        ]
    if cache.endswith(".DummyCache"):
        return [
            Warning(
                "CACHE_URL keeps nothing, so nobody's requests are counted and bounded.",
                hint="Unset CACHE_URL, or set it to redis://host:6379/0.",
                id="portal.W009",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def no_address_is_logged(app_configs, **kwargs):
    """The server's own log of requests names the address of every reader."""
    if os.environ.get("GRANIAN_LOG_ACCESS_ENABLED", "").lower() in ("1", "true", "on", "yes"):
        return [
            Warning(
                "GRANIAN_LOG_ACCESS_ENABLED writes the address of every reader into the log.",
                hint="Unset it. ACCESS_LOG=on logs requests without addresses.",
                id="portal.W010",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def pages_are_kept(app_configs, **kwargs):
    """Without it each reader waits for a page of their own, and for the database."""
    if not settings.PAGE_CACHE:
        return [
            Warning(
                "PAGE_CACHE is off: every page is made anew for each reader, and none is there "
                "when the database is away.",
                hint="Unset PAGE_CACHE.",
                id="portal.W011",
            )
        ]
    return []
