"""What every test stands on: a database with the whole register, an empty cache, no skipping in CI.

Tests that change only rows roll back. Transactional tests (`django_db(transaction=True)`, the
browser) commit; tests/snapshot.py gives the database back after them, so that no test needs to
know which ran before it.
"""

import os
import sys

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests import snapshot
from tests.browser import browser, context, page  # noqa: F401
from tests.media import media  # noqa: F401

DATABASE = {"db", "transactional_db", "live_server"}  # the fixtures that bring one
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the register once, as `make run` does, into the test database, and keep a copy of it."""
    with django_db_blocker.unblock():
        call_command("load_register", yes=True, verbosity=0)
        snapshot.take()
    yield
    with django_db_blocker.unblock():
        snapshot.drop()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what uses the browser, and run it last; mark what needs no database, to run it once.

    While Playwright is up, an event loop runs in the main thread: no other test should see it.
    """
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if not (item.get_closest_marker("django_db") or DATABASE.intersection(item.fixturenames)):
            item.add_marker("once")
    items.sort(key=lambda item: "browser" in item.keywords)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown():
    """Let the thread that makes renditions end before the test's database goes."""
    renditions = sys.modules.get("news.renditions")
    if renditions:
        renditions.finish()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _fail_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _fail_if_skipped((yield))


def _fail_if_skipped(report):
    """With CI=true a check that could not be made is a check that failed."""
    if CI and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI=true does not allow. {reason}"
    return report
