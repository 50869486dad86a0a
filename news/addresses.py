"""Whole addresses for what leaves the site: feeds, sitemaps, the API.

They are built on SITE_URL and never on the Host header of a request, so that an answer kept by a
cache is the same whoever asked first.
"""

import re

from django.conf import settings

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
