"""What search engines and messengers read in the head of a page."""

from functools import lru_cache
from html import escape, unescape

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news import labels, structured
from news.addresses import absolute, section
from news.models import Article, Tag
from news.share_card import SIZE, share_card
from news.templatetags.site import other_address
from regions.models import Hromada, Oblast
from ukrainian.sentences import beginning

register = template.Library()

LOCALES = {"uk": "uk_UA", "en": "en_GB"}
# Without it Google shows thumbnails only (robots meta tag, max-image-preview).
LARGE_PICTURE = mark_safe('<meta name="robots" content="max-image-preview:large">\n')
# The parameters that make another page. What else a link may carry (utm_source) makes none.
PARAMETERS = ("q", "period")


register.filter("description", structured.description_of)


@register.tag
def introduction(parser, token):
    """A page's title and description, said once and heard by all: `{% introduction %}` the title
    `{% in_short %}` the description `{% endintroduction %}`. Both may hold blocks.

    The description is cut to whole sentences. The name of the site at the end of the title is left
    out where it stands beside it anyway.
    """
    title = parser.parse(["in_short"])
    parser.delete_first_token()
    description = parser.parse(["endintroduction"])
    parser.delete_first_token()
    return Introduction(title, description)


class Introduction(template.Node):
    child_nodelists = ("title", "description")  # where Django looks for blocks to be replaced

    def __init__(self, title, description):
        self.title, self.description = title, description

    def render(self, context):
        title, description = self.title.render(context), self.description.render(context)
        return _introduced(get_language(), title, description)


@lru_cache(maxsize=256)
def _introduced(language, title, description):
    title = " ".join(unescape(title).split())
    site = _("Hromada Portal")
    description = beginning(unescape(description), structured.IN_SHORT) or title
    properties = [
        ("site_name", site),
        ("locale", LOCALES.get(language, "")),
        ("title", title.removesuffix(f" | {site}")),
        ("description", description),
    ]
    return (
        f"<title>{escape(title)}</title>\n"
        f'<meta name="description" content="{escape(description)}">\n' + _graph(properties)
    )


@register.simple_tag(takes_context=True)
def canonical(context):
    """The links of a page that stands in both languages: canonical and its alternates.

    The page of a list knows its one address (news/paging.py), another view may give it as
    `canonical`, a path. Else it is the path with PARAMETERS.
    """
    request = context.get("request")
    if request is None:
        return ""
    asked = request.GET if request.META.get("QUERY_STRING") else {}
    kept = [(name, asked[name]) for name in PARAMETERS if asked.get(name)]
    path = (
        context.get("canonical")
        or getattr(context.get("page"), "address", "")
        or request.path + (f"?{urlencode(kept)}" if kept else "")
    )
    return _canonical(get_language(), path, path == request.path, settings.SITE_URL)


@lru_cache(maxsize=256)
def _canonical(language, path, has_other, site):
    links = mark_safe(f'<link rel="canonical" href="{escape(absolute(path))}">\n')
    if has_other:
        other, same = other_address(path)
        links += _alternates({language: path, other: same})
    return links + _graph([("type", "website"), ("url", absolute(path))])


@register.simple_tag
def page_picture(place=None):
    """The picture of a page without one of its own: that of an Oblast or Hromada, or the site's."""
    if place:
        return _picture_of_place(get_language(), place.katottg, place.title, settings.SITE_URL)
    return _picture_of_site(get_language(), settings.SITE_URL)


@lru_cache(maxsize=256)
def _picture_of_place(language, katottg, title, site):
    return _picture(reverse("place_card", args=[katottg]), *SIZE, title)


@lru_cache
def _picture_of_site(language, site):
    return _picture(reverse("site_card"), *SIZE, _("Hromada Portal"))


@register.simple_tag
def article_for_machines(article, versions):
    """All of an article's head: addresses, Open Graph, JSON-LD. `versions` are its translations."""
    address = absolute(article.get_absolute_url())
    links = f'{LARGE_PICTURE}<link rel="canonical" href="{escape(address)}">\n'
    if versions:
        links += _alternates({one.language: one.get_absolute_url() for one in (article, *versions)})
    tags = [tag.title for tag in labels.of(article).tags]
    moments = [("published_time", article.published_at), ("modified_time", article.changed_at)]
    properties = [(name, structured.moment(moment)) for name, moment in moments if moment]
    properties += [("section", tags[0])] if tags else []
    properties += [("tag", tag) for tag in tags]
    picture = share_card(article)
    return mark_safe(
        links
        + _graph([("type", "article"), ("url", address)])
        + _graph(properties, "article")
        + _picture(picture.url, picture.width, picture.height, picture.alt)
        + structured.script(
            structured.news_article(article, picture), structured.breadcrumbs(*steps_to(article))
        )
    )


@register.simple_tag
def front_for_machines():
    """The JSON-LD of a front page: the site with its search, and who publishes it."""
    return structured.script(structured.website(get_language()), structured.organization())


@register.simple_tag
def breadcrumbs_to(thing):
    """The JSON-LD of the page of a Tag, an Oblast or a Hromada: how one comes to it."""
    return _breadcrumbs(settings.SITE_URL, *steps_to(thing))


@lru_cache(maxsize=256)
def _breadcrumbs(site, *steps):
    return structured.script(structured.breadcrumbs(*steps))


def steps_to(thing):
    """Return the way to the page of an Article, Tag, Oblast or Hromada as a list of (name, path).

    Raises TypeError for anything else.
    """
    title = thing.title
    match thing:
        case Article():
            above = [(_("News"), section("news"))]
            if thing.place:
                above.append((thing.place.short_title, thing.place.get_absolute_url()))
        case Tag():
            above, title = [(_("Topics"), section("tags"))], capfirst(thing.title)
        case Oblast():
            above = [(_("Regions"), section("regions"))]
        case Hromada():
            above = [
                (_("Regions"), section("regions")),
                (thing.oblast.title, thing.oblast.get_absolute_url()),
            ]
        case _:
            raise TypeError(f"no breadcrumbs lead to {thing!r}")
    return [*above, (title, thing.get_absolute_url())]


def _alternates(paths):
    """Return the links of one page in several languages, {language: path}.

    Who reads neither language is sent to the Ukrainian page, where there is more.
    """
    rows = [*paths.items(), ("x-default", paths["uk"])]
    return mark_safe(
        "".join(
            f'<link rel="alternate" hreflang="{code}" href="{escape(absolute(path))}">\n'
            for code, path in rows
        )
    )


def _graph(properties, prefix="og"):
    return mark_safe(
        "".join(
            f'<meta property="{prefix}:{name}" content="{escape(str(value))}">\n'
            for name, value in properties
        )
    )


def _picture(path, width, height, alt):
    properties = [
        ("image", absolute(path)),
        ("image:type", "image/jpeg"),
        ("image:width", width),
        ("image:height", height),
        ("image:alt", alt),
    ]
    return _graph(properties) + mark_safe(
        '<meta name="twitter:card" content="summary_large_image">'
    )
