"""Readers are known by hashes under a key of the day, and by nothing after it."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError

from news import readers
from news.models import DailyKey, Seen

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def host(settings, tmp_path, monkeypatch):
    """A host of the portal whose workers have only just started; call it for another one."""

    def start(name="one"):
        settings.DATA_DIR = tmp_path / name
        monkeypatch.setattr(readers, "_kept", (None, b""))
        monkeypatch.setattr(readers, "_is_common", True)

    start()
    return start


def hashed(article=1, address="192.0.2.1", agent="Firefox", day=DAY):
    return readers.hashes(article, address, agent, day)


def test_everything_that_makes_a_reader_changes_the_hash():
    reader, address = hashed()
    assert hashed() == (reader, address)
    assert hashed(agent="Chrome")[0] != reader
    assert hashed(agent="Chrome")[1] == address
    for other in (hashed(article=2), hashed(address="192.0.2.2")):
        assert other[0] != reader
        assert other[1] != address
    assert all(-(2**63) <= each < 2**63 for each in (reader, address))


def test_all_workers_and_hosts_hash_alike(host):
    first = hashed()
    host("one")
    assert hashed() == first
    host("two")
    assert hashed() == first


def test_a_key_that_was_made_without_the_database_is_given_up_for_that_of_all(host, monkeypatch):
    def fail():
        raise OperationalError

    common = hashed()
    host("two")
    with monkeypatch.context() as patch:
        patch.setattr(readers, "check_file", fail)
        assert hashed() != common
        readers.learn_again()
        assert hashed() != common
    readers.learn_again()
    assert hashed() == common


def test_while_the_database_is_away_the_workers_of_a_host_hash_alike(host, monkeypatch):
    def fail():
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(readers, "check_file", fail)
        first = hashed()
        host("one")
        assert hashed() == first
    host("one")
    assert hashed() == first
    assert bytes(DailyKey.objects.get().key)
    host("two")
    assert hashed() == first


def test_the_key_is_another_one_every_day():
    assert hashed() != hashed(day=DAY + timedelta(days=1))
    # A clock that is a moment behind doesn't bring back a key that is gone.
    hashed(day=DAY)
    assert DailyKey.objects.filter(day=DAY).count() == 1
    readers.forget(DAY + timedelta(days=1))
    hashed(day=DAY)
    assert list(DailyKey.objects.values_list("day", flat=True)) == [DAY + timedelta(days=1)]


def test_keys_and_hashes_of_other_days_are_destroyed(settings, monkeypatch):
    monkeypatch.setattr(readers, "AT_ONCE", 2)
    hashed()
    midnight = readers.begins(DAY + timedelta(days=1))
    rows = [Seen(reader=n, at=midnight - 5 + n, address=1) for n in range(8)]
    Seen.objects.bulk_create(rows)
    readers.forget(DAY)
    assert (DailyKey.objects.count(), Seen.objects.count()) == (1, 8)
    readers.forget(DAY + timedelta(days=1))
    assert DailyKey.objects.count() == 0
    assert list((settings.DATA_DIR / "views").iterdir()) == []
    assert {row.reader for row in Seen.objects.all()} == {5, 6, 7}


def test_the_key_is_read_by_its_owner_only(settings):
    hashed()
    (file,) = (settings.DATA_DIR / "views").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_day_begins_at_midnight_of_kyiv():
    for day in (date(2026, 3, 29), date(2026, 10, 25), DAY):  # the clocks change on two of them
        assert readers.day_of(readers.begins(day)) == day
        assert readers.day_of(readers.begins(day) - 1) == day - timedelta(days=1)
