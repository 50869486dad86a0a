"""Readers' pages made without what only others need: sessions, forms, files, packing.

A page is asked for by its name alone (portal/page_address.py), so of the middleware only the
language, the headers and what leads elsewhere can do anything for it; the rest cost as much as a
query or two. Here its view is called at once. Whatever comes of that other than a page, 200, is
asked for again of the whole of Django, which says in its own way what is wrong.
"""

import logging

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import get_resolver, set_script_prefix
from django.utils import translation

from portal import policy, survival
from portal.language import language_of
from portal.saving import VaryBySaveData

logger = logging.getLogger(__name__)

SECURITY = "Strict-Transport-Security"
VARY = ("Vary", "Save-Data")  # as VaryBySaveData says it of a page that depends on nothing else


class QuickPages:
    """A WSGI application around Django's."""

    def __init__(self, django):
        self.django = django
        self.finished = policy.Headers(
            SecurityMiddleware(
                VaryBySaveData(XFrameOptionsMiddleware(lambda request: request.made))
            )
        )

    def __call__(self, environ, start_response):
        if "portal.page" not in environ or settings.DEBUG:
            return self.django(environ, start_response)
        if environ["PATH_INFO"] == "/" and environ["QUERY_STRING"]:
            # It may be a former address (portal/former_addresses.py).
            return self.django(environ, start_response)
        # Django writes into it how it reads the path.
        request, failure = WSGIRequest(dict(environ)), None
        try:
            answer = self.made(request)
        except Http404:
            answer = None
        except Exception as error:  # noqa: BLE001 - Django meets it too, and logs it
            if survival.away_by(error):
                # Who asks us knows whether to ask once more (portal/survival.py).
                response = response_for_exception(request, error)
                environ["portal.away"] = request.META["portal.away"]
                start_response("503 Service Unavailable", list(response.items()))
                return [response.content]
            answer, failure = None, error
        if answer is None:
            return self.again(environ, start_response, failure)
        headers, body = answer
        start_response("200 OK", headers)
        return [body]

    def again(self, environ, start_response, failure):
        """Let Django answer; `failure` is what the first attempt ended with, or None."""

        def start(status, headers, *error):
            if failure and status[:1] in "23":
                logger.warning("A page was made by the second attempt only.", exc_info=failure)
            return start_response(status, headers, *error)

        return self.django(environ, start)

    def made(self, request):
        """Return (headers, body) of the page that is asked for, None where it is no page."""
        set_script_prefix("/")
        language = language_of(request.path_info)
        request.COOKIES, request.staff_reader, request.LANGUAGE_CODE = {}, False, language
        with translation.override(language):
            request.resolver_match = found = get_resolver().resolve(request.path_info)
            response = found.func(request, *found.args, **found.kwargs)
        if response.status_code != 200 or response.streaming or hasattr(response, "render"):
            return None
        response.headers.setdefault("Content-Language", language)
        headers = headers_of_page(response, request.scheme)
        if headers is None:
            request.made = response
            headers = list(self.finished(request).items())
        return headers, response.content


def headers_of_page(response, scheme):
    """Return the headers of an answer that is as most pages are, pairs, or None for another."""
    own = dict(response.items())
    common = policy.common_headers(policy.style_of(response.content))
    is_plain = (
        own.get("Content-Type", "").startswith("text/html")
        and "Vary" not in own
        and not hasattr(response, "xframe_options_exempt")
        and "Access-Control-Allow-Origin" not in own
        and own.keys() & common.keys() <= {"Cache-Control"}
        and (scheme == "https" or SECURITY not in common)
    )
    return [*(common | own).items(), VARY] if is_plain else None
