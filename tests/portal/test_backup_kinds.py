"""What each kind of database has against being copied is told in words."""

import os
import sqlite3
from types import SimpleNamespace

import pytest

from portal.backups.archive import Refused
from portal.backups.postgres import Postgres
from portal.backups.sqlite import Sqlite


def sqlite(path):
    return Sqlite(SimpleNamespace(settings_dict={"NAME": path}))


@pytest.fixture
def postgres(monkeypatch):
    """A server of a version that no program is as new as."""
    monkeypatch.setattr(Postgres, "server", lambda self: "99.1 (Debian 99.1-1)")
    return Postgres(SimpleNamespace(settings_dict={"NAME": "portal", "PASSWORD": ""}))


@pytest.fixture
def filled(tmp_path):
    path = tmp_path / "portal.sqlite3"
    with sqlite3.connect(path) as opened:
        opened.execute("CREATE TABLE news (id INTEGER PRIMARY KEY, title TEXT)")
        opened.execute("CREATE INDEX titles ON news (title)")
        rows = ((f"Новина {number} " * 30,) for number in range(2000))
        opened.executemany("INSERT INTO news (title) VALUES (?)", rows)
    opened.close()
    return path


@pytest.mark.parametrize("page", [0, 3, 9, 50, 200])
def test_a_damaged_file_makes_no_backup(filled, page):
    with filled.open("r+b") as file:
        file.seek(page * 4096 + 24)
        file.write(os.urandom(4000))
    copy = filled.with_name("copy")
    with (
        pytest.raises(Refused, match=r"can't be copied|is damaged"),
        sqlite(filled).snapshot(copy) as snapshot,
    ):
        pytest.fail(f"{snapshot.rows()} were copied")
    assert not copy.exists()


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    nowhere = sqlite(tmp_path / "portal.sqlite3")
    with pytest.raises(Refused, match="There is no database in"), nowhere.snapshot(tmp_path / "c"):
        pass
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("chunks", [[b"no gzip"], [b""], []])
def test_a_member_that_is_no_database_is_refused(tmp_path, chunks):
    here = sqlite(tmp_path / "portal.sqlite3")
    with pytest.raises(Refused):
        here.build(iter(chunks), {"size": 8192, "server": "3.40.1"})


@pytest.mark.parametrize("told", [-1, 1])
def test_a_member_has_the_size_that_was_told(filled, told):
    here = sqlite(filled)
    with here.snapshot(filled.with_name("copy")) as snapshot:
        chunks = list(snapshot.chunks())
    here.build(iter(chunks), {"size": snapshot.size, "server": "3.40.1"})
    assert here.rows(here.beside) == {"news": 2000}
    with pytest.raises(Refused, match=r"is larger than|has not its"):
        here.build(iter(chunks), {"size": snapshot.size + told, "server": "3.40.1"})


def test_programs_older_than_the_server_are_told(postgres, monkeypatch, tmp_path):
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'\n")
    old.chmod(0o755)
    monkeypatch.setattr("portal.backups.postgres.DEBIAN", "/nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"pg_dump of PostgreSQL 99 or newer .* here is 15\.18\."):
        postgres._program("pg_dump")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Refused, match="there is none. On Debian: .* postgresql-client-99"):
        postgres._program("pg_dump")


def test_what_debian_has_besides_its_wrapper_is_found(postgres, monkeypatch, tmp_path):
    for version in ("9", "15", "99"):
        program = tmp_path / version / "bin" / "pg_dump"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.2'\n")
        program.chmod(0o755)
    monkeypatch.setattr("portal.backups.postgres.DEBIAN", f"{tmp_path}/*/bin")
    monkeypatch.setenv("PATH", str(tmp_path / "15" / "bin"))
    assert postgres._program("pg_dump") == f"{tmp_path}/99/bin/pg_dump"


def test_no_password_stands_in_a_command():
    settings = {"NAME": "portal", "USER": "me", "PASSWORD": "geheim", "HOST": "db", "PORT": 5433}
    options = {"sslmode": "require", "pool": {"max_size": 4}, "options": "-c statement_timeout=5"}
    database = Postgres(SimpleNamespace(settings_dict=settings | {"OPTIONS": options}))
    told = database._conninfo("portal")
    words = {"sslmode=require", "host=db", "port=5433", "user=me", "dbname=portal"}
    assert set(told.split()) == words
    assert database._environment()["PGPASSWORD"] == "geheim"
