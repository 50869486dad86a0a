"""How the API says no: always a problem document (RFC 9457), always a sentence, in English like its
documentation."""

from http.client import responses
from typing import Annotated

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from ninja.errors import HttpError, ValidationError
from pydantic import StringConstraints

from news.api.schemas import Problem

MEDIA_TYPE = "application/problem+json"
# What every address of the API may answer beside 200, for the OpenAPI document.
BUSY = {429: Problem, 503: Problem}
REFUSALS = {404: Problem, 422: Problem} | BUSY

Katottg = Annotated[str, StringConstraints(pattern="^UA[0-9]{17}$")]


def problem(status, detail, **more):
    """Return the HttpResponse of a problem: its status, a sentence, and what else is told of it.

    The type is "about:blank": all that is special about it stands in the sentence, and the title is
    the one of the status (RFC 9457, section 4.2.1).
    """
    body = {"type": "about:blank", "title": responses[status], "status": status, "detail": detail}
    return JsonResponse(
        body | more,
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def found(rows, what, **key):
    """Return the one row of a queryset by its key, or raise HttpError 404 in words.

    `what` is the English word for such a row, `key` one lookup, as in `pk=5`.
    """
    row = rows.filter(**key).first()
    if row is None:
        raise missing(what, next(iter(key.values())))
    return row


def missing(what, key):
    """Return the HttpError 404 that says there is no such row."""
    return HttpError(404, f"There is no {what} {key}.")


def wrong(parameter, sentence):
    """Return the ValidationError of one parameter; the sentence has no dot at its end."""
    return ValidationError([{"loc": ("query", parameter), "msg": sentence}])


def refused(request, error):
    """Answer an HttpError."""
    return problem(error.status_code, str(error))


def wrong_input(request, error):
    """Say which parameters can't be read, and why; `error` is ninja's ValidationError."""
    errors = [
        {"parameter": one["loc"][-1], "detail": one["msg"].removeprefix("Value error, ")}
        for one in error.errors
    ]
    sentences = "; ".join(f"{one['parameter']}: {one['detail']}" for one in errors)
    return problem(422, f"{sentences}.", errors=errors)


def no_such_address(request):
    """Lead to the address with, or without, the last slash where that is one; else say no."""
    path = request.path
    other = path[:-1] if path.endswith("/") else path + "/"
    try:
        leads_on = resolve(other).func is not request.resolver_match.func
    except Resolver404:
        leads_on = False
    if leads_on:
        query = request.META.get("QUERY_STRING")
        return redirect(f"{other}?{query}" if query else other, permanent=True)
    docs = reverse("api:openapi-view")
    return problem(404, f"The API has no such address. All it has is described at {docs}.")
