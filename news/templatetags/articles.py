"""The parts of an article as a page shows them: its cover and its body."""

import re

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from news.body import expand

register = template.Library()

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)

# How wide a card's picture stands, by the columns of .cards in static/css/base.css. A browser that
# knows `auto` measures by itself; it may do so only for a picture that waits to be scrolled to.
CARD = "(min-width: 72.5rem) 18rem, (min-width: 54.5rem) 31vw, (min-width: 36.5rem) 48vw, 100vw"


def _ornament(article, loading):
    return format_html(
        '<img src="{}" alt="" width="1200" height="675" loading="{}" decoding="async">',
        reverse("ornament", args=[article.ornament_seed]),
        loading,
    )


@register.inclusion_tag("includes/card_cover.html")
def card_cover(article, loading="lazy", sizes=CARD):
    """The picture of a card, silent for a screen reader: the title beside it says it all."""
    return {
        "image": article.cover,
        "ornament": _ornament(article, loading),
        "loading": loading,
        "sizes": f"auto, {sizes}" if loading == "lazy" else sizes,
    }


@register.filter
def body_html(body):
    """Return a clean body for the page: its pictures and cards, wide tables that scroll.

    One query where there are pictures. The script of the cards comes only with a card.
    """
    # Translators: «Таблиця, прокручується»
    label = _("Table, scrolls sideways")
    shown = _TABLE.sub(
        lambda table: format_html(
            '<div class="table" role="group" tabindex="0" aria-label="{}">{}</div>',
            label,
            mark_safe(table[0]),
        ),
        expand(body),
    )
    if '<figure class="embed"' in shown:
        shown += format_html('<script type="module" src="{}"></script>', static("js/embeds.js"))
    return mark_safe(shown)
