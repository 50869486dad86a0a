"""Addresses that an article had on the portal it came from. They lead here."""

import unicodedata
from urllib.parse import quote, unquote, urlsplit

from django.db import models

MAX_PATH = 500  # characters, decoded


def former_path(address):
    """Return the path, and query if any, of an address (whole or a path) as it is stored and asked.

    Decoded, without the last slash, the query in the order of its parts, so that «/новини/рада/»
    and its percent-encoded form are one, and «?a=1&b=2» and «?b=2&a=1» too. Returns "" for what
    leads nowhere: another scheme, a front page, a path over MAX_PATH.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https"):
        return ""
    path, query = map(_decoded, (parts.path, parts.query))
    path = path.rstrip("/")
    if query:
        path = f"{path or '/'}?{'&'.join(sorted(query.split('&')))}"
    is_path = path.startswith("/") and len(path) <= MAX_PATH and path.isprintable()
    return path if is_path else ""


def _decoded(part):
    return unicodedata.normalize("NFC", unquote(part))


class FormerAddressQuerySet(models.QuerySet):
    def article_at(self, path, query=""):
        """Return the public Article that stood at a path (str, decoded) and query (as it came), or
        None: one query. An address stored with its query goes before one without."""
        wanted = {former_path(quote(path))}
        if query:
            wanted.add(former_path(f"{quote(path)}?{query}"))
        found = self.filter(path__in=wanted - {""}).select_related("article")
        found = found.defer("article__body", "article__lead")
        for former in sorted(found, key=lambda former: -len(former.path)):
            if former.article.is_published():
                return former.article
        return None


class FormerAddress(models.Model):
    """A path, on any host, at which an imported article stood; each leads to one article."""

    path = models.CharField(max_length=MAX_PATH, unique=True)
    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="former_addresses", editable=False
    )

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.path} → {self.article_id}"
