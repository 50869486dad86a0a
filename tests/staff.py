"""The newsroom as its people use it: who is signed in, and what a form of theirs sends."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.test import Client

from tests.factories import make_user


def signed_in(role, **fields):
    """Return a Client of a new account with a role of tests/factories.py, or "root", "anonymous".

    Its `user` is the account.
    """
    client = Client()
    client.user = None
    if role == "root":
        client.user = get_user_model().objects.create_superuser("root", password="root")
    elif role != "anonymous":
        client.user = make_user(role, **fields)
    if client.user:
        _begin_session(client)
    return client


def _begin_session(client):
    """Sign in as `Client.force_login` does, which makes two sessions and takes one of them back."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, client.user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


def article_form(**changes):
    """Return what the form of an article sends: a draft in Ukrainian, with `changes`."""
    return {
        "title": "Громада відкрила бібліотеку",
        "lead": "",
        "body": "Перший абзац.",
        "language": "uk",
        "state": "draft",
        "published_at_0": "",
        "published_at_1": "",
        "views_imported": "0",  # asked of administrators only
        "picks-TOTAL_FORMS": "0",
        "picks-INITIAL_FORMS": "0",
    } | changes


def outcome(response):
    """Return what a page did: asked to sign in, refused, showed itself, or did it and moved on."""
    if response.status_code == 302:
        address = response["Location"]
        if address.startswith("/admin/login/"):
            return "sign in"
        return "refused" if address == "/admin/" else "done"
    return {200: "shown", 403: "refused", 404: "refused"}[response.status_code]
