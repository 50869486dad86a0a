"""Error 500 in words: to readers in their language, to the newsroom, to programs as a problem.

Each tells the id of the request, by which whoever looks after the server finds it in the log. The
pages ask neither the database nor a session: they may be what has failed.
"""

import logging

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control

from news.api.refusals import problem
from portal import asked
from portal.areas import API, NEWSROOM
from portal.language import language_of

logger = logging.getLogger(__name__)

SENTENCE = "Something broke on our side. It isn’t your request; ask again in a minute."


def page(path):
    """Return the HttpResponse that a request of a path gets when it has broken."""
    identity = asked.current() or asked.new_id()
    if path.startswith(API):
        response = problem(500, SENTENCE, request=identity)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        language = language_of(path)
        name = "newsroom/500.html" if path.startswith(NEWSROOM) else "500.html"
        response = HttpResponse(_rendered(name, language, identity), status=500)
        response["Content-Language"] = language
    patch_cache_control(response, no_store=True)
    return response


def _rendered(name, language, identity):
    try:
        with translation.override(language):
            return render_to_string(name, {"identity": identity})
    except Exception:
        logger.exception("The page of an error can't be made.")
        return f'<!doctype html><html lang="{language}"><title>500</title><h1>500: {identity}</h1>'
