"""Several hosts have one publication of the open data: made by one, brought by the others."""

import pytest
from django.core.files.storage import default_storage

from news.open_data import package, publishing, sharing
from news.open_data.datasets import DATASETS
from portal import data_publishing
from tests.factories import make_article
from tests.s3 import s3, s3_server  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # what differs is the storage
FEW = tuple(each for each in DATASETS if each.name in {"articles", "tags"})


@pytest.fixture
def at(settings, tmp_path, monkeypatch, s3):  # noqa: F811
    """Call a function on one of the hosts, by its name; gives back what it returned."""
    monkeypatch.setattr(publishing, "DATASETS", FEW)

    def call(host, function, *arguments, **options):
        settings.DATA_DIR = tmp_path / host
        return function(*arguments, **options)

    return call


def shown():
    """Return {name: (bytes, time)} of the files that a host gives."""
    files = publishing.current().iterdir()
    return {path.name: (path.read_bytes(), int(path.stat().st_mtime)) for path in files}


def test_the_others_bring_what_one_has_published(at):
    make_article()
    at("one", publishing.publish)
    assert at("two", publishing.follow)
    assert at("two", shown) == at("one", shown)
    assert package.NAME in shown()
    assert not at("two", publishing.is_due)
    assert not at("two", publishing.follow), "it is the same"
    assert not at("one", publishing.follow)


def test_what_was_two_publications_ago_is_removed(at):
    for _ in range(3):
        at("one", publishing.publish)
        at("two", publishing.follow)
    assert len(default_storage.listdir(sharing.FOLDER)[0]) == 2
    assert len([path for path in publishing.folder().iterdir() if path.is_dir()]) == 3  # and a link


def test_a_trial_gives_nothing(at):
    at("one", publishing.publish, is_trial=True)
    assert not at("two", publishing.follow)


def test_what_can_not_be_brought_leaves_what_is_there(at, s3, caplog):  # noqa: F811
    at("one", publishing.publish)
    at("two", publishing.follow)
    before = shown()
    make_article()
    at("one", publishing.publish)
    s3.stop(default_storage)
    at("two", data_publishing.follow)
    assert "can't be read" in caplog.text
    assert shown() == before
    s3.start(default_storage)
    assert at("two", publishing.follow)
    assert shown() == at("one", shown) != before


def test_one_host_publishes(at, monkeypatch):
    started, holder = [], ["one"]
    monkeypatch.setattr(data_publishing, "_running", [])
    monkeypatch.setattr(data_publishing, "start", lambda: started.append(host))
    monkeypatch.setattr(data_publishing.lease, "is_ours", lambda *_: host in holder)
    looks = {name: data_publishing.Look() for name in ("one", "two")}
    for look in looks.values():
        look.wait = 0
    for host in ("one", "two"):
        at(host, looks[host])
    assert started == ["one"]
    at("one", publishing.publish)
    host = "two"
    at(host, looks[host])
    assert at("two", shown) == at("one", shown)
    assert started == ["one"]
    holder[:] = ["two"]
    host = "two"
    at(host, looks[host])
    assert started == ["one"], "it has what is of today"


def test_with_storages_of_their_own_each_publishes(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "DATASETS", FEW)
    settings.DATA_DIR = tmp_path
    publishing.publish()
    assert sharing.take(tmp_path / "data", None) is None
