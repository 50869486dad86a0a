"""How the API says no: always JSON, always a sentence, in English like its documentation."""

from typing import Annotated

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from ninja.errors import HttpError
from pydantic import StringConstraints

from news.api.schemas import Problem

# What every address of the API may answer beside 200, for the OpenAPI document.
REFUSALS = {404: Problem, 422: Problem}

Katottg = Annotated[str, StringConstraints(pattern="^UA[0-9]{17}$")]


def found(rows, what, **key):
    """Return the one row of a queryset by its key, or raise HttpError 404 in words.

    `what` is the English word for such a row, `key` one lookup, as in `pk=5`.
    """
    row = rows.filter(**key).first()
    if row is None:
        raise HttpError(404, f"There is no {what} {next(iter(key.values()))}.")
    return row


def wrong_input(request, error):
    """Say which parameters can't be read, and why; `error` is ninja's ValidationError."""
    sentences = [
        f"{problem['loc'][-1]}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors
    ]
    return JsonResponse({"detail": "; ".join(sentences) + "."}, status=422)


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
    return JsonResponse(
        {"detail": f"The API has no such address. All it has is described at {docs}."}, status=404
    )
