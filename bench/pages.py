"""What each kind of page costs, as a ratio to a bare view with one query, in one interleaved run.

    make bench                       (the data of DATA_DIR; `make run` fills it)

Prints for each page: SQL queries, bytes, milliseconds of CPU (median), and the ratio to the bare
view. Ratios of one run are comparable between machines, milliseconds aren't.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["DEBUG"] = "off"

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from news.models import Article, Tag
from portal import urls
from regions.models import Hromada

ROUNDS = 60


def bare(request):
    """The least that a page from a database can cost: one indexed query and its text."""
    return HttpResponse(Article.objects.only("body").get(pk=request.GET["pk"]).body)


def addresses():
    """Return {kind of page: address} of the newest article and its labels."""
    article = Article.objects.published().in_language("uk").filter(hromadas__isnull=False).first()
    if article is None:
        sys.exit("There are no articles to measure. Run `make run` once, it fills a demo newsroom.")
    hromada = Hromada.objects.filter(articles=article).select_related("oblast").first()
    tag = Tag.objects.filter(articles=article).first() or Tag.objects.first()
    return {
        "bare view": f"/bench/?pk={article.pk}",
        "front": "/",
        "news": "/news/",
        "article": article.get_absolute_url(),
        "tag": tag.get_absolute_url(),
        "regions": "/regions/",
        "oblast": hromada.oblast.get_absolute_url(),
        "hromada": hromada.get_absolute_url(),
        "popular": "/popular/",
        "search": "/search/?q=громада",
        "find": "/regions/find/?q=Покровське",
    }


def main():
    urls.urlpatterns.insert(0, path("bench/", bare))
    handler, factory = WSGIHandler(), RequestFactory(HTTP_HOST="127.0.0.1")

    def get(address):
        return handler.get_response(factory.get(address))

    kinds = addresses()
    costs = {kind: [] for kind in kinds}
    facts = {}
    for kind, address in kinds.items():
        with CaptureQueriesContext(connection) as queries:
            response = get(address)
        facts[kind] = (response.status_code, len(queries), len(response.content))
    for _ in range(ROUNDS):
        for kind, address in kinds.items():
            start = time.process_time()
            get(address)
            costs[kind].append(1000 * (time.process_time() - start))
    least = statistics.median(costs["bare view"])
    print(f"{connection.vendor}, {Article.objects.count()} articles, {ROUNDS} rounds")
    print(f"{'page':12} {'status':>6} {'queries':>7} {'bytes':>7} {'CPU ms':>7} {'ratio':>6}")
    for kind, (status, queries, size) in facts.items():
        cost = statistics.median(costs[kind])
        print(f"{kind:12} {status:6} {queries:7} {size:7} {cost:7.2f} {cost / least:6.1f}")


if __name__ == "__main__":
    main()
