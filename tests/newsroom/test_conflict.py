"""Two who save one article: the second is refused, sees both texts, and nothing is lost."""

import pytest
from django.urls import reverse

from news.models import Article
from newsroom.models import Revision
from tests.factories import make_article, make_tag
from tests.staff import article_form, signed_in

pytestmark = pytest.mark.django_db

BODY = "<p>Перший абзац.</p>\n<p>Другий абзац.</p>\n<p>Третій абзац.</p>"


def address(article, view="change"):
    return reverse(f"admin:news_article_{view}", args=[article.pk])


@pytest.fixture
def conflict():
    """An article that another saved since it was opened, and the page that says so."""
    article = make_article("Заголовок", lead="Лід.", body=BODY, state="draft", tags=["вода"])
    article.published_at = None
    article.save()
    water = make_tag("вода").pk
    mine, theirs = signed_in("editor"), signed_in("admin")
    opened = article_form(
        version=article.version, title="Заголовок", lead="Лід.", body=BODY, tags=[water]
    )
    saved = theirs.post(
        address(article),
        opened | {"title": "Їхній заголовок", "body": BODY.replace("Другий", "Їхній")},
    )
    assert saved.status_code == 302
    response = mine.post(
        address(article),
        opened | {"lead": "Мій лід.", "body": BODY.replace("Третій", "Мій"), "tags": []},
    )
    response.mine, response.theirs, response.article = mine, theirs, article
    return response


def stored(conflict):
    return Article.objects.get(pk=conflict.article.pk)


def take(conflict, **chosen):
    """Answer the page of the conflict; return the response."""
    return conflict.mine.post(
        address(conflict.article, "merge"),
        {
            "refused": conflict.context["refused"].pk,
            "version": conflict.context["article"].version,
            **chosen,
        },
    )


def pieces(response):
    return {part.name: part for part in response.context["parts"] if hasattr(part, "name")}


def test_the_second_to_save_is_refused_and_sees_both_texts(conflict):
    assert conflict.status_code == 409
    page = conflict.content.decode()
    for text in ("Їхній заголовок", "Мій лід", "Їхній", "вода", "admin", "history/"):
        assert text in page
    assert stored(conflict).title == "Їхній заголовок"
    assert set(pieces(conflict)) == {"title", "lead", "tags", "body-0", "body-1"}


def test_each_piece_suggests_the_side_that_changed_it(conflict):
    suggested = {name: piece.suggested for name, piece in pieces(conflict).items()}
    assert suggested == {
        "title": "theirs", "lead": "mine", "tags": "mine", "body-0": "theirs", "body-1": "mine",
    }  # fmt: skip


def test_what_was_refused_is_kept_in_the_history_at_once(conflict):
    refused = Revision.objects.get(kind="refused")
    assert (refused.created_by, refused.data["lead"]) == (conflict.mine.user, "Мій лід.")
    assert "Мій" in refused.data["body"]
    history = conflict.theirs.get(address(conflict.article, "history")).content.decode()
    assert "не прийнято" in history


def test_piece_by_piece_both_go_in(conflict):
    chosen = {name: piece.suggested for name, piece in pieces(conflict).items()}
    assert take(conflict, **chosen).status_code == 302
    article = stored(conflict)
    assert (article.title, article.lead) == ("Їхній заголовок", "Мій лід.")
    assert article.body == "<p>Перший абзац.</p>\n<p>Їхній абзац.</p>\n<p>Мій абзац.</p>"
    assert not article.tags.exists()
    assert article.saved_by == conflict.mine.user


def test_all_of_mine_leaves_theirs_in_history(conflict):
    take(conflict, all="mine")
    article = stored(conflict)
    assert (article.title, article.lead) == ("Заголовок", "Мій лід.")
    saves = Revision.objects.filter(kind="save").order_by("pk")
    assert "Їхній заголовок" in [each.data["title"] for each in saves]
    assert saves.last().data["title"] == "Заголовок"


def test_all_of_theirs_leaves_mine_in_history(conflict):
    before = stored(conflict).version
    assert take(conflict, all="theirs").status_code == 302
    article = stored(conflict)
    assert (article.title, article.lead, article.version) == ("Їхній заголовок", "Лід.", before)
    refused = Revision.objects.get(kind="refused")
    page = conflict.mine.get(address(article), {"revision": refused.pk})
    assert page.context["adminform"].form["lead"].value() == "Мій лід."


def test_a_third_save_meanwhile_is_not_overwritten_either(conflict):
    theirs = conflict.theirs
    theirs.post(address(conflict.article), article_form(title="Третя правка"))
    again = take(conflict, all="mine")
    assert again.status_code == 409
    assert "Третя правка" in again.content.decode()
    assert stored(conflict).title == "Третя правка"


def test_a_wrong_result_is_asked_again_with_all_that_was_taken(conflict):
    Revision.objects.filter(kind="refused").update(
        data=Revision.objects.get(kind="refused").data | {"title": "  "}
    )
    response = take(conflict, all="mine")
    assert response.status_code == 200
    assert f'action="{address(conflict.article)}"' in response.content.decode()
    assert "Мій лід." in response.content.decode()


def test_the_refused_text_is_nobody_elses_to_take(conflict):
    response = conflict.theirs.post(
        address(conflict.article, "merge"),
        {"refused": conflict.context["refused"].pk, "version": stored(conflict).version},
    )
    assert response.status_code == 403


@pytest.mark.parametrize("wrong", ["", "abc", "0", "9" * 30])
def test_a_wrong_answer_breaks_nothing(conflict, wrong):
    assert take(conflict, refused=wrong).status_code == 403
    assert take(conflict, version=wrong).status_code == 409
    assert conflict.mine.get(address(conflict.article, "merge")).status_code == 302


def test_a_script_that_sends_no_version_saves_upon_the_present():
    article, client = make_article(state="draft"), signed_in("editor")
    assert client.post(address(article), article_form(title="Від скрипта")).status_code == 302
    article.refresh_from_db()
    assert article.title == "Від скрипта"


def test_a_form_with_an_error_keeps_the_version_it_was_opened_with():
    article, client = make_article(state="draft"), signed_in("editor")
    opened = article.version
    article.save()
    response = client.post(address(article), article_form(title="", version=opened))
    assert response.context["keeping"]["version"] == opened
    assert client.post(address(article), article_form(version=opened)).status_code == 409


def test_who_wrote_the_same_is_not_stopped():
    article = make_article(state="draft")
    form = article_form(version=article.version, title="Однаково")
    for role in ("editor", "admin"):
        assert signed_in(role).post(address(article), form).status_code == 302
    assert Revision.objects.filter(kind="refused").count() == 0


def test_a_text_whose_article_was_deleted_becomes_a_new_one():
    article, client = make_article(state="draft"), signed_in("editor")
    form = article_form(version=article.version, title="Писала годину")
    path = address(article)
    article.delete()
    response = client.post(path, form, follow=True)
    assert response.context["adminform"].form["title"].value() == "Писала годину"
    assert "видалили" in response.content.decode()
    assert Revision.objects.unsaved_of(client.user).count() == 1


def test_a_text_of_an_author_whose_draft_was_taken_is_kept():
    client = signed_in("author")
    client.post("/admin/news/article/add/", article_form(title="Чернетка"))
    article = Article.objects.get()
    editor = signed_in("editor")
    editor.post(address(article), article_form(title="Чернетка", state="review"))
    form = article_form(version=article.version, title="Дописано")
    assert client.post(address(article), form).status_code == 403
    refused = Revision.objects.get(kind="refused")
    assert (refused.data["title"], refused.created_by) == ("Дописано", client.user)
    article.refresh_from_db()
    assert article.title == "Чернетка"
