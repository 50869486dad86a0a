"""Articles in lists, as cards and as headlines; each is an Article or a Card (news/cards.py).

Their HTML is composed here and not in templates, which took longer than all the rest of a list:
twenty cards are on a page, and each has thirty values. What a card shows is all that its HTML
depends on, so it is kept by the values themselves: it is never older than they are.
"""

from functools import lru_cache
from html import escape

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from news.cards import card_of
from news.templatetags.articles import grouped
from news.templatetags.pictures import picture

register = template.Library()

GRIDS = 24  # of twenty cards each, some 50 kB
KEPT = 512  # pieces of HTML of 1–2 kB in each process: those of some twenty lists

# How wide a card's picture stands, by the columns of .cards in static/css/cards.css. A browser that
# knows `auto` measures by itself, which it may do for a lazy picture.
WIDTH = "(min-width: 72.5rem) 18rem, (min-width: 54.5rem) 31vw, (min-width: 36.5rem) 48vw, 100vw"


def kept(function):
    """Decorate a tag that makes HTML of an article and hashable options: kept by what it shows."""

    @lru_cache(maxsize=KEPT)
    def shown(language, card, *options):
        return mark_safe(function(card, *options))

    def tag(article, *options, language=None):
        make = shown.__wrapped__ if settings.DEBUG else shown
        return make(language or get_language(), card_of(article), *options)

    return tag


@register.simple_tag
def cards(articles, heading="", here=False):
    """A grid of cards, each as `card` shows it."""
    make = _grid.__wrapped__ if settings.DEBUG else _grid
    return make(get_language(), tuple(map(card_of, articles)), heading or "h3", bool(here))


@lru_cache(maxsize=GRIDS)
def _grid(language, shown, heading, here):
    items = (f"<li>{_card(one, heading, here, (), language=language)}</li>\n" for one in shown)
    return mark_safe(f'<ul class="cards">{"".join(items)}</ul>')


@register.simple_tag
def card(article, heading="", here=False, why=()):
    """A card: `heading` is "h3" or another; on the page of a place (`here`) it isn't named again;
    `why` are words that say why it stands here."""
    return _card(article, heading or "h3", bool(here), tuple(why))


@kept
def _card(article, heading, here, why):
    lead = f'\n<p class="lead">{escape(article.lead)}</p>' if article.lead else ""
    if why:
        words = " · ".join(map(escape, why))
        reason = f'<span class="unseen">{_("Why it is here:")} </span>{words}'
        lead += f'\n<p class="why">{reason}</p>'
    return (
        f'<article class="card">\n<div class="cover">{card_cover(article)}</div>\n'
        f"{_title(article, heading)}\n{_meta(article, here)}{lead}\n</article>"
    )


@register.simple_tag
def headline(article, heading="", here=False, cover=""):
    """An article in a column of headlines; `cover` is the width of a small picture, if any, as in
    `sizes`."""
    return _headline(article, heading or "h3", bool(here), cover)


@kept
def _headline(article, heading, here, cover):
    shown = f'\n<div class="cover">{card_cover(article, cover)}</div>' if cover else ""
    return (
        f'<article class="headline">{_title(article, heading)}\n{_meta(article, here)}{shown}'
        "</article>"
    )


@register.simple_tag
def most_read(article, recent):
    """An article among the most read, with its number of views in the period."""
    return _most_read(article, recent)


@kept
def _most_read(article, recent):
    # Translators: «12 480 переглядів»
    views = ngettext("%(shown)s view", "%(shown)s views", recent) % {"shown": grouped(recent)}
    return (
        f'<li class="card">{_title(article, "h2")}\n{_meta(article)}\n'
        f'<p class="quiet">{views}</p>\n'
        f'<div class="cover">{card_cover(article, "10rem")}</div></li>'
    )


@register.simple_tag
def meta(article):
    """Where and when."""
    return mark_safe(_meta(card_of(article)))


@register.simple_tag
def card_cover(article, sizes=WIDTH, is_first=False):
    """The picture of a card, silent for a screen reader: the title beside it says it all. Without a
    cover it is the ornament of its place."""
    if article.cover:
        return picture(article.cover, "card", f"auto, {sizes}", alt="", is_first=is_first)
    return mark_safe(
        f'<img src="{_ornament(article.ornament_seed)}" alt="" width="1200" height="675" '
        'loading="lazy" decoding="async">'
    )


def _title(article, heading):
    link = f'<a href="{escape(article.get_absolute_url())}">{escape(article.title)}</a>'
    return f"<{heading}>{link}</{heading}>"


def _meta(article, here=False):
    """Where and when; on a place's own page (`here`) only when."""
    place = ""
    if article.place and not here:
        place = f'<span class="place">{escape(article.place.short_title)}</span>'
    moment = article.published_at.astimezone(get_default_timezone())
    iso = moment.isoformat(timespec="minutes")
    day = _day(moment.date(), get_language())
    return f'<p class="meta">{place}<time datetime="{iso}">{day}</time></p>'


@lru_cache(maxsize=1024)
def _ornament(seed):
    return escape(reverse("ornament", args=[seed]))


@lru_cache(maxsize=1024)
def _day(day, language):
    """Return a date in the words of a language, the one that is active."""
    return escape(date_format(day, "j E Y"))
