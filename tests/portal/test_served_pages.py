"""The cache among the processes of a real server, and a database that goes away under load."""

import threading
import time
from collections import Counter

import pytest

from bench import processes, servers
from tests.portal.served import newsroom

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

PLACE = "/regions/kharkivska-oblast/kupianska/"
IMPORTS = """
from news import renditions
from news.models import Article, Tag
from regions.models import Hromada
from tests.factories import *
latest = Article.objects.order_by("pk").last()
"""
COVER = "cover = latest.cover; cover"
# What is done, by which lines, and the page that shows it.
CHANGES = [
    ("publish", "make_article('Щойно вийшло', hromadas=[KUPIANSK], tags=['школа'])", PLACE),
    ("correct", "latest.title = 'Щойно виправлено'; latest.save()", PLACE),
    ("cover", "latest.cover = make_image('Перша'); latest.save()", PLACE),
    ("another cover", "latest.cover = make_image('Друга'); latest.save()", "/news/"),
    ("words of a cover", f"{COVER}.alt = 'Ратуша'; cover.save()", "{article}"),
    ("focal point", f"{COVER}.focal_x = 0.1; cover.save(); renditions.make(cover)", PLACE),
    ("merge", "Tag.objects.get(name='школа').merge_into(make_tag('освіта'))", "{article}"),
    ("rename", "Hromada.objects.filter(slug='kupianska').update(name='Інакша')", PLACE),
    ("update", "Article.objects.filter(pk=latest.pk).update(title='Одразу всі')", "/news/"),
    ("unpublish", "latest.state = 'archived'; latest.save()", "/news/"),
    ("delete", "Article.objects.published().first().delete()", PLACE),
]


def seen_by_workers(served, address, workers=2):
    """Return what each of the workers answers: new connections come to both by chance, so many."""
    return {served.get(address)[2].decode() for _ in range(12 * workers)}


def seen(served, address):
    """Return what anybody answers: the workers, and nginx twice, who then has the page itself."""
    by_nginx = {served.get(address, served.front)[2].decode() for _ in range(2)}
    return by_nginx | seen_by_workers(served, address)


def test_the_next_request_of_each_worker_and_of_nginx_shows_a_change(tmp_path):
    if not servers.has_nginx():
        pytest.skip("no nginx on the PATH: apt-get install nginx")
    with newsroom(tmp_path, articles=5, has_nginx=True) as served:
        assert len(processes.workers(served.pid)) == 2
        article = "/"
        for name, code, where in CHANGES:
            where = where.format(article=article)  # noqa: PLW2901
            pages = {"/", "/news/", "/tags/", "/tags/osvita/", PLACE, where}
            before = {address: seen(served, address) for address in pages}
            assert all(len(each) == 1 for each in before.values()), name
            address = served.do(f"{IMPORTS}{code}\nprint(latest.get_absolute_url())").strip()
            after = {address: seen(served, address) for address in pages}
            assert all(len(each) == 1 for each in after.values()), name
            assert after[where] != before[where], name
            article = address


def test_a_scheduled_article_appears_on_kept_lists_on_time(tmp_path):
    with newsroom(tmp_path, articles=3) as served:
        due = time.time() + 15
        served.do(
            "from tests.factories import *; from datetime import datetime, UTC;"
            f"make_article('На часі', published_at=datetime.fromtimestamp({due}, UTC))"
        )
        while time.time() < due - 0.5:
            assert "На часі" not in served.get("/news/")[2].decode()
            time.sleep(0.2)
        time.sleep(max(0, due + 1 - time.time()))
        assert all("На часі" in page for page in seen_by_workers(served, "/news/"))


def test_a_database_that_stops_under_load_keeps_nobody_from_reading(tmp_path):
    with newsroom(tmp_path) as served:
        titles = served.do(
            IMPORTS + "print(*[a.get_absolute_url() for a in Article.objects.all()])"
        )
        pages = [*titles.split()[:193], "/", "/news/", "/tags/", "/regions/", PLACE, "/en/"]
        pages.append("/feeds/all.rss")
        assert [served.get(page)[0] for page in pages] == [200] * 200
        answers, ended = Counter(), threading.Event()

        def read(first):
            reader, number = served.reader(), first
            while not ended.is_set():
                number += 7
                reader.request("GET", pages[number % len(pages)])
                answer = reader.getresponse()
                answer.read()
                answers[answer.status, answer.headers.get("X-Page")] += 1
            reader.close()

        threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(5)
        served.database.stop()
        assert served.get("/en/search/?q=x")[0] == 503
        assert served.get("/readyz")[0] == 503
        editor = {"Cookie": f"sessionid={'a' * 32}"}  # the database knows whether
        assert served.get("/admin/", **editor)[0] == 503
        time.sleep(20)
        served.database.start()
        time.sleep(2)
        assert served.get("/news/")[1].get("X-Page") is None
        assert served.get("/readyz")[0] == 200
        served.do("from tests.factories import *; make_article('Після перерви')")
        assert all("Після перерви" in page for page in seen_by_workers(served, "/news/"))
        ended.set()
        for thread in threads:
            thread.join()
        assert {status for status, _ in answers} == {200}
        assert answers[200, "stale"] > 1000
