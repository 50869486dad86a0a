"""A link to an unpublished article for those without an account: signed, and it expires."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

SALT = "news.preview"
LIFETIME = timedelta(days=7)


def preview_path(article):
    """Return the path of a preview of an Article, good for LIFETIME from now."""
    return reverse("preview", args=[signing.dumps(article.pk, salt=SALT)])


def read_token(token):
    """Return the article's id that a token was made for, or None for a forged or expired one."""
    try:
        return signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
