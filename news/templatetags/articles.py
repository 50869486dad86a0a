"""The parts of an article as a page shows them: its cover and its body."""

import re

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news.body import expand
from news.citation import citation
from news.contents import with_anchors
from ukrainian.folding import count_cyrillic

register = template.Library()
register.filter("citation", citation)

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)

# How wide a card's picture stands, by the columns of .cards in static/css/cards.css. A browser that
# knows `auto` measures by itself, which it may do for a lazy picture.
CARD = "(min-width: 72.5rem) 18rem, (min-width: 54.5rem) 31vw, (min-width: 36.5rem) 48vw, 100vw"


def _ornament(article):
    return format_html(
        '<img src="{}" alt="" width="1200" height="675" loading="lazy" decoding="async">',
        reverse("ornament", args=[article.ornament_seed]),
    )


@register.inclusion_tag("includes/card_cover.html")
def card_cover(article, sizes=CARD, is_first=False):
    """The picture of a card, silent for a screen reader: the title beside it says it all."""
    return {
        "image": article.cover,
        "ornament": _ornament(article),
        "is_first": is_first,
        "sizes": f"auto, {sizes}",
    }


@register.filter
def is_foreign(image):
    """Whether an Image is described in Ukrainian on an English page: it has one language, and a
    translated article may share its original's cover. A screen reader has to be told."""
    words = f"{image.alt} {image.caption} {image.credit}"
    return get_language() == "en" and count_cyrillic(words) > 0


@register.filter
def body_html(body):
    """Return a clean body for the page: its pictures and cards, headings that can be linked to,
    wide tables that scroll.

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
        expand(with_anchors(body)),
    )
    if '<figure class="embed"' in shown:
        shown += format_html('<script type="module" src="{}"></script>', static("js/embeds.js"))
    return mark_safe(shown)


@register.filter
def grouped(number):
    """Return a count as text, from five digits on in threes: «12 480», in English "12,480".

    The space is one that doesn't break a line. Four digits stay together, as Ukrainian sets them.
    """
    if number < 10_000:
        return str(number)
    return f"{number:,}".replace(",", "," if get_language() == "en" else "\N{NO-BREAK SPACE}")
