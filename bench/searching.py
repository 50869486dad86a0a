"""What a search costs: 200 mixed queries, each asked once, on the newsroom of the environment.

    python bench/searching.py              (the data of DATA_DIR and DATABASE_URL)
    python bench/searching.py --json FILE  (the numbers into a file)

A tenth each are names of places and phrases that stand in the texts, the rest words that most
articles have, words that few have, and several of either; some leave a word out, are unfinished, or
are narrowed by an oblast, a topic or a year. Milliseconds until the answer of the search alone, and
of its whole page, with its ratio to a view with one query. Nothing that was found is kept for
another query; names of places and topics are, as in any process that has searched before.
"""

import argparse
import json
import random
import statistics
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from bench import pages  # sets Django up
from news.listing import Listing
from news.models import Article, Kind, Tag
from news.search import find
from news.search.query import parse
from regions.models import Hromada, Oblast
from ukrainian.words import FUNCTION_WORDS, words

QUERIES = 200
TEXTS = 300  # articles from which words are taken
# `--cpu`: of this process and of PostgreSQL's for it, where others use the machine.
clock = time.perf_counter


def queries(chance):
    """Return QUERIES pairs of a query (str) and a Listing, all different."""
    texts = [
        [word.text for word in words(f"{title} {text}") if word.text not in FUNCTION_WORDS]
        for title, text in some(chance, "title", "lead")
    ]
    places = list(Hromada.objects.order_by("katottg").values_list("short_name", flat=True))
    oblasts = list(Oblast.objects.order_by("katottg").values_list("pk", flat=True))
    tags = list(Tag.objects.order_by("pk").values_list("pk", flat=True))
    counted = {}
    for text in texts:
        for word in set(text):
            counted[word] = counted.get(word, 0) + 1
    common = sorted(counted, key=lambda word: -counted[word])[:100]
    rare = [word for word in counted if counted[word] <= 2 and len(word) > 3]
    listing = Listing("uk")
    year = timezone.now() - timedelta(days=365)

    def phrase():
        text = chance.choice(texts)
        start = chance.randrange(max(1, len(text) - 2))
        return f"«{' '.join(text[start : start + 2])}»"

    def several(number, *sources):
        return " ".join(chance.choice(chance.choice(sources)) for _ in range(number))

    ways = [
        lambda: (chance.choice(common), listing),
        lambda: (several(2, common), listing),
        lambda: (several(3, common, rare), listing),
        lambda: (chance.choice(rare), listing),
        lambda: (several(2, common, rare), listing),
        lambda: (f"{chance.choice(places)} громада", listing),
        lambda: (phrase(), listing),
        lambda: (f"{several(1, common)} -{several(1, common)}", listing),
        lambda: (chance.choice(common)[:5] + "*", replace(listing, since=year)),
        lambda: (
            several(2, common),
            replace(
                listing,
                labels=(
                    (Kind.OBLAST, chance.choice(oblasts))
                    if chance.random() < 0.5 or not tags
                    else (Kind.TAG, chance.choice(tags)),
                ),
            ),
        ),
    ]
    found = {}
    for number in range(20 * QUERIES):
        if len(found) == QUERIES:
            break
        query, where = ways[number % len(ways)]()
        found.setdefault(query, where)
    return list(found.items())


def some(chance, *columns):
    """Return rows of TEXTS public articles, from all of time."""
    ids = list(Article.objects.published().in_language("uk").values_list("pk", flat=True))
    chosen = chance.sample(sorted(ids), min(TEXTS, len(ids)))
    return list(Article.objects.filter(pk__in=chosen).order_by("pk").values_list(*columns))


def timed(asked):
    """Return the milliseconds of each of a list of functions, called once, in order of length."""
    found = []
    for ask in asked:
        begun = clock()
        ask()
        found.append(1000 * (clock() - begun))
    return sorted(found)


def got(server, address):
    """Ask for a page; an error that comes quickly is no answer."""
    status, _ = server.get(address)
    if status != 200:
        sys.exit(f"{address} answered {status}")


def measure():
    """Return all that was found, a dict for JSON; times are in milliseconds."""
    chance, server = random.Random(6), pages.Server()
    bare = pages.addresses()["bare view"]
    asked = queries(chance)
    with override("uk"):
        find("Куп’янська громада", Listing("uk"))
        searches = timed([lambda q=q, w=w: find(q, w).ids for q, w in asked])
        assert all(parse(query) for query, _ in asked)
    for _ in range(3):
        got(server, f"/search/?q={quote('Куп’янська громада')}")
        server.get(bare)
    # Others than those above, of which the process knows the answers.
    whole = timed(
        [
            lambda q=q: got(server, f"/search/?q={quote(q)}")
            for q, _ in queries(random.Random(7))[: QUERIES // 2]
        ]
    )
    least = statistics.median(timed([lambda: server.get(bare)] * 40))
    return {
        "database": connection.vendor,
        "articles": Article.objects.count(),
        "search": {"p50": middle(searches, 0.5), "p95": middle(searches, 0.95), "all": searches},
        "page": {"p50": middle(whole, 0.5), "p95": middle(whole, 0.95)},
        "bare": least,
    }


def cpu():
    return time.process_time() + pages.server_cpu()


def middle(numbers, part):
    """Return the number below which a part (0 to 1) of sorted numbers lies."""
    return numbers[min(len(numbers) - 1, int(part * len(numbers)))]


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--json", type=Path, help="a file for the numbers")
    asked.add_argument("--cpu", action="store_true", help="milliseconds of CPU, also PostgreSQL's")
    asked = asked.parse_args()
    if asked.cpu:
        global clock  # noqa: PLW0603
        clock = cpu
    found = measure()
    print(
        f"{found['database']}, {found['articles']:,} articles, {QUERIES} queries: "
        f"search {found['search']['p50']:.1f} ms, p95 {found['search']['p95']:.1f} ms, "
        f"longest {found['search']['all'][-1]:.1f} ms; page {found['page']['p50']:.1f} ms, "
        f"p95 {found['page']['p95']:.1f} ms, {found['page']['p50'] / found['bare']:.1f} of a view "
        f"with one query ({found['bare']:.2f} ms)"
    )
    if asked.json:
        asked.json.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
