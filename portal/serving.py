"""What stands in front of Django in a server, put together by the settings."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from news import copies, lease, parts, relating
from news.feeds import hub
from news.search import names
from newsroom.probing import is_public
from portal import (
    data_publishing,
    due,
    limits,
    page_files,
    policy,
    pulse,
    release,
    slow_queries,
    survival,
    word_counting,
)
from portal.page_cache import PageCache
from portal.page_disk import Disk
from portal.page_memory import Memory
from portal.quick_pages import QuickPages
from portal.read_only import ReadOnly

MB = 1024 * 1024
COPIES = 600  # seconds between two looks for copies of pictures that are gone


def folder():
    """Return the Path in which pages are kept on disk."""
    return settings.DATA_DIR / "pages"


def disk():
    """Return the Disk of this host."""
    return Disk(folder() / "kept", settings.PAGES_ON_DISK * MB)


def common(path=None):
    """Return the headers of the page at a path as `page_files.has_file` compares them; without one,
    what `page_files.digest` takes: those of all pages, with the style of each kind."""
    headers = policy.common_headers("" if path is None else policy.style_at(path))
    found = {(name.lower(), value) for name, value in headers.items()}
    return found if path is not None else found | set(policy.styles_of_files().items())


def application(django):
    """Return the whole WSGI application around Django's."""
    kept = settings.PAGE_CACHE
    memory = Memory(settings.PAGES_IN_MEMORY * MB) if kept else None
    return PageCache(
        ReadOnly(QuickPages(django)),
        memory,
        disk() if kept else None,
        folder(),
        common,
        bounded=limits.refused,
    )


def start(life):
    """Start the clock by which pages end in time (`life` in seconds).

    Raises ImproperlyConfigured, in words, when nothing can be written to DATA_DIR.
    """
    try:
        folder().mkdir(parents=True, exist_ok=True)
        word = release.begin(folder())
        parts.keep_on_disk(folder() / "parts", word)
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR can't be written: {error}") from error
    sweeps = [
        (partial(page_files.sweep, folder()), page_files.GRACE),
        (disk().sweep, due.HOUR),
        (Disk(folder() / "parts", settings.PAGES_ON_DISK * MB // 4).sweep, due.HOUR),
        (copies.look, COPIES),
        (partial(once, "related", relating.Keeper().look, relating.PAUSE), relating.PAUSE),
        (partial(once, "words", word_counting.Look(), word_counting.PAUSE), word_counting.PAUSE),
        (data_publishing.Look(), data_publishing.PAUSE),
    ]
    due.start(life, sweeps, folder() / "sweeping")
    names.warm()
    slow_queries.watch()
    pulse.start(pulse.folder(), word)
    hub.start(folder(), hub_may_be_at)


def once(work, look, pause):
    """Call `look`, every `pause` seconds, on one of the hosts only."""
    if not survival.is_away() and lease.is_ours(work, 3 * pause + 2):
        look()


def hub_may_be_at(address):
    """Say whether the hub may be asked at an IP address (str)."""
    return settings.WEBSUB_HUB_PRIVATE or is_public(address)
