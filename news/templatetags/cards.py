"""Articles in lists, as cards and as headlines; each is an Article or a Card (news/cards.py)."""

from django import template
from django.utils.safestring import mark_safe

from news.cards import html

register = template.Library()


@register.simple_tag
def cards(articles, heading="", here=False):
    """A grid of cards, each as `card` shows it."""
    shown = (card(article, heading, here) for article in articles)
    return mark_safe('<ul class="cards">' + "".join(f"<li>{one}</li>\n" for one in shown) + "</ul>")


@register.simple_tag
def card(article, heading="", here=False, why=()):
    """A card: `heading` is "h3" or another; on the page of a place (`here`) it isn't named again;
    `why` are words that say why it stands here."""
    return html(
        "includes/card.html", article, heading=heading or "h3", here=bool(here), why=tuple(why)
    )


@register.simple_tag
def headline(article, heading="", here=False, cover=""):
    """An article in a column of headlines; `cover` is the width of a small picture, if any, as in
    `sizes`."""
    return html(
        "includes/headline.html", article, heading=heading or "h3", here=bool(here), cover=cover
    )


@register.simple_tag
def meta(article):
    """Where and when."""
    return html("includes/meta.html", article)


@register.simple_tag
def most_read(article, recent):
    """An article among the most read, with its number of views in the period."""
    return html("includes/most_read.html", article, recent=recent)
