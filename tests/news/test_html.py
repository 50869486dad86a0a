"""Every kind of page is right as HTML: a strict parser finds no error, headings go in order."""

import html5lib
import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client

from news.models import Article
from news.paging import cursor
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_preview

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BODY = (
    "<h2>Що далі</h2><p>Абзац.</p><ul><li>раз</li></ul><blockquote><p>Слово.</p></blockquote>"
    "<table><tbody><tr><th>Рік</th><td>2025</td></tr></tbody></table>"
)
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def make_newsroom():
    """Make a page of news and one more, with everything that an article may carry."""
    for number in range(21):
        make_article(f"Стаття {number}", hromadas=[KUPIANSK], tags=["партнерство"])
    make_article("Kupiansk reopens a library", language="en", hromadas=[KUPIANSK])
    return make_article(
        'Громада & "партнери" <разом>',
        body=BODY,
        cover=make_image(caption="Майдан", credit="Редакція"),
        hromadas=[KUPIANSK],
        tags=["партнерство"],
        source_name="Рада",
        source_url="https://example.org/?a=1&b=2",
        byline="Редакція",
        change_note="Виправлено число.",
    )


def paths():
    """Return the path of one page of each kind, by the kind; make what they show."""
    article, draft, place = make_newsroom(), make_article(state="draft"), hromada()
    newest = Article.objects.published().in_language("uk")[0]
    return {
        "front": "/",
        "news": "/news/",
        "second page": f"/news/?before={cursor(newest.published_at, newest.pk)}",
        "filters": "/news/?oblast=kharkivska-oblast&tag=partnerstvo&from=2020-01-01",
        "archive": "/news/archive/?tag=partnerstvo",
        "places to choose from": "/news/?hromada=Іванівка",
        "mistakes": '/news/?oblast="><b>&tag=%26amp&from=abc',
        "article": article.get_absolute_url(),
        "preview": make_preview(draft),
        "expired preview": "/preview/nothing/",
        "tags": "/tags/",
        "tag": "/tags/partnerstvo/",
        "popular": "/popular/?period=month",
        "search": "/search/?q=Куп’янськ",
        "search for nothing": '/search/?q="><b>ъъъ',
        "regions": "/regions/",
        "find": "/regions/find/?q=Первомайський",
        "find nothing": '/regions/find/?q="><b>ъъъ',
        "oblast": place.oblast.get_absolute_url(),
        "hromada": place.get_absolute_url(),
        "feeds": "/feeds/",
        "embed": f"/embed/regions/{KUPIANSK}/",
        "embed code": f"/embed/regions/{KUPIANSK}/code/",
        "data": "/data/",
        "not found": "/nothing/",
        "English front": "/en/",
        "English regions": "/en/regions/",
        "English hromada": f"/en{place.get_absolute_url()}",
        "English not found": "/en/nothing/",
    }


def parsed(html):
    """Return the tree of a page; an error of its HTML fails the test with its place and name."""
    parser = html5lib.HTMLParser()
    tree = parser.parse(html)
    assert parser.errors == []
    return tree


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker):
    """{kind: (tree, errors)} of a page of each kind, asked once for all of this file."""
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        for kind, path in paths().items():
            parser = html5lib.HTMLParser()
            tree = parser.parse(Client().get(path).content.decode())
            found[kind] = tree, parser.errors
        transaction.set_rollback(True)
    return found


of_all_kinds = pytest.mark.xdist_group("html of all kinds")


@of_all_kinds
def test_no_kind_of_page_has_an_error_of_html(documents):
    for kind, (_, errors) in documents.items():
        assert errors == [], kind


@of_all_kinds
def test_headings_begin_with_one_h1_and_skip_no_level(documents):
    for kind, (tree, _) in documents.items():
        levels = [
            int(element.tag[-1])
            for element in tree.iter()
            if element.tag in {f"{NAMESPACE}h{level}" for level in range(1, 7)}
        ]
        assert levels.count(1) == 1, kind
        steps = [after - before for before, after in zip([0, *levels], levels, strict=False)]
        assert max(steps) == 1, (kind, levels)


@of_all_kinds
def test_no_id_stands_twice(documents):
    for kind, (tree, _) in documents.items():
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), kind


@of_all_kinds
def test_every_page_has_a_title_of_its_own(documents):
    titles = {}
    for kind, (tree, _) in documents.items():
        titles.setdefault(tree.findtext(f"{NAMESPACE}head/{NAMESPACE}title"), []).append(kind)
    assert [kinds for kinds in titles.values() if len(kinds) > 1] == []


def test_times_are_for_machines_to_the_minute(client):
    html = client.get(make_article().get_absolute_url()).content.decode()
    time = next(parsed(html).iter(f"{NAMESPACE}time")).get("datetime")
    assert len(time) == len("2026-07-07T12:40+03:00")


def test_error_page_stands_without_database_and_static_files(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string("500.html")
    tree = parsed(html)
    assert not list(tree.iter(f"{NAMESPACE}link"))
    assert not list(tree.iter(f"{NAMESPACE}script"))
