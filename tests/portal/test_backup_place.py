"""Where a backup may lie, and which ones go when newer ones come."""

import os
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from portal.backups import record
from portal.backups.archive import Writer
from tests.factories import make_user
from tests.portal.test_backup import manifest, place  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nowhere/portal.tar", "There is no folder"),
        ("portal.txt", "is no whole backup"),
        ("../media/portal.tar", "readers may fetch"),
    ],
)
def test_where_it_may_not_lie(place, settings, file, words):  # noqa: F811
    (place / "portal.txt").write_text("a letter")
    settings.MEDIA_ROOT.mkdir()
    with pytest.raises(CommandError, match=words):
        call_command("backup", place / file)
    assert (place / "portal.txt").read_text() == "a letter"


def test_a_whole_backup_is_replaced_by_a_newer(place):  # noqa: F811
    file = place / "portal.tar"
    call_command("backup", file)
    before = manifest(file)["made"]
    make_user()
    call_command("backup", file)
    assert manifest(file)["made"] > before


def test_two_never_run_at_a_time(place):  # noqa: F811
    with record.alone(), pytest.raises(CommandError, match="Another backup or restore"):
        call_command("backup", place / "portal.tar")


def test_the_newest_are_kept(place):  # noqa: F811
    for day in range(20, 25):
        with (place / f"portal-2026-11-{day}.tar").open("w+b") as file:
            writer = Writer(file, datetime(2026, 11, day, tzinfo=UTC))
            writer.add("database.pgdump", [b"rows"])
            writer.seal({"database": {"member": "database.pgdump"}})
    (place / "portal-2026-11-19.tar").write_bytes(b"half of one")
    (place / "portal-2025.tar.gpg").write_bytes(b"of another name")
    call_command("backup", place / "portal-2026-11-01.tar", "--keep", "3")  # newest by its time
    assert sorted(os.listdir(place)) == [
        *("portal-2025.tar.gpg", "portal-2026-11-01.tar", "portal-2026-11-19.tar"),
        *("portal-2026-11-23.tar", "portal-2026-11-24.tar"),
    ]


@pytest.mark.parametrize(("file", "keep"), [("portal.tar", 3), ("portal-1.tar", 0)])
def test_what_to_keep_has_to_be_known(place, file, keep):  # noqa: F811
    with pytest.raises(CommandError, match="--keep is 1 or more"):
        call_command("backup", place / file, "--keep", str(keep))
