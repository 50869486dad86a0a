"""What stands in front of Django in a server, put together by the settings."""

from functools import cache, partial

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal import due, page_files, policy, release
from portal.page_cache import PageCache
from portal.page_disk import Disk
from portal.page_memory import Memory

MB = 1024 * 1024


def folder():
    """Return the Path in which pages are kept on disk."""
    return settings.DATA_DIR / "pages"


def disk():
    """Return the Disk of this host."""
    return Disk(folder() / "kept", settings.PAGES_ON_DISK * MB)


@cache
def common():
    """Return the headers of all pages as `page_files.has_file` compares them."""
    return {(name.lower(), value) for name, value in policy.common_headers().items()}


def application(django):
    """Return the whole WSGI application around Django's."""
    kept = settings.PAGE_CACHE
    memory = Memory(settings.PAGES_IN_MEMORY * MB) if kept else None
    return PageCache(django, memory, disk() if kept else None, folder(), common)


def start(life):
    """Start the clock by which pages end in time (`life` in seconds).

    Raises ImproperlyConfigured, in words, when nothing can be written to DATA_DIR.
    """
    try:
        folder().mkdir(parents=True, exist_ok=True)
        release.begin(folder())
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR can't be written: {error}") from error
    sweeps = [
        (partial(page_files.sweep, folder()), page_files.GRACE),
        (disk().sweep, due.HOUR),
    ]
    due.start(life, sweeps, folder() / "sweeping")
