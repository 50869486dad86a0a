"""Several requests at the same moment, each on a connection of its own, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import F
from django.urls import reverse

from news.models import Article, SearchEntry
from newsroom import revisions
from newsroom.admin import bulk
from newsroom.admin.article_form import ArticleForm
from newsroom.admin.keeping import KeepsVersions
from newsroom.models import Presence, Revision
from tests.factories import make_article
from tests.staff import article_form, signed_in

DRAFT = "7f0c4a3e-91d7-4c05-9a3c-0c6b6d5b6f11"


def address(article, view="change"):
    return reverse(f"admin:news_article_{view}", args=[article.pk])


def at_once(requests):
    """Make requests, functions without arguments, at one moment; return their status codes."""
    barrier = threading.Barrier(len(requests))

    def make(request):
        try:
            barrier.wait()
            return request().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(make, requests))


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_upon_one_version_one_is_taken_and_the_other_is_kept():
    clients = [signed_in("editor"), signed_in("admin")]
    for number in range(3):
        article = make_article("Перший", state="draft")
        form = {"version": article.version, "published_at_0": "", "published_at_1": ""}
        sent = [article_form(title=f"Від {n}", **form) for n in range(len(clients))]
        codes = at_once(
            [
                lambda c=client, s=each, a=article: c.post(address(a), s)
                for client, each in zip(clients, sent, strict=True)
            ]
        )
        assert codes == [302, 409], number
        article.refresh_from_db()
        refused = article.revisions.get(kind="refused")
        assert {article.title, refused.data["title"]} == {"Від 0", "Від 1"}


@pytest.mark.django_db(transaction=True)
def test_autosaves_that_come_at_once_make_one_row():
    client, article = signed_in("editor"), make_article(state="draft")
    form = article_form(version=article.version, draft=DRAFT)
    new, known = reverse("admin:news_article_add_autosave"), address(article, "autosave")
    codes = at_once(
        [
            lambda n=n, a=where: client.post(a, form | {"title": f"Друкую {n}"})
            for n in range(4)
            for where in (new, known)
        ]
    )
    assert codes == [200] * 8
    assert sorted(Revision.objects.values_list("article", "kind"), key=str) == [
        (article.pk, "autosave"),
        (None, "autosave"),
    ]
    assert Presence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_article_that_is_sent_twice_at_once_is_one():
    client, form = signed_in("editor"), article_form(draft=DRAFT, title="Одна")
    codes = at_once([lambda: client.post("/admin/news/article/add/", form)] * 3)
    assert set(codes) == {302}
    assert Article.objects.filter(title="Одна").count() == 1


@pytest.mark.django_db
def test_a_save_that_fails_after_the_version_moved_leaves_nothing_half(monkeypatch):
    client, article = signed_in("editor"), make_article("Було", state="draft")
    entry = SearchEntry.objects.get(article=article).title

    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(revisions, "keep", fail)
    client.raise_request_exception = False
    sent = article_form(title="Стало", version=article.version)
    assert client.post(address(article), sent).status_code == 500
    stored = Article.objects.get(pk=article.pk)
    assert (stored.title, stored.version) == ("Було", article.version)
    assert SearchEntry.objects.get(article=article).title == entry
    assert not Revision.objects.exists()


@pytest.mark.django_db
def test_a_script_without_a_version_saves_over_nobody(monkeypatch):
    client, article = signed_in("editor"), make_article("Було", state="draft")

    def check_slowly(form, *args, **kwargs):
        """As if somebody saved between the reading of the row and its writing."""
        Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
        return []

    monkeypatch.setattr(ArticleForm, "check", check_slowly)
    assert client.post(address(article), article_form(title="Моє")).status_code == 409
    assert Article.objects.get(pk=article.pk).title == "Було"
    assert article.revisions.get(kind="refused").data["title"] == "Моє"


@pytest.mark.django_db
def test_an_article_that_is_deleted_while_a_save_is_refused_comes_back_as_a_new_one(monkeypatch):
    client, article = signed_in("editor"), make_article("Було", state="draft")
    refuse = KeepsVersions.refuse

    def refuse_late(admin, request, object_id):
        Article.objects.filter(pk=object_id).delete()
        return refuse(admin, request, object_id)

    monkeypatch.setattr(KeepsVersions, "refuse", refuse_late)
    answer = client.post(address(article), article_form(title="Моє", version=article.version + 1))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/news/article/add/?revision=")
    assert Revision.objects.get().data["title"] == "Моє"


@pytest.mark.django_db
def test_an_action_on_many_keeps_what_was_saved_since_they_were_chosen(monkeypatch):
    client = signed_in("editor")
    articles = [make_article(f"Стаття {n}", state="review") for n in range(2)]
    do = bulk.ActsOnMany._archive_one

    def archive_slowly(admin, request, article, data):
        for other in Article.objects.filter(state="review").exclude(pk=article.pk):
            other.title = "Виправлена тим часом"
            other.save()
        return do(admin, request, article, data)

    monkeypatch.setattr(bulk.ActsOnMany, "_archive_one", archive_slowly)
    chosen = [article.pk for article in articles]
    form = {"action": "archive", "_selected_action": chosen, "confirmed": "yes"}
    assert client.post("/admin/news/article/", form).status_code == 302
    assert set(Article.objects.values_list("state", flat=True)) == {"archived"}
    assert Article.objects.filter(title="Виправлена тим часом").count() == 1
