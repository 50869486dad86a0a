"""What every page's frame asks: its own address, its other language, the entry of the menu."""

from functools import lru_cache
from html import escape

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from news import generation
from news.addresses import absolute

register = template.Library()
register.filter("absolute", absolute)

MENU = ("news", "regions", "tags", "popular", "search", "my")
MOST_KEPT = 500_000  # characters of the pieces of one language, nearly all of 1–10 thousand

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
def html_start(context):
    """The first tag of a page: its language, and light mode where the browser asks for it."""
    return mark_safe(html_tag(is_light(context.get("request"))))


def is_light(request):
    """Say whether the browser that sent a request (or None) wants to save data."""
    return request is not None and request.META.get("HTTP_SAVE_DATA", "").lower() == "on"


def html_tag(is_light):
    """Return the first tag of a page in the language that is active, a str."""
    light = ' class="light-mode"' if is_light else ""
    return f'<html lang="{get_language()}"{light}>'


@register.simple_tag(takes_context=True)
def other_language(context, path=None):
    """The link to the same page in the other language, or to `path` where one is given."""
    request = context.get("request")
    language, same = other_address(request.path if request else "/")
    return _language_link(language, path or same)


@register.simple_tag(takes_context=True)
def under(context):
    """Under which entry of the menu the page stands, as {% kept %} needs it: all that `here` says
    of a page follows from this."""
    request = context.get("request")
    path = request.path if request else ""
    for name, entry in _menu(get_language()):
        if path.startswith(entry):
            return name, path == entry
    return "", False


@lru_cache
def _menu(language):
    return [(name, reverse(name)) for name in MENU]


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
    return _front_of("uk" if get_language() == "en" else "en")


@lru_cache
def _front_of(language):
    with override(language):
        return _language_link(language, reverse("front"))


def _language_link(language, path):
    short, whole = NAMES[language]
    return mark_safe(
        f'<a class="language" href="{escape(path)}" hreflang="{language}" lang="{language}" '
        f'title="{whole}">{short}</a>'
    )


@register.simple_tag
def feed_links(path, title):
    """Autodiscovery of the feeds of a page: `path` is «all», «tags/…» or «regions/…»."""
    return _feed_links(get_language(), str(path), str(title))


@lru_cache(maxsize=256)
def _feed_links(language, path, title):
    start, title = f"{reverse('front')}feeds/{escape(path)}", escape(title)
    return mark_safe(
        "\n".join(
            f'<link rel="alternate" type="application/{kind}" title="{title}" href="{start}.{end}">'
            for kind, end in (("rss+xml", "rss"), ("feed+json", "json"))
        )
    )


@register.tag
def kept(parser, token):
    """Keep a piece of a page: `{% kept "directory" oblast.pk %} … {% endkept %}`.

    Its HTML is that of the first page that showed it, for one generation of the content, in one
    language. So the name and the values after it say all else that it depends on. What it needs
    may be asked for lazily, by a function or a SimpleLazyObject: then it costs nothing once kept.
    """
    _, name, *values = token.split_contents()
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    compiled = [parser.compile_filter(value) for value in (name, *values)]
    return Kept(compiled, nodelist)


class Kept(template.Node):
    def __init__(self, key, nodelist):
        self.key, self.nodelist = key, nodelist

    def render(self, context):
        if settings.DEBUG:  # a template that was just changed is shown
            return self.nodelist.render(context)
        pieces = _pieces(get_language())
        key = tuple(part.resolve(context) for part in self.key)
        html = pieces.get(key)
        if html is None:
            html = self.nodelist.render(context)
            size = pieces.get("size", 0) + len(html)
            if size > MOST_KEPT:
                pieces.clear()
                size = len(html)
            pieces[key], pieces["size"] = html, size
        return html


@generation.kept
def _pieces(language):
    """Return the dict {key: HTML} that one generation of the content fills, with their "size"."""
    return {}
