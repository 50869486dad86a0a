"""Whatever stands after the question mark, no page breaks, and nothing grows by being asked."""

import json
import random
from urllib.parse import quote, quote_from_bytes

import pytest

from bench import processes
from portal.page_disk import PLACES
from tests.factories import KUPIANSK, make_article
from tests.portal.served import newsroom

PATHS = [
    *("/", "/news/", "/en/news/", "/news/archive/", "/search/", "/en/search/", "/search/suggest"),
    *("/tags/", "/tags/osvita/", "/popular/", "/my/", "/feeds/", "/feeds/all.rss"),
    *("/regions/", "/regions/find/", "/regions/find/suggest", f"/embed/regions/{KUPIANSK}/"),
    *("/regions/kharkivska-oblast/", "/regions/kharkivska-oblast/kupianska/"),
    *("/data/", f"/embed/regions/{KUPIANSK}/code/", "/api/v1/statistics/", "/api/v1/settlements/"),
    *("/api/v1/articles/", "/api/v1/tags/", "/api/v1/oblasts/", "/api/v1/hromadas/"),
]
NAMES = [
    *("q", "q", "q", "order", "exact", "page", "before", "after", "oblast", "hromada", "tag"),
    *("from", "to", "period", "limit", "offset", "language", "since", "until", "q[]", "__class__"),
    "",
]
PIECES = [
    *("громада", "Куп’янськ", "Дніпропетровськ", "бюджет", "школа", "й", "Іванівка", "council"),
    *("«", "»", '"', "'", "`", "-", "--", "*", "^", "(", ")", "{", "}", ":", ";", "\\", "/", "|"),
    *("AND", "OR", "NOT", "NEAR(", "NEAR/2", "title:", "rank", "term*", "!", "<->", "' OR 1=1 --"),
    *("\x00", "\n", "\t", "\x1b", "\ufeff", "\u202e", "\u200b", "\u0301" * 40, "🙂", "İ", "ß"),
    *("-1", "0", "1", "2", "99999999999999999999", "1e9", "NaN", "2025-02-30", "0001-01-01"),
    *("9999-12-31", "true", "null", "[]", "{{7*7}}", "%s", "%(x)s", "${x}", "<script>", "../.."),
    *("rhfvfnjhcmr", "б" * 300, "а б " * 200, "best", "newest", "kharkivska-oblast", KUPIANSK),
]  # fmt: skip
BROKEN = ["%", "%zz", "%u0430", "%ff", "%c0%80", "%ed%a0%80", "%f4%90%80%80", "+", "%2500"]


def queries(number, seed=7):
    """Yield so many hostile addresses, always the same ones."""
    chance = random.Random(seed)
    for _ in range(number):
        pairs = []
        for _ in range(chance.randint(1, 4)):
            pieces = chance.choices(PIECES, k=chance.randint(1, 6))
            value = quote(chance.choice(["", " "]).join(pieces), safe="")
            if chance.random() < 0.2:
                value += chance.choice(BROKEN)
            if chance.random() < 0.1:
                value = quote_from_bytes(chance.randbytes(chance.randint(1, 30)))
            pairs.append(f"{quote(chance.choice(NAMES))}={value}")
        yield f"{chance.choice(PATHS)}?{'&'.join(pairs)[:6000]}"


@pytest.mark.django_db
def test_no_query_breaks_a_page(client):
    make_article(tags=["освіта"], hromadas=[KUPIANSK])
    client.raise_request_exception = False
    wrong = [path for path in queries(60) if client.get(path).status_code >= 500]
    assert wrong == []


COUNT = """
import json
from django.apps import apps
print(json.dumps({model._meta.label: model._base_manager.count() for model in apps.get_models()}))
"""


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_thousands_of_queries_break_nothing_and_leave_nothing(tmp_path):
    with newsroom(tmp_path, articles=100) as served:
        workers = processes.workers(served.pid)

        def ask(number, seed):
            wrong = []
            for path in queries(number, seed):
                # A mark of their own: no two of them are one page, however pages are kept.
                status = served.get(f"{path}&mark={seed}")[0]
                if status >= 500:
                    wrong.append((status, path))
            assert wrong == []

        ask(1000, seed=1)
        before, rows = [processes.memory(pid) for pid in workers], json.loads(served.do(COUNT))
        ask(2000, seed=2)
        after = [processes.memory(pid) for pid in workers]
        assert processes.workers(served.pid) == workers
        grown = [now - then for now, then in zip(after, before, strict=True)]
        assert max(grown) < 15, (before, after)  # MB
        # The server has work of its own meanwhile; what a query left would be there 2,000 times.
        more = {name: n - rows[name] for name, n in json.loads(served.do(COUNT)).items()}
        assert max(more.values()) < 200, more
        assert sum(file.is_file() for file in tmp_path.rglob("asked/*")) <= PLACES
        assert served.get("/news/")[0] == 200
