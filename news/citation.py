"""How an article is named in a list of sources."""

from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news.addresses import absolute


def citation(article):
    """Return an Article as a line of a bibliography, without the day on which it was read.

    By DSTU 8302:2015 «Бібліографічне посилання», for a part of a web site: title / who answers for
    it. Site. Date. URL. That day is the reader's: a page from a cache doesn't know it.
    """
    title = article.title.rstrip(".")
    if article.byline:
        title += f" / {article.byline.rstrip('.')}"
    if not title.endswith(("?", "!", "…")):
        title += "."
    at = localtime(article.published_at, get_default_timezone())
    day = _day(at.date(), get_language())
    site = _("Hromada Portal")
    return f"{title} {site}. {day}. URL: {absolute(article.get_absolute_url())}"


@lru_cache(maxsize=4096)
def _day(day, language):
    # Translators: the date in a bibliography, for Django's date filter: «d.m.Y»
    return date_format(day, _("j F Y"))
