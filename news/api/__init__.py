"""The read-only JSON API, /api/v1/: everything that is public, for programs of any site.

`urls` goes into the map of the site: `path("api/v1/", api.urls)`.
"""

from functools import wraps

from django.http import HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from django.views.generic import RedirectView
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.renderers import JSONRenderer

from news.api import articles, places, settlements, statistics, tags
from news.api.document import Documented
from news.api.refusals import no_such_address, problem, refused, wrong_input

METHODS = "GET, HEAD, OPTIONS"
# What a page of another site may read of an answer beside its body.
EXPOSED = "ETag, RateLimit, RateLimit-Policy, Retry-After"


class _Renderer(JSONRenderer):
    """JSON with Ukrainian as it is written: a third of the size of \\u escapes, and readable."""

    json_dumps_params = {"ensure_ascii": False}


_api = Documented(
    title="Портал громад — API",
    renderer=_Renderer(),
    version="1.1",
    urls_namespace="api",
    description=(
        "News of Ukraine's local self-government by place, read-only, without a key. "
        "Places are named by their codes in the codifier KATOTTG. "
        "Long lists come in pages: ask `next` until it is null. "
        "Answers carry an ETag: send it back in If-None-Match. "
        "What can't be answered is a problem document (RFC 9457). "
        "Whoever needs everything takes the files of open data at /data/."
    ),
    # Without this the page asks a validator on a host of its own makers.
    docs=Swagger(settings={"validatorUrl": None}),
)
_api.add_router("articles/", articles.router)
_api.add_router("tags/", tags.router)
_api.add_router("oblasts/", places.oblasts_router)
_api.add_router("raions/", places.raions_router)
_api.add_router("hromadas/", places.hromadas_router)
_api.add_router("settlements/", settlements.router)
_api.add_router("statistics/", statistics.router)
_api.add_exception_handler(ValidationError, wrong_input)
_api.add_exception_handler(HttpError, refused)


def _open_to_all(view):
    """Let pages of any site read a view (CORS), and let nobody do anything else.

    HEAD is GET without its body, which the server leaves out.
    """
    conditional = conditional_page(view)

    @csrf_exempt
    @wraps(view)
    def answer(request, *args, **kwargs):
        method = request.method
        if method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": METHODS})
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "*"
            response["Access-Control-Max-Age"] = str(24 * 3600)
        elif method in {"GET", "HEAD"}:
            request.method = "GET"
            response = conditional(request, *args, **kwargs)
            request.method = method
        else:
            response = problem(405, "The API is read-only: ask it by GET.")
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    return answer


def _patterns():
    patterns = [
        path("", RedirectView.as_view(pattern_name="api:openapi-view")),
        *_api.urls[0],
        re_path("", no_such_address),
    ]
    for pattern in patterns:
        pattern.callback = _open_to_all(pattern.callback)
    return patterns


urls = (_patterns(), "ninja", "api")
