"""What stands around an article's text: how to pass it on, and its neighbours on the same topic.

Composed here and not in templates, as cards are (news/templatetags/cards.py): every article is
made for its first reader.
"""

from functools import lru_cache
from html import escape
from urllib.parse import quote

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from news.addresses import absolute
from news.citation import citation
from news.templatetags.articles import day_time

register = template.Library()

# Whose addresses take that of an article, percent-encoded, at their end.
NETWORKS = (
    ("Telegram", "https://t.me/share/url?url="),
    ("Viber", "viber://forward?text="),
    ("WhatsApp", "https://wa.me/?text="),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u="),
    ("X", "https://x.com/intent/post?url="),
)


@register.simple_tag
def share(article):
    """How to pass an Article on; what needs a script waits hidden for static/js/share.js."""
    address = absolute(article.get_absolute_url())
    coded = quote(address, safe="")
    links = "\n".join(
        f'<li><a href="{start}{coded}"'
        + (' rel="noopener"' if start.startswith("https:") else "")
        + f">{name}</a></li>"
        for name, start in NETWORKS
    )
    subject = quote(article.title, safe="")
    return mark_safe(
        f'<section class="share"><h2>{_("Share:")}</h2><div><ul class="chips">\n'
        f'<li hidden><button type="button" data-does="share" data-url="{escape(address)}">'
        f"{_('Send…')}</button></li>\n{links}\n"
        f'<li><a href="mailto:?subject={subject}&amp;body={coded}">{_("E-mail")}</a></li>\n'
        f'<li hidden><button type="button" data-does="print">{_("Print")}</button></li>\n</ul>\n'
        f"<details><summary>{_('Cite the article')}</summary>\n"
        f'<p data-read="{_("accessed")}">{escape(citation(article))}</p>\n'
        f'<p hidden><button type="button" data-does="copy" data-done="{_("Copied.")}">{_("Copy")}'
        '</button> <span role="status"></span></p>\n</details></div></section>'
    )


@register.simple_tag
def neighbours(found):
    """The article before and the one after on the same topic: Neighbours (news/article_page.py)."""
    if not found:
        return ""
    topic = _("More on “%(topic)s”") % {"topic": escape(found.tag.title)}
    sides = (
        (found.earlier, "prev", _("Earlier")),
        (found.later, "next", _("Later")),
    )
    links = (
        f'<p><a href="{escape(other.get_absolute_url())}" rel="{relation}">{escape(other.title)}'
        f"</a> <span>{words}, {day_time(other.published_at)}</span></p>\n"
        for other, relation, words in sides
        if other
    )
    return mark_safe(
        f'<nav class="neighbours" aria-labelledby="topic"><h2 id="topic">{topic}</h2>\n'
        f"{''.join(links)}</nav>"
    )


@register.simple_tag
def read_in(other):
    """The link to a translation of an article, a Card, in the words of its own language."""
    return mark_safe(
        f'<a href="{escape(other.get_absolute_url())}" hreflang="{other.language}" '
        f'lang="{other.language}" rel="alternate">{_read_in(other.language)}</a>'
    )


@lru_cache
def _read_in(language):
    with override(language):
        # Translators: said in the language that it names: «Читати українською»
        return _("Read in English")
