"""Every kind of page answers, in both languages and within its number of queries."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from news.models import Article, FormerTagSlug
from news.paging import cursor
from tests.factories import (
    KHARKIV_OBLAST,
    KUPIANSK,
    KYIV_OBLAST,
    hromada,
    make_article,
    make_tag,
    oblast,
    read,
)

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def newsroom(rows):
    """Make `rows` articles that all carry one hromada and one tag, and a tag of their own."""
    for number in range(rows):
        make_article(
            f"Стаття номер {number}",
            hromadas=[KUPIANSK],
            tags=["партнерство", f"тема {number}"],
            published_at=timezone.now() - timedelta(hours=number + 1),
        )
    for article in Article.objects.all():
        read(article)
    return make_article("Ще одна стаття", hromadas=[KUPIANSK], tags=["партнерство"])


# How many SQL queries each kind of page may cost, on lists of one and of many: the first after a
# change of the content, and the next ones, which find what is kept until another change.
BUDGETS = {
    "front": (8, 1),
    "news": (9, 2),
    "news, deep": (11, 4),
    "article": (12, 6),
    "archive": (3, 0),
    "tags": (3, 0),
    "tag": (7, 2),
    "popular": (7, 2),
    "regions": (4, 1),
    "oblast": (11, 2),
    "hromada": (9, 2),
    "embed": (7, 4),
    "embed code": (3, 0),
    "data": (0, 0),
    "search": (21, 3),
    "search for nothing": (34, 0),
}


@pytest.fixture(scope="class", params=[4, 30])
def article(request, django_db_setup, django_db_blocker):
    """The newest article of a newsroom of so many rows, made once for all kinds of pages."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield newsroom(request.param)
        transaction.set_rollback(True)


@pytest.mark.xdist_group("budgets of pages")
class TestBudgetOfQueries:
    @pytest.mark.parametrize("kind", BUDGETS)
    def test_budget_of_queries(self, kind, article, client, django_assert_max_num_queries):
        place = hromada()
        oldest = Article.objects.order_by("published_at")[2]
        address = {
            "front": "/",
            "news": "/news/",
            "news, deep": f"/news/?before={cursor(oldest.published_at, oldest.pk)}",
            "article": article.get_absolute_url(),
            "archive": "/news/archive/",
            "tags": "/tags/",
            "tag": make_tag("партнерство").get_absolute_url(),
            "popular": "/popular/",
            "regions": "/regions/",
            "oblast": oblast().get_absolute_url(),
            "hromada": place.get_absolute_url(),
            "embed": f"/embed/regions/{KUPIANSK}/",
            "embed code": f"/embed/regions/{KUPIANSK}/code/",
            "data": "/data/",
            "search": "/search/?q=стаття",
            "search for nothing": "/search/?q=стаття+ніякоїграмади+вода&oblast=lvivska-oblast",
        }[kind]
        client.get(address)
        make_tag("інша тема").save()  # changes the content
        first, next_ones = BUDGETS[kind]
        with django_assert_max_num_queries(first):
            client.get(address)
        with django_assert_max_num_queries(next_ones):
            assert client.get(address).status_code == 200


def public_addresses():
    place = hromada()
    return [
        "/",
        "/news/",
        "/news/?oblast=kharkivska-oblast&from=2020-01-01",
        "/tags/",
        "/tags/partnerstvo/",
        "/popular/",
        "/popular/?period=month",
        "/search/?q=стаття",
        "/regions/",
        "/regions/find/?q=Ківшарівка",
        place.oblast.get_absolute_url(),
        place.get_absolute_url(),
        f"/embed/regions/{KUPIANSK}/",
    ]


def test_public_pages_are_cacheable_by_construction(client):
    newsroom(2)
    for path in public_addresses():
        for address in (path, f"/en{path}"):
            response = client.get(address)
            assert response.status_code == 200, address
            assert not response.cookies, address
            assert "Cookie" not in response.get("Vary", ""), address
            assert "Accept-Language" not in response.get("Vary", ""), address


def test_english_frame_holds_no_cyrillic(client):
    newsroom(2)
    make_article(
        "Kupiansk reopens a library",
        language="en",
        lead="Daily.",
        body="<p>Open again.</p>",
        hromadas=[KUPIANSK],
        tags=["партнерство"],
        source_name="Council",
    )
    for path in [*public_addresses(), "/news/?oblast=xx", "/nothing/"]:
        if "?q=" in path:
            continue  # what the reader typed is shown again
        html = client.get(f"/en{path}").content.decode()
        html = re.sub(r'<a class="language".*?</a>', "", html)
        assert not re.findall(r"[Ѐ-ӿ]+", html), path


def test_article_page_shows_everything(client):
    article = make_article(
        "Громада підписала меморандум",
        lead="Лід статті.",
        body="<p>Абзац.</p><ul><li>раз</li><li>два</li></ul>",
        hromadas=[KUPIANSK],
        tags=["партнерство", "співробітництво"],
        source_name="Куп’янська міська рада",
        source_url="https://example.org/rada",
        byline="Редакція",
        views_imported=3089,
        published_at=datetime(2025, 7, 7, 12, 40, tzinfo=KYIV),
    )
    make_article("Сусідня новина", published_at=datetime(2026, 3, 18, 10, 0, tzinfo=KYIV))
    html = client.get(article.get_absolute_url()).content.decode()
    for shown in (
        "<h1>Громада підписала меморандум</h1>",
        ">07.07.2025 - 12:40</time>",
        "Переглядів: <span data-views>3089</span>",
        "Лід статті.",
        "<ul><li>раз</li><li>два</li></ul>",
        "Теги:",
        'href="/tags/partnerstvo/"',
        'href="/tags/spivrobitnytstvo/"',
        "Область:",
        'href="/regions/kharkivska-oblast/"',
        "Громада:",
        'href="/regions/kharkivska-oblast/kupianska/"',
        "Куп’янська міська територіальна громада",
        "Джерело:",
        '<a href="https://example.org/rada" rel="noopener">Куп’янська міська рада</a>',
        "Читайте також:",
        "Сусідня новина",
        ">18 березня 2026</time>",
    ):
        assert shown in html, shown


def test_empty_headings_are_never_printed(client):
    article = make_article(lead="", body="<p>Лише текст.</p>")
    html = client.get(article.get_absolute_url()).content.decode()
    for heading in ("Теги", "Область", "Громада:", "Джерело", "Читайте також"):
        assert heading not in html
    assert not re.search(r"<h\d[^>]*>\s*</h\d>", html)


def test_every_page_has_one_h1(client):
    article = newsroom(2)
    for path in [*public_addresses(), article.get_absolute_url(), "/nothing/"]:
        assert client.get(path).content.decode().count("<h1") == 1, path


def test_wrong_slug_and_bare_id_redirect(client):
    article = make_article()
    for path in (f"/news/{article.pk}/", f"/news/{article.pk}-old/", f"/en/news/{article.pk}/"):
        response = client.get(path)
        assert response.status_code == 301
        assert response["Location"] == article.get_absolute_url()


def test_a_tag_renamed_or_merged_keeps_its_address(client):
    tag, other = make_tag("старости"), make_tag("старостинські округи")
    make_article(tags=[tag])
    make_article(tags=[tag, other])
    tag.slug = "starosty-hromad"
    tag.save()
    assert client.get("/tags/starosty/")["Location"] == "/tags/starosty-hromad/"
    assert tag.merge_into(other) == 2
    for slug in ("starosty", "starosty-hromad"):
        response = client.get(f"/tags/{slug}/")
        assert response.status_code == 301
        assert response["Location"] == "/tags/starostynski-okruhy/"
    assert other.articles.count() == 2
    assert FormerTagSlug.objects.count() == 2


def test_case_and_apostrophe_make_no_second_tag():
    tag = make_tag("охорона здоров’я")
    assert make_tag("Охорона здоров'я ") == tag


def test_codes_redirect_to_their_place(client):
    place = hromada()
    for code, path in (
        (KUPIANSK, place.get_absolute_url()),
        (KHARKIV_OBLAST, place.oblast.get_absolute_url()),
        (place.raion.katottg, place.oblast.get_absolute_url()),
        (place.centre.katottg, place.get_absolute_url()),
    ):
        response = client.get(f"/regions/{code}/")
        assert response.status_code == 301
        assert response["Location"] == path


def test_a_former_name_of_a_hromada_redirects(client):
    response = client.get("/regions/lvivska-oblast/chervonohradska/")
    assert response.status_code == 301
    assert response["Location"] == "/regions/lvivska-oblast/sheptytska/"


def test_places_list_their_news_and_only_theirs(client):
    make_article("Новина Куп’янська", hromadas=[KUPIANSK])
    make_article("Новина Київщини", oblasts=[KYIV_OBLAST])
    for path in (hromada().get_absolute_url(), oblast().get_absolute_url()):
        html = client.get(path).content.decode()
        assert "Новина Куп’янська" in html
        assert "Новина Київщини" not in html


def test_find_by_settlement_of_today_and_yesterday(client):
    html = client.get("/regions/find/?q=Ківшарівка").content.decode()
    assert 'href="/regions/kharkivska-oblast/kupianska/"' in html
    html = client.get("/regions/find/?q=Первомайський").content.decode()
    assert 'href="/regions/kharkivska-oblast/zlatopilska/"' in html
    assert "Златопільська" in html


def test_unpublished_is_nowhere(client):
    article = make_article("Таємний меморандум", state="draft", hromadas=[KUPIANSK], tags=["вода"])
    assert client.get(f"/news/{article.pk}/").status_code == 404
    assert client.get(article.get_absolute_url()).status_code == 404
    for path in [*public_addresses(), "/tags/voda/"]:
        html = client.get(path).content.decode()
        if path != "/tags/partnerstvo/":
            assert "Таємний" not in html, path


def test_404_in_the_language_of_the_address(client):
    ukrainian, english = client.get("/nothing/"), client.get("/en/nothing/")
    assert ukrainian.status_code == english.status_code == 404
    assert "Такої сторінки немає" in ukrainian.content.decode()
    assert "There is no such page" in english.content.decode()
    assert english["Content-Language"] == "en"
