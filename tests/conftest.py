"""What every test stands on: a database with the whole register, an empty cache, no skipping in CI.

Tests that change only rows roll back. Transactional tests (`django_db(transaction=True)`, the
browser) commit; tests/snapshot.py gives the database back after them, so that no test needs to
know which ran before it.
"""

import gc
import importlib
import os
import sys
import threading
import time
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from news import generation
from tests import snapshot
from tests.browser import browser, context, live_server, page, profile  # noqa: F401
from tests.media import media  # noqa: F401

DATABASE = {"db", "transactional_db", "live_server"}  # the fixtures that bring one
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """A database with the register, loaded once as `make run` does, instead of pytest-django's."""
    with django_db_blocker.unblock():
        snapshot.set_up()
    yield
    with django_db_blocker.unblock():
        snapshot.tear_down()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """While the processes of a run read their tests, the one that started them makes the database.

    Else the first test of each would wait for it, and so would a processor.
    """
    if _starts_others(session.config):
        session.maker = threading.Thread(target=_make_database, args=[session.config])
        session.maker.start()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if maker := getattr(session, "maker", None):
        maker.join()
        with session.config.stash[blocking_manager_key].unblock():
            snapshot.tear_down()


def _starts_others(config):
    return bool(getattr(config.option, "numprocesses", None))


def _make_database(config):
    with config.stash[blocking_manager_key].unblock():
        snapshot.make()
        connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """Read the files of all tests, each process from a place of its own.

    What is read for the first time is rewritten and compiled, which takes a process half a minute:
    so each does its part of it, and finds that of the others done. No garbage is looked for: nearly
    all that is made now stays.
    """
    if _starts_others(session.config):
        return
    gc.disable()
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if not number or session.config.args != session.config.getini("testpaths"):
        return
    root = session.config.rootpath
    files = sorted((root / "tests").rglob("test_*.py"))
    place = len(files) * number // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    for path in files[place:] + files[:place]:
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # pytest itself reads it soon, and tells
            importlib.import_module(name)


def pytest_collection_finish():
    """Don't search all that is loaded by now for garbage again and again: a tenth of all time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_known():
    """Let go of what earlier tests left in caches: what they found may have been rolled back."""
    cache.clear()
    generation.move()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what uses the browser, and run it last; mark what needs no database, to run it once.

    While Playwright is up, an event loop runs in the main thread: no other test should see it.
    The tests of the browser run from the last to the first, which are the shortest: so processes
    that share them end at the same time.
    """
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if not (item.get_closest_marker("django_db") or DATABASE.intersection(item.fixturenames)):
            item.add_marker("once")
        if getattr(config.option, "loadgroup", False):
            _name_its_group(item)
    in_browser = [item for item in items if "browser" in item.keywords]
    items[:] = [item for item in items if "browser" not in item.keywords] + in_browser[::-1]


def _name_its_group(item):
    """Tell pytest-xdist which tests stay in one process. It writes the group behind the name of a
    test, into a field that pytest reads no more since 9.2 (pytest-xdist, issue 1386)."""
    group = item.get_closest_marker("xdist_group")
    if group and "@" not in item.nodeid.rpartition("]")[2]:
        item._id = type(item._id).parse(f"{item.nodeid}@{group.args[0]}")


def pytest_runtest_setup(item):
    snapshot.places_are_checked = "regions" in item.path.parts


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown():
    """Let threads that ask the test's database end before it goes: the one that makes renditions,
    and the one that waits for a database that a test took for away."""
    renditions = sys.modules.get("news.renditions")
    if renditions:
        renditions.finish()
    survival = sys.modules.get("portal.survival")
    if survival and survival.answers.__module__ == survival.__name__:  # else the test plays it
        until = time.monotonic() + 10
        while _is_waiting(survival) and time.monotonic() < until:
            time.sleep(0.01)


def _is_waiting(survival):
    return survival._away.is_set() and any(
        thread.name == "database" for thread in threading.enumerate()
    )


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
