"""The parts of an article as a page shows them: its cover and its body."""

import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from news import parts
from news.addresses import numbered
from news.body import expand
from news.citation import citation
from news.contents import with_anchors
from ukrainian import plurals
from ukrainian.folding import count_cyrillic

register = template.Library()
register.filter("citation", citation)

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


@register.simple_tag
def what_it_carries(labels):
    """The topics and places of an article, Labels (news/labels.py), under their headings."""
    return mark_safe(
        "\n".join(
            f"<section><h2>{heading}</h2>{_chips(found)}</section>"
            for heading, found in (
                (_("Tags:"), labels.tags),
                (ngettext("Oblast:", "Oblasts:", len(labels.oblasts)), labels.oblasts),
                (ngettext("Hromada:", "Hromadas:", len(labels.hromadas)), labels.hromadas),
            )
            if found
        )
    )


def _chips(labels):
    links = (f'<li><a href="{each.address}">{escape(each.title)}</a></li>' for each in labels)
    return f'<ul class="chips">{"".join(links)}</ul>'


@register.filter
def views_in_words(number):
    """Return «Переглядів: 12 480»; static/js/count.js writes the number of now into it."""
    number = f"<span data-views>{grouped(number)}</span>"
    return mark_safe(_("Views: %(number)s") % {"number": number})


@register.filter
def minutes_in_words(minutes):
    """Return «4 хв читання»."""
    return _("%(minutes)s min read") % {"minutes": minutes}


@register.filter
def is_foreign(image):
    """Whether an Image is described in Ukrainian on an English page: it has one language, and a
    translated article may share its original's cover. A screen reader has to be told."""
    words = f"{image.alt} {image.caption} {image.credit}"
    return get_language() == "en" and count_cyrillic(words) > 0


@register.filter
def body_html(body, pictures=None):
    """Return a clean body for the page: its pictures and cards, headings that can be linked to,
    wide tables that scroll.

    `pictures` is what `images_of` gave, else one query where there are any. The script of the cards
    comes only with a card.
    """
    # Translators: «Таблиця, прокручується»
    label = _("Table, scrolls sideways")
    shown = expand(with_anchors(body), images=pictures)
    if "<table" in shown:
        shown = _TABLE.sub(
            lambda table: format_html(
                '<div class="table" role="group" tabindex="0" aria-label="{}">{}</div>',
                label,
                mark_safe(table[0]),
            ),
            shown,
        )
    if '<figure class="embed"' in shown:
        shown += format_html('<script type="module" src="{}"></script>', static("js/embeds.js"))
    return mark_safe(shown)


@register.filter
def minute(moment):
    """Return an aware datetime as a page is dated by it, in Kyiv time: «07.07.2025 - 12:40»."""
    return f"{localtime(moment, get_default_timezone()):%d.%m.%Y - %H:%M}"


@register.simple_tag
def view_address(article):
    """The address that counts a view of an Article; with `.gif` it is a picture."""
    return numbered("count_view", article.pk)


@register.filter
def day_time(moment):
    """Return the day of Kyiv of an aware datetime as a <time>: «18 березня 2026»."""
    return _day_time(localtime(moment, get_default_timezone()).date(), get_language())


@lru_cache(maxsize=4096)
def _day_time(day, language):
    words = date_format(day, "j E Y")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


@register.filter
def grouped(number):
    """Return a count as text, from five digits on in threes: «12 480», in English "12,480".

    Four digits stay together in both.
    """
    if get_language() == "en":
        return f"{number:,}" if number >= 10_000 else str(number)
    return plurals.grouped(number)


@register.tag
def by_values(parser, token):
    """A part of a page that is made of `values` alone:
    `{% by_values values "text" %}…{% endby_values %}`. It is kept by them (news/parts.py), so that
    it is never older than they are.

    They are `parts.Values`. Of None nothing is kept, nor while templates are
    worked on (DEBUG).
    """
    _tag, values, name = token.split_contents()
    inside = parser.parse(["endby_values"])
    parser.delete_first_token()
    return ByValues(inside, parser.compile_filter(values), name.strip('"'))


class ByValues(template.Node):
    def __init__(self, nodelist, values, name):
        self.nodelist, self.values, self.name = nodelist, values, name

    def render(self, context):
        values = self.values.resolve(context)
        if values is None or settings.DEBUG:
            return self.nodelist.render(context)
        html = parts.of(values).get(self.name)
        if html is None:
            html = self.nodelist.render(context)
            parts.keep(values, self.name, html)
        return html
