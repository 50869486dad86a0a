"""What every page's frame asks: its own address, its other language, the entry of the menu."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from news.addresses import absolute

register = template.Library()
register.filter("absolute", absolute)

NAMES = {"uk": ("Укр", "Українська"), "en": ("Eng", "English")}


def _other(path):
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
def address(context, **changes):
    """Return the query of the page's address with some parameters changed; None takes one away.

    Turning to another page keeps the filters; changing a filter goes back to the first page.
    """
    query = context["request"].GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    return "?" + query.urlencode() if query else context["request"].path


@register.simple_tag(takes_context=True)
def address_without(context, name):
    """Return the page's address without one of its filters."""
    return address(context, **{name: None})


@register.simple_tag(takes_context=True)
def canonical(context):
    """The links of a page that stands in both languages: canonical and its alternates.

    The canonical address keeps the filters and the number of the page, in a fixed order, and
    nothing else that a link may carry.
    """
    request = context.get("request")
    if request is None:
        return ""
    kept = [
        (name, request.GET[name])
        for name in ("oblast", "hromada", "tag", "from", "to", "period", "q", "page")
        if request.GET.get(name) and (name, request.GET[name]) != ("page", "1")
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    links = [format_html('<link rel="canonical" href="{}">', absolute(request.path + query))]
    if not kept:
        language, path = _other(request.path)
        for code, where in ((get_language(), request.path), (language, path)):
            links.append(
                format_html(
                    '<link rel="alternate" hreflang="{}" href="{}">',
                    code,
                    absolute(where),
                )
            )
    return mark_safe("\n".join(links))


@register.simple_tag(takes_context=True)
def other_language(context, path=None):
    """The link to the same page in the other language, or to `path` where one is given."""
    request = context.get("request")
    language, same = _other(request.path if request else "/")
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
