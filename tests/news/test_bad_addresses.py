"""Whatever an address says, the answer is a page or a clear sentence, never a 500."""

from urllib.parse import quote

import pytest

from tests.factories import make_article

pytestmark = pytest.mark.django_db

MISSING = [
    "/news/999999999/",
    "/news/999999999999999999/",
    "/news/99999999999999999999999999/",
    "/news/0-/",
    "/news/0-%00/",
    "/news/?page=0",
    "/news/?page=-1",
    "/news/?page=2",
    "/news/?page=abc",
    "/news/?page=1e9",
    "/news/?page=" + "9" * 400,
    "/news/?page=%00",
    "/tags/nothing/",
    "/tags/тег/",
    "/tags/" + "a" * 3000 + "/",
    "/regions/nothing/",
    "/regions/kharkivska-oblast/nothing/",
    "/regions/nothing/kupianska/",
    "/regions/UA00000000000000000/",
    "/embed/regions/UA00000000000000000/",
    "/popular/?period=century",
    "/preview/forged/",
    "/preview/MQ:1abcde:forged/",
    "/media/renditions/../originals/a.jpg",
    "/media/originals/a.jpg",
    "/media/renditions/%2e%2e/portal.sqlite3",
    "/feeds/regions/UA00000000000000000.rss",
    "/nothing",
]

EXPLAINED = [
    ("/news/?oblast=nowhere", "Немає такої області: nowhere"),
    ("/news/?oblast=%00", None),
    ("/news/?hromada=nowhere", "Немає такої громади: nowhere"),
    ("/news/?hromada=mykolaivska", "«mykolaivska» — це може бути кілька громад"),
    ("/news/?oblast=kyivska-oblast&hromada=kupianska", None),
    ("/news/?tag=nothing", "Немає такої теми: nothing"),
    ("/news/?from=tomorrow", "Незрозуміла дата: tomorrow"),
    ("/news/?from=2025-02-30", "Незрозуміла дата: 2025-02-30"),
    ("/news/?from=2026-01-01&to=2025-01-01", "Початкова дата пізніша за кінцеву"),
    ("/search/?q=a&tag=nothing", "Немає такої теми: nothing"),
]


@pytest.mark.parametrize("path", MISSING)
def test_what_does_not_exist_is_404(path, client):
    make_article()
    assert client.get(path, follow=True).status_code == 404


@pytest.mark.parametrize(("path", "sentence"), EXPLAINED)
def test_a_filter_that_means_nothing_is_explained(path, sentence, client):
    make_article()
    response = client.get(path)
    if sentence is None:
        assert response.status_code == 200
    else:
        assert response.status_code == 404
        assert sentence in response.content.decode()


@pytest.mark.parametrize(
    "value",
    ["", " ", "\x00", "'", "''--", "%", "_", "\\", "<script>alert(1)</script>", "🙂", "а" * 5000,
     "x' OR 1=1", "й" * 201, "\u202e", "0" * 50, "(", "*", '"', "ї" + "\u0301" * 99],
)  # fmt: skip
def test_odd_words_are_searched_for_without_harm(value, client):
    make_article()
    for path in ("/search/?q=", "/regions/find/?q=", "/news/?oblast=", "/news/?from="):
        response = client.get(path + quote(value))
        assert response.status_code in (200, 404)
        assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["from=0001-01-01", "to=9999-12-31", "from=9999-12-31", "to=0001-01-01"]
)
def test_the_ends_of_the_calendar(query, client):
    make_article()
    assert client.get(f"/news/?{query}").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_only_read(method, client):
    for path in ("/", "/news/", "/regions/", "/search/"):
        assert getattr(client, method)(path).status_code == 405
