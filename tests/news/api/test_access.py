"""The API is open to programs of any site, read-only, cheap to ask, and documented."""

import pytest

from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article, make_image
from tests.news.api import API

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [2, 20])
def test_budget_of_queries(rows, api, django_assert_num_queries):
    for number in range(rows):
        one = make_article(
            f"Стаття {number}", tags=["вода", f"тема {number}"], hromadas=[KUPIANSK],
            cover=make_image(),
        )  # fmt: skip
        make_article(f"Article {number}", language="en", translation_of=one, hromadas=[KUPIANSK])
    for path, queries in (
        ("/articles/?limit=100", 7),
        ("/articles/?limit=100&language=uk", 6),
        (
            f"/articles/?oblast={KHARKIV_OBLAST}&hromada={KUPIANSK}&tag=voda&q=стаття",
            19,
        ),  # four of each language read all names
        (f"/articles/{one.pk}", 5),
        ("/tags/?limit=100", 2),
        ("/articles/?limit=100&fields=title&language=uk", 2),
        ("/oblasts/", 1),
        ("/raions/?limit=100", 2),
        ("/settlements/?limit=100", 2),
        (f"/settlements/?q=Куп’янськ&hromada={KUPIANSK}", 3),
        ("/statistics/", 2),
        (f"/oblasts/{KHARKIV_OBLAST}", 3),
        (f"/hromadas/?limit={rows}", 2),
        (f"/hromadas/{KUPIANSK}", 3),
    ):
        with django_assert_num_queries(queries):
            api.get(path)


def test_pages_of_any_site_may_read_and_nobody_may_write(client):
    make_article()
    response = client.options(f"{API}/articles/", headers={"Origin": "https://rada.example"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert client.head(f"{API}/articles/").status_code == 200
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(f"{API}/articles/")
        assert response.status_code == 405
        assert response.json()["detail"] == "The API is read-only: ask it by GET."
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_unchanged_answer_is_304(client):
    article = make_article()
    address = f"{API}/articles/{article.pk}"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    article.title = "Нова назва"
    article.save()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_nothing_sets_a_cookie_or_depends_on_one(client):
    make_article()
    for path in ("/articles/", "/tags/", "/oblasts/", "/docs", "/openapi.json", "/nothing/"):
        response = client.get(API + path)
        assert not response.cookies, path
        assert "Cookie" not in response.get("Vary", ""), path


def test_the_last_slash_is_forgiven(client):
    article = make_article()
    for path, better in (
        ("/articles?limit=1", "/articles/?limit=1"),
        ("/hromadas", "/hromadas/"),
        (f"/articles/{article.pk}/", f"/articles/{article.pk}"),
        (f"/hromadas/{KUPIANSK}/", f"/hromadas/{KUPIANSK}"),
        ("/docs/", "/docs"),
    ):
        response = client.get(API + path)
        assert (response.status_code, response["Location"]) == (301, API + better)


def test_openapi_describes_every_parameter(client):
    document = client.get(f"{API}/openapi.json").json()
    assert set(document["paths"]) == {
        f"{API}/articles/", f"{API}/articles/{{id}}",
        f"{API}/tags/", f"{API}/tags/{{slug}}",
        f"{API}/oblasts/", f"{API}/oblasts/{{katottg}}",
        f"{API}/raions/", f"{API}/raions/{{katottg}}",
        f"{API}/hromadas/", f"{API}/hromadas/{{katottg}}",
        f"{API}/settlements/", f"{API}/settlements/{{katottg}}",
        f"{API}/statistics/",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        assert methods.keys() == {"get"}
        assert methods["get"]["description"], path
    asked = document["paths"][f"{API}/articles/"]["get"]["parameters"]
    assert {parameter["name"] for parameter in asked} == {
        "limit", "cursor", "fields", "language", "oblast", "hromada", "tag", "since", "until", "q"
    }  # fmt: skip


def test_root_leads_to_the_documentation(client):
    assert client.get(f"{API}/", follow=True).redirect_chain == [(f"{API}/docs", 302)]


def test_documentation_asks_no_other_host(page, live_server):
    page.goto(f"{API}/docs")
    page.get_by_text("Articles, newest first").wait_for()
    assert page.requests
    assert [url for url in page.requests if not url.startswith((live_server.url, "data:"))] == []
    assert page.console_errors == []
