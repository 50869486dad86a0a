"""Addresses of what has a number, and whole ones for what leaves the site (feeds, sitemaps, API).

These are built on SITE_URL and never on the Host header of a request, so that an answer kept by a
cache is the same whoever asked first.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

# A link or picture of this site in a clean body (news/body.py): its attribute starts with one "/".
_OWN_LINK = re.compile(r'(<(?:a|img)\b[^>]*?\s(?:href|src)=")(?=/(?!/))')


def absolute(address):
    """Return the whole address of a path of this site; what is whole already stays as it is.

    A file's address is a path with the storage on disk and whole with one elsewhere.
    """
    return settings.SITE_URL + address if address.startswith("/") else address


def with_whole_links(body):
    """Return a clean body (HTML), its links and pictures of this site with whole addresses."""
    return _OWN_LINK.sub(lambda start: start[1] + settings.SITE_URL, body)


def address_of(language, pk, slug):
    """Return the path of an article; `slug` may be "". The same for all but these three."""
    before, after = _around_number("article", language)
    return f"{before}{pk}-{slug}{after}" if slug else f"{before}{pk}{after}"


def numbered(name, pk):
    """Return the path of a view that stands in no language, by its name and a number."""
    before, after = _around_number(name, "uk")
    return f"{before}{pk}{after}"


def section(name):
    """Return the path of a view without arguments, by its name, in the language of the page."""
    return _section(name, get_language())


@lru_cache
def _section(name, language):
    return reverse(name)


@lru_cache
def _around_number(name, language):
    """Return what stands before and after the number in an address: the map of the site is asked
    once, and not for every link of every page."""
    with override(language):
        before, _, after = reverse(name, args=["123454321"]).partition("123454321")
    return before, after
