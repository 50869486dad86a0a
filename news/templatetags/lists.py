"""What stands around the cards of a list: how many there are, and the ways to newer and older ones.

Composed here and not in templates, as cards are (news/templatetags/cards.py).
"""

from html import escape

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.templatetags.articles import grouped

register = template.Library()


@register.simple_tag
def count_line(page, archive=""):
    """How many articles a Page is of (news/paging.py), and the link to their archive by month."""
    if page.count is None:
        words = _("More than %(shown)s articles") % {"shown": page.more_than}
    else:
        words = ngettext("%(shown)s article", "%(shown)s articles", page.count)
        words %= {"shown": grouped(page.count)}
    # Translators: «Архів за місяцями»
    link = archive and f'<a href="{escape(archive)}">{_("Archive by month")}</a>'
    return mark_safe(f'<p class="count-line"><span class="quiet">{words}</span>{link}</p>')


@register.simple_tag
def page_links(page):
    """The links to the newer and the older page of a list, where there are any."""
    if not (page.newer or page.older):
        return ""
    newer = page.newer and f'<a rel="prev" href="{escape(page.newer)}">← {_("Newer")}</a>'
    older = page.older and f'<a rel="next" href="{escape(page.older)}">{_("Older")} →</a>'
    return mark_safe(
        f'<nav class="pages" aria-label="{_("Pages of the list")}">\n{newer}\n'
        f'<span class="quiet">{page.words}</span>\n{older}\n</nav>'
    )
