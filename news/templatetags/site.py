"""What every page's frame asks: its own address, its other language, the entry of the menu."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from news.addresses import absolute

register = template.Library()
register.filter("absolute", absolute)

NAMES = {"uk": ("Укр", "Українська"), "en": ("Eng", "English")}


def other_address(path):
    """Return (language, path) of the same page in the other language."""
    if get_language() == "en":
        return "uk", path.removeprefix("/en") or "/"
    return "en", f"/en{path}"


@register.filter(expects_localtime=True)
def iso(moment):
    """Return an aware datetime as a machine reads it, to the minute: 2026-07-07T12:40+03:00.

    HTML allows a `<time>` three digits after the second, and a saved moment has six.
    """
    return moment.isoformat(timespec="minutes")


@register.simple_tag(takes_context=True)
def other_language(context, path=None):
    """The link to the same page in the other language, or to `path` where one is given."""
    request = context.get("request")
    language, same = other_address(request.path if request else "/")
    return _language_link(language, path or same)


@register.simple_tag(takes_context=True)
def here(context, name):
    """Mark the entry of the menu under which the page stands."""
    request = context.get("request")
    if request is None or not request.path.startswith(reverse(name)):
        return ""
    return mark_safe(
        ' aria-current="page"' if request.path == reverse(name) else ' aria-current="true"'
    )


@register.simple_tag
def other_language_front():
    """The link to the other language's front page, for a page that stands in one language only."""
    with override("uk" if get_language() == "en" else "en"):
        return _language_link(get_language(), reverse("front"))


def _language_link(language, path):
    short, whole = NAMES[language]
    return format_html(
        '<a class="language" href="{}" hreflang="{}" lang="{}" title="{}">{}</a>',
        path,
        language,
        language,
        whole,
        short,
    )
