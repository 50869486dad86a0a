"""Every address of the site that isn't the newsroom's, one line each, as its patterns write it.

`tests/portal/test_headers.py` asks each for its headers, `fuzzing.py` for anything at all. An
address that has no line here fails a test, so that no new one is forgotten.
"""

from typing import NamedTuple

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from digest import secrecy
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_preview

PAGE, OPEN, PICTURE = "page", "open to frames", "picture"
PROGRAM, OWN = "for programs of all sites", "for our own scripts"


class Address(NamedTuple):
    """A route of the site, an address by it (made of what `make_all` made) and what answers."""

    route: str
    path: str
    kind: str = PAGE
    status: int = 200


ADDRESSES = [
    Address("healthz", "healthz"),
    Address("readyz", "readyz"),
    Address("preview/<str:token>/", "{preview}"),
    Address(r"^news/(?P<pk>\d{1,18})/view$", "news/{article}/view", OWN, 405),
    Address(r"^news/(?P<pk>\d{1,18})/view\.gif$", "news/{article}/view.gif", OWN, 403),
    Address(r"^news/(?P<pk>\d{1,18})/card\.jpg$", "news/{article}/card.jpg", PICTURE),
    Address(r"^media/images/(?P<pk>\d{1,18})\.jpg$", "media/images/{image}.jpg", status=302),
    Address(r"^media/renditions/(?P<path>\d{1,18}/[\w-]+\.\w+)$", "{rendition}", PICTURE),
    Address("ornaments/<slug:seed>.svg", "ornaments/kupiansk.svg", PICTURE),
    Address("favicon.ico", "favicon.ico", status=302),
    Address("sitemap.xml", "sitemap.xml"),
    Address("sitemap-news.xml", "sitemap-news.xml"),
    Address("sitemap-<slug:section>.xml", "sitemap-pages.xml"),
    Address("robots.txt", "robots.txt"),
    Address("api/v1/openapi.json", "api/v1/openapi.json", PROGRAM),
    Address("api/v1/docs", "api/v1/docs", PROGRAM),
    Address("api/v1/articles/", "api/v1/articles/", PROGRAM),
    Address("api/v1/articles/<int:id>", "api/v1/articles/{article}", PROGRAM),
    Address("api/v1/tags/", "api/v1/tags/", PROGRAM),
    Address("api/v1/tags/<slug>", "api/v1/tags/voda", PROGRAM),
    Address("api/v1/oblasts/", "api/v1/oblasts/", PROGRAM),
    Address("api/v1/oblasts/<katottg>", "api/v1/oblasts/{oblast}", PROGRAM),
    Address("api/v1/raions/", "api/v1/raions/", PROGRAM),
    Address("api/v1/raions/<katottg>", "api/v1/raions/{raion}", PROGRAM),
    Address("api/v1/hromadas/", "api/v1/hromadas/", PROGRAM),
    Address("api/v1/hromadas/<katottg>", "api/v1/hromadas/{place}", PROGRAM),
    Address("api/v1/settlements/", "api/v1/settlements/", PROGRAM),
    Address("api/v1/settlements/<katottg>", "api/v1/settlements/{centre}", PROGRAM),
    Address("api/v1/statistics/", "api/v1/statistics/", PROGRAM),
    Address("api/v1/", "api/v1/", PROGRAM, 302),
    Address("sw.js", "sw.js"),
    Address("data/files/<str:name>", "data/files/articles.csv", status=404),
    Address("offline/changes.json", "offline/changes.json?ids={article}"),
    Address("", ""),
    Address("card.jpg", "card.jpg", PICTURE),
    Address("news/", "news/"),
    Address("news/archive/", "news/archive/"),
    Address(r"^news/(?P<name>\d{1,18}(?:-[^/]*)?)/$", "news/{article}/", status=301),
    Address("tags/", "tags/"),
    Address("tags/<slug:slug>/", "tags/voda/"),
    Address("popular/", "popular/"),
    Address("data/", "data/"),
    Address("accessibility/", "accessibility/"),
    Address("search/", "search/?q=вода"),
    Address("search/suggest", "search/suggest?q=вод"),
    Address("my/", "my/"),
    Address("offline/", "offline/"),
    Address("manifest.webmanifest", "manifest.webmanifest"),
    Address("regions/", "regions/"),
    Address("regions/find/", "regions/find/?q=Ківшарівка"),
    Address("regions/find/suggest", "regions/find/suggest?q=Ківш"),
    Address(r"^regions/(?P<katottg>UA\d{17})/$", "regions/{place}/", status=301),
    Address(r"^regions/(?P<katottg>UA\d{17})/card\.jpg$", "regions/{place}/card.jpg", PICTURE),
    Address("regions/<slug:slug>/", "regions/kharkivska-oblast/"),
    Address(
        "regions/<slug:oblast_slug>/<slug:slug>/", "regions/kharkivska-oblast/{slug_of_place}/"
    ),
    Address(r"^embed/regions/(?P<katottg>UA\d{17})/$", "embed/regions/{place}/", OPEN),
    Address(r"^embed/regions/(?P<katottg>UA\d{17})/code/$", "embed/regions/{place}/code/"),
    Address("feeds/", "feeds/"),
    Address(r"^feeds/all\.(?P<format>rss|atom|json)$", "feeds/all.rss"),
    Address(r"^feeds/tags/(?P<slug>[-\w]+)\.(?P<format>rss|atom|json)$", "feeds/tags/voda.atom"),
    Address(
        r"^feeds/regions/(?P<katottg>UA\d{17})\.(?P<format>rss|atom|json)$",
        "feeds/regions/{place}.json",
    ),
    Address(
        r"^feeds/regions/(?P<katottg>UA\d{17})/(?P<slug>[-\w]+)\.(?P<format>rss|atom|json)$",
        "feeds/regions/{place}/voda.rss",
    ),
    Address("digest/", "digest/"),
    Address("digest/asked/", "digest/asked/"),
    Address("digest/confirm/", "digest/confirm/?t=1.x", status=404),
    Address("digest/manage/", "digest/manage/?t=1.x", status=404),
    Address("digest/unsubscribe/", "digest/unsubscribe/?t={ticket}"),
]


def routes(patterns=None, prefix=""):
    """Yield every route of the site but the newsroom's, as it is written."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        if isinstance(pattern.pattern, LocalePrefixPattern):
            route = ""
        if route.startswith("admin/"):
            continue
        if isinstance(pattern, URLPattern):
            yield prefix + route
        else:
            yield from routes(pattern.url_patterns, prefix + route)


def make_all():
    """Make what ADDRESSES are about; needs the fixture `media`. Return [(Address, path)]."""
    image, place = make_image(), hromada()
    article = make_article("Вода", tags=["вода"], hromadas=[KUPIANSK], cover=image)
    names = {
        "article": article.pk,
        "image": image.pk,
        "rendition": image.rendition("full-960").urls["jpg"].removeprefix("/"),
        "preview": make_preview(make_article(state="draft")).removeprefix("/"),
        "place": KUPIANSK,
        "slug_of_place": place.slug,
        "oblast": place.oblast.katottg,
        "raion": place.raion.katottg,
        "centre": place.centre.katottg,
        "ticket": secrecy.ticket(1),
    }
    return [(each, "/" + each.path.format(**names)) for each in ADDRESSES]
