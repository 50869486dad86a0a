"""Addresses that lead on, for hosts that read them from a file: `_redirects`, a line for each.

The form is Netlify's, which Cloudflare Pages and GitLab Pages read too: «from to status», and a
query as parameters between the two (https://docs.netlify.com/manage/routing/redirects/overview/).
"""

from itertools import chain
from urllib.parse import quote

from news.addresses import address_of
from news.models import Article, FormerAddress
from news.models.tag import FormerTagSlug
from regions.models import FormerName, FormerSlug, Hromada, Oblast, Raion

FILE = "_redirects"
CHUNK = 2000


def lines(leads_to):
    """Yield the lines of all addresses that lead to others, as bytes, some hundred at a time.

    `leads_to` is a function that takes a path and returns to which path the site leads from it, or
    None. Not there: wrong slugs of articles, which are without number, and codes of settlements.
    """
    for pairs in (of_former_addresses(), of_articles(), of_tags(), of_places(leads_to)):
        some = []
        for way, target in pairs:
            some.append(f"{way} {target} 301\n")
            if len(some) >= CHUNK:
                yield "".join(some).encode()
                some.clear()
        yield "".join(some).encode()


def of_former_addresses():
    rows = FormerAddress.objects.filter(article__in=Article.objects.published()).order_by("path")
    columns = ("path", "article__language", "article_id", "article__slug")
    for path, language, pk, slug in rows.values_list(*columns).iterator(CHUNK):
        way, _, query = path.partition("?")
        parts = [quote(part, safe="=") for part in query.split("&")] if query else []
        yield " ".join([quote(way), *parts]), address_of(language, pk, slug)


def of_articles():
    rows = Article.objects.published().exclude(slug="").order_by("pk")
    for pk, language, slug in rows.values_list("pk", "language", "slug").iterator(CHUNK):
        target = address_of(language, pk, slug)
        for before in ("", "/en"):
            yield f"{before}/news/{pk}/", target


def of_tags():
    for former in FormerTagSlug.objects.select_related("tag").order_by("slug"):
        yield from _in_both(f"/tags/{former.slug}/", f"/tags/{former.tag.slug}/")


def of_places(leads_to):
    oblasts = {oblast.pk: oblast for oblast in Oblast.objects.order_by("pk")}
    hromadas = list(Hromada.objects.order_by("pk"))
    addresses = {one.katottg: f"/regions/{one.slug}/" for one in oblasts.values()}
    for raion in Raion.objects.order_by("pk"):
        addresses[raion.katottg] = f"/regions/{oblasts[raion.oblast_id].slug}/"
    for one in hromadas:
        addresses[one.katottg] = f"/regions/{oblasts[one.oblast_id].slug}/{one.slug}/"
    for katottg, address in addresses.items():
        yield from _in_both(f"/regions/{katottg}/", address)
    # Those that a place had; the site itself knows which of two namesakes is meant.
    of_hromadas = {one.katottg: oblasts[one.oblast_id].slug for one in hromadas}
    had = set()
    for code, slug in chain(
        FormerName.objects.values_list("katottg", "slug"),
        FormerSlug.objects.filter(oblast=None).values_list("katottg", "slug"),
    ):
        if code in of_hromadas:
            had.add(f"/regions/{of_hromadas[code]}/{slug}/")
        elif code in addresses:
            had.add(f"/regions/{slug}/")
    for former in FormerSlug.objects.exclude(oblast=None).select_related("oblast"):
        had.add(f"/regions/{former.oblast.slug}/{former.slug}/")
    for way in sorted(had):
        target = leads_to(way)
        if target:
            yield from _in_both(way, target)


def _in_both(way, target):
    yield way, target
    yield f"/en{way}", f"/en{target}"
