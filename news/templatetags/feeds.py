"""The tables of feeds. Their HTML is put together here: there are hundreds of rows on a page, and
a template that is shown for each takes ten times as long."""

from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from news.feeds.subjects import FORMATS, path_of_filters, path_of_label, title_of_filters
from news.templatetags.site import feed_links

register = template.Library()


@register.simple_tag
def feed_cells(path, title):
    """The links to a feed in each format, three cells: by its path as `path_of` gives it."""
    return mark_safe(_cells(reverse("feeds"), path, title))


@register.simple_tag
def feed_rows(labels):
    """The rows of a table with the feeds of Labels."""
    start = reverse("feeds")
    return mark_safe(
        "\n".join(
            f'<tr><th scope="row"><a href="{escape(label.address)}">'
            f"{escape(capfirst(label.title))}</a></th>"
            f"{_cells(start, path_of_label(label), label.title)}</tr>"
            for label in labels
        )
    )


@register.simple_tag
def topic_options(labels, chosen):
    """The options of a choice of topics; `chosen` is the slug of one, or ""."""
    return mark_safe(
        "".join(
            f'<option value="{escape(label.slug)}"{" selected" * (label.slug == chosen)}>'
            f"{escape(capfirst(label.title))}</option>"
            for label in labels
        )
    )


@register.simple_tag
def feeds_of_list(filters):
    """Autodiscovery of the feeds of a list of news, by its Filters."""
    return feed_links(path_of_filters(filters), title_of_filters(filters))


@register.simple_tag
def feed_of_list(filters):
    """The address of the RSS feed of a list of news, by its Filters."""
    return f"{reverse('feeds')}{path_of_filters(filters)}.rss"


def _cells(start, path, title):
    unseen = f'<span class="unseen">: {escape(title)}</span>'
    return "".join(
        f'<td><a href="{start}{escape(path)}.{format}">{name}{unseen}</a></td>'
        for format, name in FORMATS.items()
    )
