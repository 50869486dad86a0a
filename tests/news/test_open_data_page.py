"""/data/ and its files: whole, packed, in parts, unchanged; in both languages."""

import gzip

import pytest

from news.open_data import publishing
from news.open_data.datasets import DATASETS
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


@pytest.fixture
def _published(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    few = [each for each in DATASETS if each.name in {"articles", "tags"}]
    monkeypatch.setattr(publishing, "DATASETS", few)
    monkeypatch.setattr("news.open_data.page.DATASETS", few)
    for number in range(30):
        make_article(f"Новина {number}")
    publishing.publish()


def whole(name="articles.csv"):
    return (publishing.current() / name).read_bytes()


def get(client, name="articles.csv", **headers):
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    response = client.get(f"/data/files/{name}", headers=headers)
    return response, b"".join(response) if response.streaming else response.content


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/data/", ["Відкриті дані", "за київським часом", "30</td>", "Статті: про що вони"]),
        ("/en/data/", ["Open data", "Kyiv time", "30</td>", "Articles: what they are about"]),
    ],
)
def test_the_page_tells_what_there_is(path, words, client):
    html = client.get(path).content.decode()
    for word in [*words, "Creative Commons Attribution 4.0", "datapackage.json", "changes.csv"]:
        assert word in html, word
    for name in ("articles.csv", "articles.csv.gz", "articles.jsonl", "tags.jsonl.gz"):
        assert f'href="/data/files/{name}"' in html
    if path.startswith("/en/"):
        main = html[html.index("<main") : html.index("</main>")]
        assert not any("а" <= sign.lower() <= "я" for sign in main)


def test_before_the_first_publication_the_page_says_so(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    html = client.get("/data/").content.decode()
    assert "Перші файли саме створюються" in html
    assert '/data/files/articles.csv"' not in html
    assert client.get("/data/files/articles.csv").status_code == 404


def test_every_page_leads_there(client):
    assert '<a href="/data/">Відкриті дані</a>' in client.get("/").content.decode()
    assert '<a href="/en/data/">Open data</a>' in client.get("/en/").content.decode()


@pytest.mark.usefixtures("_published")
def test_a_file_comes_whole_and_packed_for_who_takes_it(client):
    response, body = get(client)
    assert body == whole()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Length"] == str(len(body))
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Content-Encoding" not in response
    packed, content = get(client, accept_encoding="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(content) == whole()
    assert packed["ETag"] != response["ETag"]
    response, body = get(client, "articles.csv.gz", accept_encoding="gzip")
    assert gzip.decompress(body) == whole()
    assert response["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in response


@pytest.mark.usefixtures("_published")
def test_an_unchanged_file_is_304_and_a_new_publication_is_not(client):
    tag = get(client)[0]["ETag"]
    for headers in ({"if_none_match": f'"x", W/{tag}'}, {"if_none_match": "*"}):
        response, body = get(client, **headers)
        assert (response.status_code, body) == (304, b"")
        assert response["ETag"] == tag
    made = get(client)[0]["Last-Modified"]
    assert get(client, if_modified_since=made)[0].status_code == 304
    publishing.publish()
    assert get(client, if_none_match=tag)[0].status_code == 200


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-9", slice(0, 10)), ("bytes=100-", slice(100, None)), ("bytes=-7", slice(-7, None)),
     ("bytes=5-99999999", slice(5, None)), ("bytes=-99999999", slice(0, None))],
)  # fmt: skip
def test_the_rest_of_what_broke_off(asked, part, client):
    response, body = get(client, range=asked, accept_encoding="gzip")
    assert response.status_code == 206
    assert body == whole()[part]
    first = whole().index(body) if part.start != -7 else len(whole()) - 7
    assert response["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(whole())}"
    assert response["Content-Length"] == str(len(body))
    assert "Content-Encoding" not in response


@pytest.mark.usefixtures("_published")
def test_spans_that_are_not_there_or_not_meant(client):
    size = len(whole())
    for asked in (f"bytes={size}-", "bytes=-0"):
        response, body = get(client, range=asked)
        assert (response.status_code, body) == (416, b"")
        assert response["Content-Range"] == f"bytes */{size}"
    for asked in ("bytes=", "bytes=-", "bytes=9-2", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b"):
        response, body = get(client, range=asked)
        assert (response.status_code, body) == (200, whole()), asked
    response, body = get(client, range="bytes=0-9", if_range='"of another publication"')
    assert (response.status_code, body) == (200, whole())
    assert get(client, range="bytes=0-9", if_range=response["ETag"])[0].status_code == 206


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize(
    "name",
    ["../lock", "..%2flock", "lock", "articles", "articles.csv.br", "%2e%2e/current", "x.csv"],
)
def test_nothing_else_is_given(name, client):
    assert client.get(f"/data/files/{name}").status_code == 404
