"""A copy of an article is a new draft of who made it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from news.models import Article
from tests.factories import KUPIANSK, make_article, make_image
from tests.staff import outcome, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def copy(client, article):
    """Ask for a copy; return the response and the new Article, or None."""
    before = set(Article.objects.values_list("pk", flat=True))
    response = client.post(reverse("admin:news_article_copy", args=[article.pk]))
    return response, Article.objects.exclude(pk__in=before).first()


def test_a_copy_has_the_text_and_the_labels_and_is_a_draft_of_ones_own():
    client = signed_in("editor")
    article = make_article(
        "Графік прийому",
        hromadas=[KUPIANSK],
        tags=["ЦНАП", "послуги"],
        cover=make_image(),
        byline="Олена Коваль",
        source_name="Рада",
        source_url="https://example.org/",
        views_imported=500,
        change_note="Уточнено дату.",
    )
    response, made = copy(client, article)
    assert response["Location"] == reverse("admin:news_article_change", args=[made.pk])
    assert made.title == "Графік прийому (копія)"
    for name in ("lead", "body", "cover", "byline", "source_name", "source_url", "language"):
        assert getattr(made, name) == getattr(article, name), name
    for labels in ("tags", "hromadas", "oblasts"):
        assert set(getattr(made, labels).all()) == set(getattr(article, labels).all()) != set()
    assert (made.state, made.published_at, made.views) == ("draft", None, 0)
    assert (made.change_note, made.changed_at) == ("", None)
    assert made.created_by == made.saved_by == client.user


def test_a_copy_is_no_translation_and_begins_its_own_history():
    client = signed_in("editor")
    original = make_article()
    translation = make_article("Library", language="en", translation_of=original)
    _, made = copy(client, translation)
    assert (made.language, made.translation_of) == ("en", None)
    version = made.revisions.get()
    assert (version.created_by, version.data["title"]) == (client.user, "Library (копія)")
    assert LogEntry.objects.filter(object_id=str(made.pk), action_flag=1).exists()


def test_a_long_title_keeps_room_for_the_word():
    _, made = copy(signed_in("editor"), make_article("а" * 300))
    assert len(made.title) == 300
    assert made.title.endswith(" (копія)")


def test_a_copy_is_made_by_post_only():
    client, article = signed_in("editor"), make_article()
    assert client.get(reverse("admin:news_article_copy", args=[article.pk])).status_code == 405
    assert Article.objects.count() == 1


def test_the_form_has_the_button_for_who_may_write():
    article = make_article(state="draft")
    page = signed_in("editor").get(reverse("admin:news_article_change", args=[article.pk]))
    assert (
        f'action="{reverse("admin:news_article_copy", args=[article.pk])}"' in page.content.decode()
    )


@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        ("author", "done", "refused"),
        ("editor", "done", "done"),
        ("admin", "done", "done"),
        ("anonymous", "sign in", "sign in"),
    ],
)
def test_who_may_see_an_article_may_copy_it(role, own, foreign):
    client = signed_in(role)
    mine, other = make_article(created_by=client.user), make_article(state="draft")
    assert outcome(copy(client, mine)[0]) == own
    assert outcome(copy(client, other)[0]) == foreign
    assert Article.objects.count() == 2 + [own, foreign].count("done")
    assert outcome(client.post("/admin/news/article/999999/copy/")) in {"refused", "sign in"}
