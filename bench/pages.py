"""What each kind of page costs, as a ratio to a bare view with one query, in one interleaved run.

    make bench                       (the data of DATA_DIR; `make run` or bench/seed.py fills it)

Prints for each page: SQL queries, bytes, milliseconds of CPU (median; with those of the PostgreSQL
server's process, when it runs on this machine), milliseconds until the answer, and the ratio of the
CPU to the bare view's. Ratios of one run are comparable between machines, milliseconds aren't.
"""

import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["DEBUG"] = "off"

import django

django.setup()

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from news.models import Article, Tag
from news.paging import PER_PAGE, cursor
from portal import urls
from regions.models import Hromada, Oblast

ROUNDS = 40


def bare(request):
    """The least that a page from a database can cost: one indexed query and its text."""
    return HttpResponse(Article.objects.only("body").get(pk=request.GET["pk"]).body)


def most_written_of(model):
    """Return the row of a model of labels that most articles carry: its list costs most."""
    return model.objects.annotate(news=Count("articles")).order_by("-news", "pk").first()


def addresses():
    """Return {kind of page: address} of a recent article, of the labels that most articles carry,
    and of one that few carry."""
    public = Article.objects.published().in_language("uk")
    article = public.filter(hromadas__isnull=False).first()
    if article is None:
        sys.exit("There are no articles to measure. Make some: python bench/seed.py 1000")
    tag, oblast = most_written_of(Tag), most_written_of(Oblast)
    hromada = most_written_of(Hromada.objects.select_related("oblast").model)
    # Few, but a whole page of them: else it has as many more cards as the archive has grown.
    rare = Tag.objects.annotate(news=Count("articles")).filter(news__gt=PER_PAGE)
    rare = rare.order_by("news", "pk").first() or tag
    *_, oldest = public.reverse()[: PER_PAGE + 5]
    return {
        "bare view": f"/bench/?pk={article.pk}",
        "front": "/",
        "news": "/news/",
        "news, deep": f"/news/?before={cursor(oldest.published_at, oldest.pk)}",
        "news, filters": f"/news/?oblast={oblast.slug}&tag={tag.slug}&from=2020-01-01",
        "article": article.get_absolute_url(),
        "archive": "/news/archive/",
        "tags": "/tags/",
        "tag": tag.get_absolute_url(),
        "tag, rare": rare.get_absolute_url(),
        "regions": "/regions/",
        "oblast": oblast.get_absolute_url(),
        "hromada": hromada.get_absolute_url(),
        "popular": "/popular/",
        "popular, month": "/popular/?period=month",
        "search": "/search/?q=громада",
        "search, rare": "/search/?q=дендропарк",
        "find": "/regions/find/?q=Покровське",
        "embed": f"/embed/regions/{hromada.katottg}/",
        "feed": "/feeds/all.rss",
        "feed of a tag": f"/feeds/tags/{tag.slug}.rss",
        "API, articles": "/api/v1/articles/",
        "API, of a tag": f"/api/v1/articles/?tag={tag.slug}",
    }


class Server:
    """The whole application with its middleware, called as a WSGI server calls it.

    Each request begins and ends for the database too, so that the cost of a connection is in.
    """

    def __init__(self):
        urls.urlpatterns.insert(0, path("bench/", bare))
        self.handler = WSGIHandler()
        self.factory = RequestFactory(HTTP_HOST=settings.ALLOWED_HOSTS[0])
        secure = settings.SITE_URL.startswith("https")
        self.scheme = {"wsgi.url_scheme": "https" if secure else "http"}

    def get(self, address):
        """Return (status, number of bytes) of the answer to a GET."""
        environ = self.factory.get(address).environ | self.scheme
        answer = {}
        response = self.handler(environ, lambda status, headers: answer.update(status=status))
        size = sum(map(len, response))
        response.close()
        return int(answer["status"][:3]), size


def server_cpu():
    """Return the seconds of CPU that the PostgreSQL process of our connection has used so far.

    0.0 where there is none, or where this machine can't see it.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    process = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        return int(process.read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0


def measure(server, kinds, rounds):
    """Return {kind: [(seconds of CPU, seconds until the answer)]}, one of each in every round.

    The order is another in every round: what one page leaves in the caches serves no fixed next.
    """
    costs = {kind: [] for kind in kinds}
    order, chance = list(kinds), random.Random(0)
    for _ in range(rounds):
        chance.shuffle(order)
        for kind in order:
            start, begun = time.process_time() + server_cpu(), time.perf_counter()
            server.get(kinds[kind])
            answered = time.perf_counter()
            costs[kind].append((time.process_time() + server_cpu() - start, answered - begun))
    return costs


def report(server, kinds):
    """Measure {kind: address} at a Server and print the table."""
    facts = {}
    for kind, address in kinds.items():
        server.get(address)  # the first fills what is kept between requests
        with CaptureQueriesContext(connection) as queries:
            status, size = server.get(address)
        facts[kind] = (status, len(queries), size)
    costs = measure(server, kinds, ROUNDS)
    median = {
        kind: [1000 * statistics.median(column) for column in zip(*costs[kind], strict=True)]
        for kind in kinds
    }
    least = median["bare view"][0]
    print(f"{connection.vendor}, {Article.objects.count()} articles, {ROUNDS} rounds")
    print(f"{'page':15} status queries   bytes  CPU ms      ms  ratio")
    for kind, (status, queries, size) in facts.items():
        cpu, wall = median[kind]
        print(
            f"{kind:15} {status:6} {queries:7} {size:7} {cpu:7.2f} {wall:7.2f} {cpu / least:6.1f}"
        )


def main():
    if not settings.STATIC_ROOT.joinpath("staticfiles.json").is_file():
        call_command("collectstatic", interactive=False, verbosity=0)
    report(Server(), addresses())


if __name__ == "__main__":
    main()
