"""The whole demo site, followed link by link in both languages: whole, unambiguous, valid."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from news.demo import files, newsroom
from news.models import Article
from tests.site.crawl import crawl
from tests.site.opening import listed

# In one process, where several share the tests: the crawl is made once for all of this file.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("crawl")]

# A page of each kind and some more: the whole site has 3,500 pages of hromadas alone.
SAMPLE = {
    "hromada": 8, "oblast": 4, "tag": 6, "embed": 2, "feed_region": 3, "feed_tag": 3,
    "embed_code": 2, "image": 4, "": 4, "ornament": 4, "place": 4, "share_card": 2,
    "news?": 12, "archive?": 6, "tag?": 4, "oblast?": 4, "hromada?": 4, "my_feed?": 4,
    "digest?": 4, "feed_pair": 3,
}  # fmt: skip
WHOLE = {"feed_pair": 100, "digest?": 60, "ornament": 200, "news?": 1500, "archive?": 600}


@pytest.fixture(scope="module", params=["sample", pytest.param("whole", marks=pytest.mark.soak)])
def site(request, django_db_setup, django_db_blocker):
    """{path: Page} of the demo site; and what the database knows of it, as `public`."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(newsroom, "COVER_SIZE", (384, 216))
        newsroom.load(files.read_tags(), files.read_articles(), timezone.now())
        pages = crawl(Client(), ["/", "/en/"], SAMPLE if request.param == "sample" else WHOLE)
        public = {a.get_absolute_url(): a.title for a in Article.objects.published()}
        transaction.set_rollback(True)
    return Site(pages, public)


class Site:
    """What a crawl found: `pages` {path: Page}, and `public` {path: title} of all articles."""

    def __init__(self, pages, public):
        self.pages, self.public = pages, public
        self.html = {
            path: page
            for path, page in pages.items()
            if page.type == "text/html" and page.status == 200 and not path.startswith("/api/")
        }


def test_every_inner_link_leads_straight_to_something(site):
    """But a code of a place, as an article's text may name it: it outlives the place's names."""
    wrong = [
        f"{page.path} {page.status} {page.location} on {page.came_from}"
        for page in site.pages.values()
        if page.status != 200 and (page.kind, page.status) != ("place", 301)
    ]
    assert not wrong, listed(wrong)


def test_every_public_article_is_reached_at_one_address(site):
    articles = {path for path, page in site.html.items() if page.kind.startswith("article")}
    assert articles == set(site.public)


def test_the_canonical_address_of_a_page_is_its_own_or_of_one_that_is(site):
    wrong = []
    for path, page in site.html.items():
        if not page.is_indexed:
            continue
        target = site.pages.get(page.canonical)
        if not page.canonical or (target and target.canonical != page.canonical):
            wrong.append(f"{path} → {page.canonical}")
    assert not wrong, listed(wrong)


def test_no_content_stands_at_two_addresses(site):
    found = defaultdict(set)
    for path, page in site.html.items():
        if page.main and page.is_indexed:  # embeds of two silent namesakes say the same
            found[page.language, page.main].add(page.canonical or path)
    wrong = [paths for paths in found.values() if len(paths) > 1]
    assert not wrong, listed(wrong)


def test_every_address_has_a_title_of_its_own(site):
    found = defaultdict(set)
    for path, page in site.html.items():
        if page.is_indexed:
            found[page.title].add(page.canonical or path)
    wrong = [(title, paths) for title, paths in found.items() if len(paths) > 1 or not title]
    assert not wrong, listed(wrong)


def test_pairs_of_languages_name_each_other(site):
    wrong = []
    for path, page in site.html.items():
        for language, other in page.alternates.items():
            if language == "x-default" or other not in site.html:
                continue
            back = site.html[other].alternates
            if back.get(page.language) != page.canonical:
                wrong.append(f"{path}: {language} {other}, which says {back}")
    assert not wrong, listed(wrong)


def test_headings_begin_with_one_h1_are_not_empty_and_skip_no_level(site):
    wrong = []
    for path, page in site.html.items():
        levels = [level for level, _ in page.headings]
        steps = [after - before for before, after in zip([0, *levels], levels, strict=False)]
        if levels.count(1) != 1 or max(steps) > 1 or not all(text for _, text in page.headings):
            wrong.append((path, page.headings))
    assert not wrong, listed(wrong)


def test_html_is_valid_to_a_strict_parser(site):
    wrong = [(path, page.errors) for path, page in site.html.items() if page.errors]
    assert not wrong, listed(wrong)


def test_no_id_stands_twice_and_every_reference_has_its_target(site):
    wrong = []
    for path, page in site.html.items():
        twice = [name for name, count in page.ids.items() if count > 1]
        lost = page.references - set(page.ids) - {"", "top"}
        if twice or lost:
            wrong.append((path, twice, lost))
    assert not wrong, listed(wrong)


def test_an_english_page_holds_no_cyrillic_letter(site):
    english = {path: page for path, page in site.html.items() if path.startswith("/en/")}
    assert len(english) > 20
    assert {page.language for page in english.values()} == {"en"}
    wrong = [(path, page.cyrillic) for path, page in english.items() if page.cyrillic]
    assert not wrong, listed(wrong)


def test_a_ukrainian_page_says_that_it_is_ukrainian(site):
    ukrainian = [page for path, page in site.html.items() if not path.startswith("/en/")]
    wrong = [page.path for page in ukrainian if page.language != "uk"]
    assert not wrong, listed(wrong)


def test_no_page_sets_a_cookie_varies_by_one_or_loads_from_elsewhere(site):
    wrong = [
        (path, page.cookies, page.vary, page.foreign)
        for path, page in site.pages.items()
        if page.cookies
        or {"cookie", "accept-language"} & {part.strip() for part in page.vary.lower().split(",")}
        or page.foreign
    ]
    assert not wrong, listed(wrong)
