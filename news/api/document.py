"""The OpenAPI 3.1 document, where django-ninja's isn't right or doesn't tell all."""

import json

from django.conf import settings
from ninja import NinjaAPI

from news.api.refusals import MEDIA_TYPE

WORDS = {
    404: "There is no such thing; of a filter, no such place or topic.",
    422: "A parameter can't be read.",
    429: "Too many requests from one address in a minute: wait as long as Retry-After says.",
    503: "The portal can't answer now: wait as long as Retry-After says.",
}
EXAMPLES = {
    404: {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no hromada UA00000000000000000.",
    },
    422: {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "limit: Input should be less than or equal to 100.",
        "errors": [
            {"parameter": "limit", "detail": "Input should be less than or equal to 100"},
        ],
    },
    429: {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "More than 600 requests in a minute. Ask again in 17 seconds.",
    },
    503: {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "The portal can't answer now. Ask again in a minute.",
    },
}
_NUMBER = {"type": "integer", "minimum": 0}
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": _NUMBER}}
LIMITS = {
    "RateLimit-Policy": {
        "description": "How many requests (q) may come in how many seconds (w).",
        "schema": {"type": "string", "examples": ['"minute";q=600;w=60']},
    },
    "RateLimit": {
        "description": "How many are left (r), and in how many seconds all are again (t).",
        "schema": {"type": "string", "examples": ['"minute";r=599;t=42']},
    },
}
ETAG = {
    "ETag": {
        "description": "Send it back in If-None-Match: an unchanged answer is a 304.",
        "schema": {"type": "string"},
    }
}
UNCHANGED = {"description": "Unchanged since the answer of the ETag in If-None-Match."}


class Documented(NinjaAPI):
    """An API whose document says what is answered, byte by byte."""

    def get_openapi_schema(self, **options):
        document = super().get_openapi_schema(**options)
        document["servers"] = [{"url": settings.SITE_URL}]
        for methods in document["paths"].values():
            for operation in methods.values():
                _mend(operation)
        _prune(document)
        return document


def _prune(document):
    """Leave out the schemas that nothing refers to: ninja names the groups of parameters too."""
    schemas = document["components"]["schemas"]
    told = json.dumps(document, default=str)
    for name in [name for name in schemas if f'"#/components/schemas/{name}"' not in told]:
        del schemas[name]


def _mend(operation):
    for parameter in operation["parameters"]:
        # Of a parameter they would be a map; its schema has them as they must be.
        parameter.pop("examples", None)
    for status, response in operation["responses"].items():
        if status in WORDS:
            content = response.pop("content").popitem()[1]
            response["content"] = {MEDIA_TYPE: content | {"example": EXAMPLES[status]}}
            response["description"] = WORDS[status]
        else:
            response["headers"] = ETAG | LIMITS
        if status in (429, 503):
            response["headers"] = RETRY
    operation["responses"][304] = UNCHANGED
