"""What Django keeps for each thread stays with its thread, in Python's own locals."""

import threading

import pytest
from django.db import connections
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.translation import activate, get_language

from portal import quick_locals


@pytest.fixture
def used(monkeypatch):
    for owner, name in quick_locals.PLACES:
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back in the end
    quick_locals.use()


def in_another_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.usefixtures("used")
def test_each_thread_has_its_own():
    activate("en")
    timezone.activate("UTC")
    set_script_prefix("/under/")

    def seen():
        name = timezone.get_current_timezone_name()
        return get_language(), name, get_script_prefix(), id(connections["default"])

    assert seen()[:3] == ("en", "UTC", "/under/")
    assert in_another_thread(seen)[:3] == ("uk", "Europe/Kyiv", "/")
    assert in_another_thread(lambda: connections["default"]) is not connections["default"]


@pytest.mark.usefixtures("used")
def test_no_place_is_asgirefs_any_more():
    for owner, name in quick_locals.PLACES:
        assert type(getattr(owner, name)) is threading.local, name
