"""`migrate` gives up its place while a table is busy, and comes again."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.management.commands import migrate


@pytest.fixture
def run(monkeypatch):
    """Run the command on a PostgreSQL where so many tries meet a busy table; return what it told
    the database, and what it told who runs it."""
    told = []
    cursor = SimpleNamespace(execute=told.append)
    connection = SimpleNamespace(
        vendor="postgresql", in_atomic_block=False, cursor=lambda: nullcontext(cursor)
    )
    monkeypatch.setattr(migrate, "connections", {"default": connection})
    monkeypatch.setattr(migrate.time, "sleep", lambda seconds: told.append(f"waits {seconds}"))

    def run(busy, state=migrate.LOCKED):
        left = [busy]

        def handle(self, *args, **options):
            left[0] -= 1
            if left[0] >= 0:
                refusal = Exception("lock timeout")
                refusal.sqlstate = state
                raise OperationalError("lock timeout") from refusal
            told.append("migrated")

        monkeypatch.setattr(migrate.migrate.Command, "handle", handle)
        call_command("migrate", verbosity=0, skip_checks=True)
        return told

    return run


TRY = ["SET lock_timeout = '2s'"]
END = ["RESET lock_timeout"]


def test_it_waits_for_a_table_for_moments_only(run):
    assert run(busy=0) == [*TRY, "migrated", *END]


def test_it_lets_the_others_pass_and_comes_again(run):
    assert run(busy=2) == [*TRY, "waits 5", *END] * 2 + [*TRY, "migrated", *END]


def test_it_says_who_keeps_it_from_it_in_the_end(run):
    with pytest.raises(CommandError, match="pg_stat_activity"):
        run(busy=migrate.TRIES)


def test_another_error_is_told_at_once(run):
    with pytest.raises(OperationalError):
        run(busy=1, state="08006")
