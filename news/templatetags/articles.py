"""The parts of an article as a page shows them: its cover and its body."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


def _ornament(article, loading):
    return format_html(
        '<img src="{}" alt="" width="1200" height="675" loading="{}" decoding="async">',
        reverse("ornament", args=[article.ornament_seed]),
        loading,
    )


@register.inclusion_tag("includes/card_cover.html")
def card_cover(article, loading="lazy"):
    """The picture of a card, silent for a screen reader: the title beside it says it all."""
    return {"image": article.cover, "ornament": _ornament(article, loading), "loading": loading}


@register.filter
def body_html(body):
    """Return a clean body for the page: wide tables scroll by themselves, by keyboard too."""
    # Translators: «Таблиця, прокручується»
    label = _("Table, scrolls sideways")
    return mark_safe(
        _TABLE.sub(
            lambda table: format_html(
                '<div class="table" role="region" tabindex="0" aria-label="{}">{}</div>',
                label,
                mark_safe(table[0]),
            ),
            body,
        )
    )
