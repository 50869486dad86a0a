"""The history of an article: ten saves, two compared, one restored, nothing overwritten."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news.models import Article
from newsroom.models import Revision
from newsroom.revisions import keep
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_tag, make_user
from tests.staff import article_form, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("ten saves"),  # made once
    pytest.mark.soak_on_postgres,
]


def address(article, view="history"):
    return reverse(f"admin:news_article_{view}", args=[article.pk])


@pytest.fixture(scope="module")
def ten_saves(django_db_setup, django_db_blocker):
    """The ids of an editor and an article of theirs, saved ten times: once for all of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        client = signed_in("editor", username="olena", first_name="Олена", last_name="Коваль")
        client.post("/admin/news/article/add/", article_form(title="Версія 1"))
        article = Article.objects.get()
        water, school = make_tag("вода").pk, make_tag("освіта").pk
        body = "<p>Один два три.</p><p>Кінець.</p>"
        changes = {
            3: {"lead": "Лід третьої.", "tags": [water], "body": body},
            5: {"hromadas": [hromada(KUPIANSK).pk]},
            6: {"tags": [school], "body": body.replace("два", "чотири")},
            7: {"cover": make_image("Рада").pk},
        }
        form = article_form()
        for number in range(2, 11):
            form |= {"title": f"Версія {number}", **changes.get(number, {})}
            article.refresh_from_db()
            sent = form | {"version": article.version}
            assert client.post(address(article, "change"), sent).status_code == 302
        yield client.user.pk, article.pk
        transaction.set_rollback(True)


@pytest.fixture
def saved(ten_saves, db):
    """The editor's client; its `article` was saved ten times, `revisions` are the oldest first."""
    client = Client()
    client.user = get_user_model().objects.get(pk=ten_saves[0])
    client.force_login(client.user)
    client.article = Article.objects.get(pk=ten_saves[1])
    client.revisions = list(Revision.objects.order_by("pk"))
    return client


def differences(client, a, b):
    """Return {field: marked runs} of the page that compares two of ten versions."""
    chosen = {"a": client.revisions[a - 1].pk, "b": client.revisions[b - 1].pk}
    page = client.get(address(client.article, "compare"), chosen)
    assert page.status_code == 200
    return {each.name: each for each in page.context["differences"]}, page.content.decode()


def changed(runs):
    return [(change, text.strip()) for change, text in runs if change != "same"]


def test_every_save_stands_in_the_history_with_who_when_and_what(saved):
    assert len(saved.revisions) == 10
    page = saved.get(address(saved.article))
    versions = page.context["versions"]
    assert [each["revision"].data["title"] for each in versions] == [
        f"Версія {number}" for number in range(10, 0, -1)
    ]
    assert {each["who"] for each in versions} == {"Олена Коваль"}
    assert versions[0]["changed"] == "заголовок"
    assert versions[4]["changed"] == "заголовок, текст (+3 зн.), теги"
    assert versions[-1]["is_first"]


def test_comparing_the_third_with_the_seventh_shows_exactly_what_changed(saved):
    found, page = differences(saved, 3, 7)
    assert set(found) == {"title", "body", "cover", "tags", "hromadas", "oblasts"}
    assert changed(found["title"].runs) == [("removed", "3"), ("added", "7")]
    assert changed(found["tags"].runs) == [("removed", "вода"), ("added", "освіта")]
    assert changed(found["hromadas"].runs) == [("added", "Куп’янська міська територіальна громада")]
    assert changed(found["oblasts"].runs) == [("added", "Харківська область")]
    assert changed(found["cover"].runs) == [("removed", "—"), ("added", "Рада")]
    first, last = found["body"].rows
    assert changed(first.runs) == [("removed", "два"), ("added", "чотири")]
    assert last.change == "same"
    assert '<del><span class="visually-hidden">вилучено: </span>два' in page


def test_the_older_stands_first_whichever_was_chosen_so(saved):
    assert changed(differences(saved, 7, 3)[0]["title"].runs) == [
        ("removed", "3"),
        ("added", "7"),
    ]
    assert differences(saved, 4, 4)[0] == {}


def test_restoring_the_third_makes_the_eleventh_and_overwrites_nothing(saved):
    before = list(Revision.objects.order_by("pk").values())
    third = saved.revisions[2]
    page = saved.get(address(saved.article, "change"), {"revision": third.pk})
    form = page.context["adminform"].form
    assert form["title"].value() == "Версія 3"
    assert Article.objects.get().title == "Версія 10"
    sent = article_form(
        version=page.context["keeping"]["version"],
        **{name: form[name].value() or "" for name in ("title", "lead", "body", "cover")},
        tags=form["tags"].value(), hromadas=form["hromadas"].value(),
        oblasts=form["oblasts"].value(),
    )  # fmt: skip
    assert saved.post(address(saved.article, "change"), sent).status_code == 302
    *old, eleventh = Revision.objects.order_by("pk")
    assert list(Revision.objects.order_by("pk").values())[:10] == before
    assert eleventh.data == third.data
    assert Article.objects.get().title == "Версія 3"
    assert len(old) == 10


def test_restoring_an_old_text_leaves_the_state_and_the_date(saved):
    article = saved.article
    article.state, article.change_note = "archived", "Виправлено"
    article.save()
    page = saved.get(address(article, "change"), {"revision": saved.revisions[2].pk})
    form = page.context["adminform"].form
    assert form["state"].value() == "archived"
    assert form.initial["published_at"] == article.published_at
    assert "стан і дата публікації лишаються" in page.content.decode()


def test_picked_cards_are_restored_with_their_rows():
    client, article = signed_in("editor"), make_article(state="draft")
    first, second = make_article("Перша картка"), make_article("Друга картка")
    article.picks.create(to=first, position=0)
    old = keep(article, client.user)
    article.picks.all().delete()
    article.picks.create(to=second, position=0)
    article.picks.create(to=first, position=1)
    page = client.get(address(article, "change"), {"revision": old.pk})
    [formset] = page.context["inline_admin_formsets"]
    data = formset.formset.data
    client.post(address(article, "change"), article_form(title=article.title, **data))
    assert [pick.to for pick in article.picks.all()] == [first]


def test_a_correction_that_readers_were_told_stands_in_the_history():
    client, article = signed_in("editor"), make_article()
    local = article.published_at.astimezone()
    form = article_form(
        state="published", lead="Лід.", hromadas=[hromada(KUPIANSK).pk],
        published_at_0=f"{local:%d.%m.%Y}", published_at_1=f"{local:%H:%M}",
        change_note="Уточнено дату слухань",
    )  # fmt: skip
    assert client.post(address(article, "change"), form).status_code == 302
    article.refresh_from_db()
    assert article.changed_at
    assert "Читачам: «Уточнено дату слухань»" in client.get(address(article)).content.decode()


def test_an_article_from_before_has_an_empty_history_that_says_so():
    page = signed_in("editor").get(address(make_article()))
    assert "цю статтю не змінювали" in page.content.decode()


def test_the_history_is_shown_page_by_page_in_a_fixed_number_of_queries():
    client, article = signed_in("editor"), make_article()

    def queries(number):
        for each in range(number):
            article.title = f"Назва {article.revisions.count()} {each}"
            article.save()
            keep(article, make_user("editor", f"редактор-{article.version}"))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address(article))
        assert len(page.context["versions"]) <= 20
        return len(captured)

    queries(0)
    few = queries(3)
    assert queries(19) <= few + 1  # what stands before the oldest one shown
    assert few <= 10
    assert len(client.get(address(article), {"p": 2}).context["versions"]) == 2


def test_comparing_takes_a_fixed_number_of_queries(saved):
    chosen = {"a": saved.revisions[2].pk, "b": saved.revisions[6].pk}
    saved.get(address(saved.article, "compare"), chosen)
    with CaptureQueriesContext(connection) as captured:
        saved.get(address(saved.article, "compare"), chosen)
    assert len(captured) <= 11


@pytest.mark.parametrize("wrong", ["0", "abc", "9" * 30, "-1"])
def test_a_version_that_is_not_there_is_not_found(saved, wrong):
    path = address(saved.article, "compare")
    assert saved.get(path, {"a": wrong}).status_code == 404
    assert saved.get(path).status_code == 200
    assert saved.get(address(saved.article), {"p": wrong}).status_code == 200


def test_an_author_reads_the_history_of_their_own_and_of_no_other(saved):
    author = signed_in("author")
    own = make_article(state="published", created_by=author.user)
    keep(own, author.user)
    page = author.get(address(own))
    assert page.status_code == 200
    assert "Відновити" not in page.content.decode().partition("quiet")[0]
    for view in ("history", "compare"):
        assert author.get(address(saved.article, view)).status_code in (302, 404)
    assert signed_in("anonymous").get(address(own)).status_code == 302
