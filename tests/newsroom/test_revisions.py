"""Versions of an article: when one moves, what is kept of it, and how it comes back to life."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.importers import Record
from news.importers.store import store
from news.models import Article, ReadAlso
from newsroom.models import Revision
from newsroom.models.revision import Kind
from newsroom.revisions import as_article, keep, keep_present, same, snapshot
from tests.factories import KUPIANSK, LVIV_OBLAST, make_article, make_image, make_tag, make_user
from tests.staff import article_form, signed_in

pytestmark = pytest.mark.django_db


def change(article):
    return reverse("admin:news_article_change", args=[article.pk])


def version_of(article):
    return Article.objects.values_list("version", flat=True).get(pk=article.pk)


def full_article():
    """Return an Article with every kind of relation."""
    article = make_article(
        "Повна", hromadas=[KUPIANSK], oblasts=[LVIV_OBLAST], tags=["вода", "освіта"],
        cover=make_image(), byline="Олена Коваль", source_name="Рада", source_url="https://a.ua/",
        change_note="Уточнено дату",
    )  # fmt: skip
    for position, title in enumerate(["Друга", "Перша"]):
        ReadAlso.objects.create(article=article, to=make_article(title), position=position)
    return article


def test_every_save_moves_the_version_and_what_machines_write_does_not():
    article = make_article()
    before = version_of(article)
    article.save()
    assert (article.version, version_of(article)) == (before + 1, before + 1)
    article.save(update_fields=["views_imported", "import_digests"])
    assert version_of(article) == before + 1
    article.save(update_fields=["title"])
    assert (article.version, version_of(article)) == (before + 2, before + 2)


def test_two_copies_in_memory_count_on_from_the_row():
    article = make_article()
    before, other = version_of(article), Article.objects.get(pk=article.pk)
    article.save()
    other.save()
    assert other.version == version_of(article) == before + 2


def test_an_import_of_views_alone_leaves_the_version():
    record = Record("https://old.example/1", "Стара", "<p>Текст</p>", timezone.now(), views=5)
    article = store(record).article
    before = version_of(article)
    store(replace(record, views=9))
    article.refresh_from_db()
    assert (article.views_imported, article.version) == (9, before)
    store(replace(record, views=9, title="Нова"))
    assert version_of(article) == before + 1


def test_a_version_comes_back_as_an_article_that_looks_the_same():
    article = full_article()
    shown = as_article(snapshot(article), Article.objects.with_views().get(pk=article.pk))
    assert snapshot(shown) == snapshot(article)
    assert (shown.pk, shown.slug, shown.views) == (article.pk, "povna", 0)
    assert [pick.to.title for pick in shown.picks.all()] == ["Друга", "Перша"]


def test_a_version_in_memory_answers_without_further_queries():
    article = full_article()
    data = snapshot(article)
    with CaptureQueriesContext(connection) as gathering:
        shown = as_article(data, article)
    assert len(gathering) <= 6
    with CaptureQueriesContext(connection) as asking:
        labels = [*shown.tags.all(), *shown.oblasts.all(), *shown.hromadas.all()]
        assert len(labels) == 5
        assert shown.hromadas.all()[0].oblast
        assert shown.cover.alt
        assert shown.place
        assert not as_article({"tags": []}).tags.all()
    assert len(asking) == 0


def test_what_is_gone_is_left_out_and_what_is_not_made_yet_is_there():
    article = full_article()
    data = snapshot(article)
    data["tags"].append({"id": None, "name": "нова тема"})
    make_tag("вода").delete()
    shown = as_article(data)
    assert [tag.name for tag in shown.tags.all()] == ["освіта", "нова тема"]
    assert shown.pk == 0
    assert "вода" in [tag["name"] for tag in data["tags"]]  # history can still be read


def test_keeping_the_same_twice_keeps_one():
    article, user = full_article(), make_user()
    first = keep(article, user, note="Опубліковано.")
    make_tag("вода").name = "Вода"
    assert keep(article, user) == first
    article.tags.remove(make_tag("вода"))
    second = keep(article, user)
    assert [each.note for each in Revision.objects.all()] == ["", "Опубліковано."]
    assert (second.created_by, second.kind) == (user, Kind.SAVE)
    assert not same(first.data, second.data)


def test_what_stood_before_the_first_change_is_kept_with_its_own_date_and_hand():
    author = make_user("author")
    article = make_article("Імпортована", saved_by=author)
    written = timezone.now() - timedelta(days=30)
    Article.objects.filter(pk=article.pk).update(saved_at=written)
    article.refresh_from_db()
    client = signed_in("editor")
    client.post(change(article), article_form(title="Виправлена"))
    new, old = Revision.objects.all()
    assert (old.data["title"], old.created_by, old.created_at) == ("Імпортована", author, written)
    assert (new.data["title"], new.created_by) == ("Виправлена", client.user)
    assert new.version == version_of(article) == old.version + 1


def test_what_an_importer_wrote_past_the_history_is_kept_before_the_next_change():
    article = make_article("Одна")
    keep(article, None)
    article.title = "Друга"
    article.save()
    present = keep_present(article)
    assert present.data["title"] == "Друга"
    titles = [each.data["title"] for each in Revision.objects.order_by("pk")]
    assert titles == ["Одна", "Друга"]


def test_a_save_keeps_everything_and_says_who_and_what():
    client = signed_in("editor")
    tag, pick = make_tag("вода"), make_article("Картка")
    client.post(
        "/admin/news/article/add/",
        article_form(
            tags=[tag.pk, "new:нова тема"],
            **{"picks-TOTAL_FORMS": "1", "picks-0-to": pick.pk, "picks-0-position": "0"},
        ),
    )
    article = Article.objects.get(title="Громада відкрила бібліотеку")
    [revision] = Revision.objects.all()
    assert (revision.article, revision.created_by, revision.kind) == (article, client.user, "save")
    assert [tag["name"] for tag in revision.data["tags"]] == ["вода", "нова тема"]
    assert revision.data["read_also"] == [{"id": pick.pk, "title": "Картка"}]
    assert revision.data == snapshot(article)


def test_tags_alone_make_a_new_version_and_no_change_makes_none():
    client = signed_in("editor")
    client.post("/admin/news/article/add/", article_form())
    article = Article.objects.get()
    first = article.version
    client.post(change(article), article_form(version=first))
    assert (version_of(article), Revision.objects.count()) == (first, 1)
    client.post(change(article), article_form(version=first, tags=[make_tag().pk]))
    assert version_of(article) == first + 1
    assert Revision.objects.count() == 2


@pytest.mark.parametrize("days", [-1, 1])
def test_the_save_that_publishes_is_told_apart(days):
    client = signed_in("editor")
    client.post("/admin/news/article/add/", article_form(lead="Лід.", hromadas=[]))
    article = Article.objects.get()
    day = timezone.localtime() + timedelta(days=days)
    public = article_form(
        lead="Лід.", state="published",
        published_at_0=f"{day:%d.%m.%Y}", published_at_1=f"{day:%H:%M}",
    )  # fmt: skip
    client.post(change(article), public)
    client.post(change(article), public | {"title": "Інший"})
    kinds = [each.kind for each in Revision.objects.order_by("pk")]
    assert kinds == ["save", "publish", "save"]


def test_a_form_of_a_new_article_sent_twice_makes_one():
    client = signed_in("editor")
    form = article_form(draft="7f0c4a3e-91d7-4c05-9a3c-0c6b6d5b6f11")
    for _ in range(2):
        assert client.post("/admin/news/article/add/", form).status_code == 302
    article = Article.objects.get()
    response = client.post("/admin/news/article/add/", form | {"title": "Ще правка"}, follow=True)
    assert response.status_code == 200
    article.refresh_from_db()
    assert article.title == "Ще правка"
    assert Revision.objects.count() == 2
