"""What is done to several articles at once: asked first, bounded, reported, written down."""

import pytest
from django.contrib.admin.models import LogEntry

from news.models import Article, Tag
from newsroom.admin import bulk
from tests.factories import KUPIANSK, KYIV_OBLAST, hromada, make_article, make_tag, oblast
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/news/article/"


def ask(client, action, articles, **form):
    """Choose an action in the list; `confirmed="yes"` is what the page after it sends."""
    chosen = {"action": action, "index": "0", "_selected_action": [each.pk for each in articles]}
    return client.post(LIST, chosen | form, follow=True)


def done(client, action, articles, **form):
    """Do an action and return what is said of it: a list of texts."""
    response = ask(client, action, articles, confirmed="yes", **form)
    return [str(message) for message in response.context["messages"]]


def log_of(article):
    return LogEntry.objects.filter(content_type__model="article", object_id=article.pk)


@pytest.mark.parametrize(
    ("action", "title"),
    [
        ("publish", "Опублікувати: 2 статті"),
        ("archive", "Перенести в архів: 2 статті"),
        ("add_tags", "Додати теги: 2 статті"),
        ("add_places", "Додати місця: 2 статті"),
    ],
)
def test_every_action_asks_first(action, title):
    articles = [make_article("Перша", state="draft"), make_article("Друга", state="review")]
    page = ask(signed_in("editor"), action, articles).content.decode()
    assert f"<h1>{title}</h1>" in page
    assert "Перша</li>" in page
    assert "Друга</li>" in page
    assert set(Article.objects.values_list("state", flat=True)) == {"draft", "review"}


def test_what_is_blocked_is_refused_with_the_reason_and_the_rest_is_published():
    body = '<p><a href="https://example.org/">тут</a></p>'
    blocked = make_article("Мовчазна", state="review", body=body)
    ready = make_article("Готова", state="review")
    said = done(signed_in("editor"), "publish", [blocked, ready])
    assert "Опубліковано 1 статтю." in said
    assert any("Відмовлено «Мовчазна»: Посилання «тут» не каже" in words for words in said)
    assert Article.objects.get(title="Мовчазна").state == "review"
    assert not log_of(blocked).exists()
    assert not blocked.revisions.exists()


def test_tags_are_added_new_ones_made_and_those_that_were_there_stay():
    water, first = make_tag("вода"), make_article(tags=["освіта"])
    second = make_article(tags=[water, "освіта"])
    said = done(signed_in("editor"), "add_tags", [first, second], tags=[water.pk, "new:укриття"])
    assert said == ["Додано теги: змінено 2 статті."]
    for article in (first, second):
        assert {tag.name for tag in article.tags.all()} == {"вода", "освіта", "укриття"}
    assert Tag.objects.filter(name="укриття").count() == 1


def test_what_has_the_tag_already_is_not_changed():
    water = make_tag("вода")
    article = make_article(tags=[water])
    said = done(signed_in("editor"), "add_tags", [article], tags=[water.pk])
    assert said == ["Без змін 1 статтю: так уже й було."]
    version = article.version
    article.refresh_from_db()
    assert article.version == version


def test_no_tag_chosen_asks_again():
    response = ask(signed_in("editor"), "add_tags", [make_article()], confirmed="yes")
    assert "Заповніть це поле." in response.content.decode()


def test_places_are_added_and_a_hromada_brings_its_oblast():
    article = make_article()
    form = {"hromadas": [hromada(KUPIANSK).pk], "oblasts": [oblast(KYIV_OBLAST).pk]}
    said = done(signed_in("editor"), "add_places", [article], **form)
    assert said == ["Додано місця: змінено 1 статтю."]
    assert [place.short_name for place in article.hromadas.all()] == ["Куп’янська"]
    assert {place.name for place in article.oblasts.all()} == {
        "Харківська область",
        "Київська область",
    }


def test_no_place_chosen_asks_again():
    response = ask(signed_in("editor"), "add_places", [make_article()], confirmed="yes")
    assert "Оберіть громаду чи область." in response.content.decode()


@pytest.mark.parametrize(
    ("action", "form", "note"),
    [
        ("publish", {}, "Опубліковано."),
        ("archive", {}, "Перенесено в архів."),
        ("add_tags", {"tags": ["new:вода"]}, "Додано теги: «вода»."),
    ],
)
def test_each_article_keeps_its_version_before_and_after_and_who_did_it(action, form, note):
    client = signed_in("editor")
    article = make_article(state="review")
    done(client, action, [article], **form)
    [entry] = log_of(article)
    assert (entry.user, entry.change_message) == (client.user, note)
    after, before = article.revisions.order_by("-pk")
    assert (after.created_by, after.note) == (client.user, note)
    assert before.data["state"] == "review"
    article.refresh_from_db()
    assert (article.saved_by, article.version > before.version) == (client.user, True)


def test_an_author_labels_only_own_drafts():
    client = signed_in("author")
    own = make_article("Своя", state="draft", created_by=client.user)
    sent = make_article("Надіслана", state="review", created_by=client.user)
    foreign = make_article("Чужа", state="draft")
    tag = make_tag("вода")
    said = done(client, "add_tags", [own, sent, foreign], tags=[tag.pk])
    assert "Додано теги: змінено 1 статтю." in said
    assert any("Відмовлено «Надіслана»" in words for words in said)
    assert list(tag.articles.all()) == [own]


def test_an_author_makes_no_tag_for_several_either():
    client = signed_in("author")
    own = make_article(state="draft", created_by=client.user)
    response = ask(client, "add_tags", [own], confirmed="yes", tags=["new:вода"])
    assert "попросіть редактора" in response.content.decode()
    assert not Tag.objects.exists()


@pytest.mark.parametrize("action", ["publish", "archive"])
def test_an_author_neither_publishes_nor_archives(action):
    client = signed_in("author")
    own = make_article(state="draft", created_by=client.user)
    done(client, action, [own])
    own.refresh_from_db()
    assert own.state == "draft"


def test_too_many_at_once_are_refused(monkeypatch):
    monkeypatch.setattr(bulk, "MAX_AT_ONCE", 2)
    articles = [make_article(state="draft") for _ in range(3)]
    said = done(signed_in("editor"), "publish", articles)
    assert said == ["За раз можна змінити не більше ніж 2 статті: позначте менше."]
    assert not Article.objects.published().exists()


def test_what_was_chosen_across_pages_is_bounded_too(monkeypatch):
    monkeypatch.setattr(bulk, "MAX_AT_ONCE", 2)
    articles = [make_article(state="draft") for _ in range(3)]
    done(signed_in("editor"), "archive", articles[:1], select_across="1")
    assert not Article.objects.filter(state="archived").exists()


def test_many_refusals_are_counted_and_not_all_listed(monkeypatch):
    monkeypatch.setattr(bulk, "SHOWN_REFUSALS", 2)
    empty = [make_article(f"Порожня {n}", state="review", body="", lead="") for n in range(5)]
    said = done(signed_in("editor"), "publish", empty)
    assert len(said) == 3
    assert said[-1] == "Відмовлено ще 3 статті з подібних причин."
