"""nginx gives the files of open data by itself: packed, in parts, and of the newest publication."""

import gzip

import pytest
from django.conf import settings as site

from news.open_data import publishing
from news.open_data.datasets import DATASETS
from regions.models import Oblast

pytestmark = pytest.mark.once  # whatever the database


@pytest.fixture
def files(front, monkeypatch):
    monkeypatch.setattr(publishing, "DATASETS", DATASETS[2:4])  # oblasts and raions
    publishing.publish()
    yield site.DATA_DIR / "data" / "current"
    for path in sorted((site.DATA_DIR / "data").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def test_files_come_without_the_portal(front, files):
    front.stop_portal()
    status, headers, body = front.get("/data/files/oblasts.csv")
    assert (status, body) == (200, (files / "oblasts.csv").read_bytes())
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    status, packed, body = front.get("/data/files/oblasts.csv", Accept_Encoding="gzip")
    assert packed["content-encoding"] == "gzip"
    assert gzip.decompress(body) == (files / "oblasts.csv").read_bytes()
    status, part, body = front.get("/data/files/oblasts.csv", Range="bytes=10-19")
    assert (status, body) == (206, (files / "oblasts.csv").read_bytes()[10:20])
    assert front.get("/data/files/oblasts.csv", If_None_Match=headers["etag"])[0] == 304
    for name, kind in (
        ("raions.jsonl", "application/x-ndjson"),
        ("datapackage.json", "application/json"),
        ("raions.csv.gz", "application/gzip"),
    ):
        status, headers, _ = front.get(f"/data/files/{name}")
        assert (status, headers["content-type"]) == (200, kind)
        assert "content-encoding" not in headers


def test_a_new_publication_is_given_at_once(front, files):
    assert "Нова область" not in front.get("/data/files/oblasts.csv")[2].decode()
    Oblast.objects.filter(slug="kharkivska-oblast").update(name="Нова область")
    publishing.publish()
    assert "Нова область" in front.get("/data/files/oblasts.csv")[2].decode()


@pytest.mark.parametrize("name", ["../lock", "../../portal.sqlite3", "x.csv", "", ".."])
def test_nothing_else_is_given(front, files, name):
    assert front.get(f"/data/files/{name}")[0] in (301, 400, 404)
