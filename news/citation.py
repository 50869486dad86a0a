"""How an article is named in a list of sources."""

from django.utils import timezone
from django.utils.formats import date_format
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
    # Translators: the date in a bibliography, for Django's date filter: «d.m.Y»
    day = date_format(timezone.localtime(article.published_at), _("j F Y"))
    site = _("Hromada Portal")
    return f"{title} {site}. {day}. URL: {absolute(article.get_absolute_url())}"
