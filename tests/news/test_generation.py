"""The generation of the content moves with every change of what readers see, and only then."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import F

from news import generation
from news.models import Article, ViewsByDay
from regions.models import Hromada
from tests.factories import KUPIANSK, make_article, make_tag

ROOT = Path(__file__).parent.parent.parent
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article():
    return make_article(tags=["освіта"])


def after(change):
    """Return the words of the generation before a change and after it."""
    before = generation.current()
    assert before == generation.current()
    change()
    return before, generation.current()


CHANGES = {
    "a save": lambda article: article.save(),
    "a bulk update": lambda article: Article.objects.filter(pk=article.pk).update(title="Інша"),
    "a deletion": lambda article: article.delete(),
    "a tag taken": lambda article: article.tags.clear(),
    "a tag renamed": lambda article: make_tag("освіта").save(),
    "a hromada renamed": lambda article: Hromada.objects.filter(katottg=KUPIANSK).update(slug="k"),
    "many at once": lambda article: Article.objects.bulk_create(
        [Article(title="Ще", slug="shche")]
    ),
    "raw SQL": lambda article: connection.cursor().execute("update news_article set lead = ''"),
}


@committed
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_content_moves_it(article, change):
    before, now = after(lambda: CHANGES[change](article))
    assert now != before
    assert generation.began_at(now) > generation.began_at(before)


@committed
def test_what_readers_do_not_see_leaves_it(article, client, django_user_model):
    def change():
        ViewsByDay.objects.create(article=article, day="2026-11-20", count=1)
        ViewsByDay.objects.update(count=F("count") + 1)
        django_user_model.objects.create_user("olena")
        assert client.get(article.get_absolute_url()).status_code == 200

    before, now = after(change)
    assert now == before


@committed
def test_it_moves_when_others_can_see_the_change(article):
    seen = []

    def look():
        seen.append(generation.current())
        connection.close()

    def elsewhere():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        return seen[-1]

    before = generation.current()
    with transaction.atomic():
        article.save()
        inside = generation.current()
        assert elsewhere() == before
        article.save()
        assert len({before, inside, generation.current()}) == 3
    assert elsewhere() == generation.current() != before


@committed
def test_what_was_rolled_back_leaves_it(article):
    before = generation.current()
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    assert generation.current() == before
    with transaction.atomic():
        with transaction.atomic():
            article.save()
            inside = generation.current()
            transaction.set_rollback(True)
        assert generation.current() == before != inside
    assert generation.current() == before


@committed
def test_a_change_after_one_rolled_back_is_not_lost(article):
    before = generation.current()
    with transaction.atomic():
        article.save()
        with transaction.atomic():
            article.save()
            inside = generation.current()
            transaction.set_rollback(True)
        assert generation.current() not in {before, inside}
    assert generation.current() != before


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ('INSERT OR IGNORE INTO "news_article_tags" VALUES (1)', True),
        ('UPDATE "public"."news_tag" SET name = 1', True),
        ("WITH a AS (DELETE FROM news_pin RETURNING 1) INSERT INTO news_viewsbyday SELECT 1", True),
        ("TRUNCATE news_viewsbyday, news_article", True),
        ("DROP TABLE IF EXISTS regions_hromada", True),
        ("WITH a AS (SELECT 1 FROM news_article) UPDATE news_viewsbyday SET count = 1", False),
        ("INSERT INTO news_viewsbyday SELECT id FROM news_article ON CONFLICT DO NOTHING", False),
        ("DELETE FROM django_session WHERE expire_date < 1", False),
        ("INSERT INTO newsroom_revision VALUES ('UPDATE news_article')", False),
    ],
)
def test_statements_are_told_apart(sql, writes):
    assert generation.writes_content(sql) is writes


def test_a_lost_link_is_another_generation(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    before = generation.current()
    assert generation.current() == before
    (tmp_path / "pages" / "current").unlink()
    time.sleep(generation.LOOK_AGAIN)
    assert generation.current() not in {"", before}


CHANGE = """
import os, sys
from pathlib import Path
from news.mark import Mark
folder = Path(sys.argv[1])
(folder / "new").symlink_to(sys.argv[2])
(folder / "new").replace(folder / "current")
Mark(folder / "mark").change()
"""


def test_what_another_process_moves_is_seen_by_the_next_question(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(generation, "LOOK_AGAIN", 3600)
    folder = tmp_path / "pages"
    words = [generation.current()]
    for word in ("1-a", "2-b"):
        subprocess.run([sys.executable, "-c", CHANGE, str(folder), word], cwd=ROOT, check=True)
        words.append(generation.current())
    assert words[1:] == ["1-a", "2-b"]
    # It isn't looked for meanwhile: only the mark is read.
    (folder / "current").unlink()
    assert generation.current() == "2-b"


def test_a_folder_that_was_thrown_away_is_found_anew(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    before = generation.current()
    shutil.rmtree(tmp_path / "pages")
    time.sleep(generation.LOOK_AGAIN)
    between = generation.current()
    monkeypatch.setattr(generation, "LOOK_AGAIN", 3600)
    after = generation.move()
    assert generation.current() == after
    assert len({before, between, after, ""}) == 4


def test_who_moves_it_where_the_folder_was_thrown_away_sees_that(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(generation, "LOOK_AGAIN", 3600)
    assert generation.current() == generation.current()  # the second time it is known
    shutil.rmtree(tmp_path / "pages")
    assert generation.move() == generation.current()


def test_without_a_mark_the_link_is_looked_at_each_time(settings, tmp_path, caplog):
    settings.DATA_DIR = tmp_path
    (tmp_path / "pages" / "mark").mkdir(parents=True)
    words = [generation.current(), generation.move()]
    assert generation.current() == words[1] != words[0]
    (tmp_path / "pages" / "current").unlink()
    assert generation.current() not in {"", *words}
    assert "mark can't be changed" in caplog.text


def test_threads_that_move_and_ask_at_once_end_with_one_word(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(generation, "LOOK_AGAIN", 3600)
    generation.move()

    def move():
        for _ in range(50):
            generation.move()

    def ask():
        while any(each.is_alive() for each in threads):
            generation.current()

    threads = [threading.Thread(target=move) for _ in range(4)]
    asking = threading.Thread(target=ask)
    for each in (*threads, asking):
        each.start()
    for each in (*threads, asking):
        each.join()
    assert generation.current() == os.readlink(tmp_path / "pages" / "current")


def test_where_nothing_can_be_written_nothing_is_kept(settings, tmp_path, caplog):
    settings.DATA_DIR = tmp_path / "file"
    settings.DATA_DIR.write_text("not a folder")
    calls = []
    listed = generation.kept(lambda: calls.append(1))
    listed()
    listed()
    assert (generation.current(), len(calls)) == ("", 2)
    assert "can't be moved" in caplog.text


def test_results_are_kept_for_one_generation(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    calls = []

    @generation.kept(most=2)
    def double(number):
        calls.append(number)
        return 2 * number

    assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert calls == [1, 2]
    generation.move()
    assert double(1) == 2
    assert calls == [1, 2, 1]
    for number in range(5):
        double(number)
    assert double(4) == 8
    assert calls == [1, 2, 1, 0, 2, 3, 4]


def test_a_request_reads_it_once(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    word = generation.current()
    with generation.pinned(word):
        generation.move()
        assert generation.current() == word
    assert generation.current() != word


@pytest.mark.django_db
def test_a_transaction_sees_its_own_changes():
    titles = generation.kept(lambda: set(Article.objects.values_list("title", flat=True)))
    make_article("Перша")
    assert titles() == {"Перша"}
    article = make_article("Друга")
    assert titles() == {"Перша", "Друга"}
    article.delete()
    assert titles() == {"Перша"}
