"""What search engines are told: every public page, the news of two days, what not to crawl.

The articles stand in a file for each month and language, of which the older ones never change but
for corrections; a month of more than LIMIT in several. So what a robot asks for costs the same
however long a newsroom has been at work. The files are written here and not by Django's templates,
which take a second for a thousand addresses in two languages.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import conditional_page, require_safe

from news.addresses import absolute, address_of
from news.freshness import dated
from news.labels import TAG, labels
from news.listing import Listing, months, numbers
from news.models import Article, Kind
from news.models.article import State
from news.spans import midnight
from regions.models import Hromada, Oblast
from ukrainian.folding import printable

# Articles in one file. A file may hold 50,000 addresses, and 50 MB (sitemaps.org).
LIMIT = 1000
NEWS_AGE = timedelta(hours=48)  # Google's rule for news sitemaps, as is the number of addresses
NEWS_LIMIT = 1000
PUBLICATION = "Портал громад"  # one name in both languages: search engines know a publisher by it
LANGUAGES = "uk", "en"
NAME = re.compile(r"articles-(uk|en)-((?:19|20|21)\d\d)-(0[1-9]|1[0-2])(?:-([2-9]|[1-9]\d{1,2}))?")

ROOT = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:{}="http://www.{}">'
).format
WITH_LANGUAGES = ROOT("xhtml", "w3.org/1999/xhtml")
WITH_NEWS = ROOT("news", "google.com/schemas/sitemap-news/0.9")
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


class Url(NamedTuple):
    """A page of the site: its path, when it was changed last (an aware datetime or None), and the
    paths of its versions by their languages, itself among them; empty where it stands alone."""

    path: str
    changed: object = None
    versions: dict = {}  # noqa: RUF012 - never changed


def in_both(pages):
    """Return the Urls of pages that stand in both languages, each the name of a view in
    portal/urls.py with its arguments."""
    paths = {}
    for language in LANGUAGES:
        with override(language):
            paths[language] = [reverse(name, args=arguments) for name, *arguments in pages]
    found = []
    for pair in zip(*paths.values(), strict=True):
        versions = dict(zip(LANGUAGES, pair, strict=True))
        found += [Url(path, None, versions) for path in pair]
    return found


def pages():
    """The pages that are there whatever the content."""
    names = [
        *("front", "news", "archive", "popular", "tags"),
        *("regions", "feeds", "accessibility"),
    ]
    return in_both([(name,) for name in names])


def tags():
    """Topics, in the languages in which there is public news on them."""
    known = {
        language: {
            pk: label.address
            for pk, label in labels(TAG, numbers(Kind.TAG, language), language).items()
        }
        for language in LANGUAGES
    }
    found = []
    for pk in sorted({pk for addresses in known.values() for pk in addresses}):
        versions = {language: its[pk] for language, its in known.items() if pk in its}
        found += [Url(path, None, versions) for path in versions.values()]
    return found


def oblasts():
    return in_both([("oblast", slug) for slug in Oblast.objects.values_list("slug", flat=True)])


def hromadas():
    slugs = Hromada.objects.values_list("oblast__slug", "slug")
    return in_both([("hromada", *pair) for pair in slugs])


def articles(language, month, part=1):
    """Return the Urls of a part of the articles of a language of one month, (year, number), the
    oldest first."""
    first = date(*month, 1)
    since, until = (midnight(day) for day in (first, first + timedelta(monthrange(*month)[1])))
    rows, _ = Listing(language, since=since, until=until).rows()
    rows = rows.order_by("published_at", "pk")[(part - 1) * LIMIT : part * LIMIT]
    return urls_of(list(rows.values_list(*COLUMNS)))


COLUMNS = "pk", "language", "slug", "published_at", "changed_at", "translation_of"


def urls_of(rows):
    """Return the Urls of articles, tuples of the values of COLUMNS. Two queries at most."""
    versions = versions_of(rows)
    found = []
    for pk, language, slug, published_at, changed_at, _ in rows:
        path = address_of(language, pk, slug)
        others = versions.get(pk, {})
        changed = max(published_at, changed_at or published_at)
        found.append(Url(path, changed, {language: path} | others if others else {}))
    return found


def versions_of(rows):
    """Return {id: {language: path}} of the public articles that say the same in another language,
    of articles as `urls_of` takes them; of two in one language the newest."""
    languages = {row[0]: row[1] for row in rows}
    originals = {row[0]: row[5] for row in rows if row[5]}
    # All of them, and the public ones chosen here: a database without statistics would read all
    # that is public by the index of the state, instead of these few by the index of the original.
    translations = Article.objects.filter(translation_of__in=languages).order_by()
    texts = Article.objects.filter(pk__in=set(originals.values())).order_by()
    columns = "pk", "language", "slug", "published_at", "state"
    pairs = [(row[-1], row[:-1]) for row in translations.values_list(*columns, "translation_of")]
    known = {row[0]: row for row in texts.values_list(*columns)} if originals else {}
    pairs.sort(key=lambda pair: (pair[1][3] is not None, pair[1][3]), reverse=True)
    pairs += [(pk, known[original]) for pk, original in originals.items() if original in known]
    now, found = timezone.now(), {}
    for pk, (other, language, slug, published_at, state) in pairs:
        is_public = state == State.PUBLISHED and published_at and published_at <= now
        if is_public and language != languages[pk]:
            path = address_of(language, other, slug)
            found.setdefault(pk, {}).setdefault(language, path)
    return found


SECTIONS = {"pages": pages, "tags": tags, "oblasts": oblasts, "hromadas": hromadas}


def parts():
    """Return the names of all files of articles, the newest first: as NAME reads them."""
    return [
        f"articles-{language}-{year}-{month:02}" + (f"-{part}" if part > 1 else "")
        for language in LANGUAGES
        for (year, month), number in months(Listing(language))
        for part in range(1, -(-number // LIMIT) + 1)
    ]


def part_called(name):
    """Return the Urls of a file of articles by its name; none of one that isn't there."""
    named = NAME.fullmatch(name)
    if not named:
        return []
    language, year, month, part = named.groups(default="1")
    return articles(language, (int(year), int(month)), int(part))


@require_safe
@conditional_page
def sitemap(request):
    """Everything in one file, or, when the articles are too many for it, an index of files."""
    number = sum(news for language in LANGUAGES for _, news in months(Listing(language)))
    if number <= LIMIT:
        urls = [url for section in SECTIONS.values() for url in section()]
        urls += [url for name in parts() for url in part_called(name)]
        return file_of(WITH_LANGUAGES, map(written, urls), "</urlset>")
    addresses = [
        absolute(reverse("sitemap_section", args=[name])) for name in (*SECTIONS, *parts())
    ]
    rows = (f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return file_of(INDEX, rows, "</sitemapindex>")


@require_safe
@conditional_page
def section(request, section):
    """One file of the index."""
    urls = SECTIONS[section]() if section in SECTIONS else part_called(section)
    if not urls and section not in SECTIONS:
        raise Http404("no such part of the map")
    return file_of(WITH_LANGUAGES, map(written, urls), "</urlset>")


@require_safe
@conditional_page
def news(request):
    """The articles of the last 48 hours, as search engines for news want them."""
    recent = Article.objects.published().filter(published_at__gte=timezone.now() - NEWS_AGE)
    rows = recent.values_list("pk", "language", "slug", "published_at", "title")[:NEWS_LIMIT]
    return file_of(WITH_NEWS, (news_written(*row) for row in rows), "</urlset>")


@require_safe
def robots(request):
    context = {"site_url": settings.SITE_URL}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def written(url):
    """Return a Url as XML."""
    path, changed, versions = url
    moment = f"<lastmod>{_iso(changed)}</lastmod>" if changed else ""
    alternates = ""
    if len(versions) > 1:
        others = [*versions.items(), ("x-default", versions["uk"])]
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(absolute(other))}"/>'
            for language, other in others
        )
    return f"<url><loc>{escape(absolute(path))}</loc>{moment}{alternates}</url>"


def news_written(pk, language, slug, published_at, title):
    """Return an article of the last days as XML."""
    address = absolute(address_of(language, pk, slug))
    publication = f"<news:name>{PUBLICATION}</news:name><news:language>{language}</news:language>"
    return (
        f"<url><loc>{escape(address)}</loc><news:news>"
        f"<news:publication>{publication}</news:publication>"
        f"<news:publication_date>{_iso(published_at)}</news:publication_date>"
        f"<news:title>{escape(printable(title))}</news:title></news:news></url>"
    )


def file_of(start, rows, end):
    """Return the response with a file for robots; they show it to nobody."""
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', start, *rows, end])
    response = HttpResponse(text, content_type="application/xml")
    response["X-Robots-Tag"] = "noindex"
    return dated(response)


def _iso(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")
