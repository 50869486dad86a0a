"""`make serve` loads what all workers need before they are made, and nothing that is a worker's."""

import gc
import multiprocessing
import os
import sys
import threading
from types import SimpleNamespace

import granian.wsgi
import pytest
from django.db import connection
from django.template import engines

from portal import serve
from ukrainian import dictionary


@pytest.fixture
def started(monkeypatch):
    """What was done before granian began, in order."""
    done = []
    monkeypatch.setattr(serve, "load", lambda: done.append("load"))
    monkeypatch.setattr(gc, "freeze", lambda: done.append("freeze"))
    monkeypatch.setattr(multiprocessing, "set_start_method", done.append)
    monkeypatch.setattr(serve, "entrypoint", lambda: done.append("granian"))
    monkeypatch.setattr(granian.wsgi, "os", os)  # put back in the end
    return done


def test_the_portal_is_loaded_before_its_workers_are_made(started, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["serve", "--workers", "2", "portal.wsgi:application"])
    serve.main()
    assert started == ["load", "freeze", "fork", "granian"]


def test_no_request_is_told_the_environment_of_the_process(started, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setattr(sys, "argv", ["serve", "portal.wsgi:application"])
    serve.main()
    seen = {}
    answer = granian.wsgi._callback_wrapper(lambda environ, start: seen.update(environ) or [], {})
    answer(SimpleNamespace(response_bytes=lambda *_: None), {"PATH_INFO": "/"})
    assert seen["PATH_INFO"] == "/"
    assert "SECRET_KEY" not in seen


def test_another_application_gets_the_same_server_and_nothing_of_ours(started, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["serve", "--workers", "2", "bench.bare:application"])
    serve.main()
    assert started == ["fork", "granian"]


def test_loading_asks_no_database_and_starts_no_thread():
    before = set(threading.enumerate())
    asked = []
    with connection.execute_wrapper(lambda *args: asked.append(args)):
        serve.load()  # to ask would also be an error here: this test has no database
    assert not asked
    assert set(threading.enumerate()) == before


def test_readers_pages_and_the_dictionary_are_there_afterwards():
    serve.load()
    (loader,) = engines["django"].engine.template_loaders
    for language in ("uk", "en"):
        for name in ("news/article.html", "news/front.html", "regions/hromada.html", "404.html"):
            assert (language, name) in loader.get_template_cache
    assert dictionary._loaded
