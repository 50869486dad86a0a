"""What the form of an article sends by itself: it is kept as typed, offered back, never written."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from newsroom.models import Presence, Revision
from newsroom.revisions import keep
from tests.factories import KUPIANSK, hromada, make_article, make_tag, make_user
from tests.staff import article_form, signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/news/article/add/"
DRAFT = "7f0c4a3e-91d7-4c05-9a3c-0c6b6d5b6f11"


def address(article, view):
    return reverse(f"admin:news_article_{view}", args=[article.pk])


def autosave(client, article, **fields):
    """Send what stands in the form; return the answer's JSON."""
    form = article_form(version=article.version, **fields)
    return client.post(address(article, "autosave"), form).json()


def offers(client, path):
    """Return the offers that a form makes, as pairs of (revision's id, its size in words)."""
    keeping = client.get(path).context["keeping"]
    return [(offer["revision"].pk, offer["size"]) for offer in keeping["offers"]]


def test_an_autosave_is_one_row_that_is_put_in_the_place_of_the_one_before():
    client, article = signed_in("editor"), make_article("Збережена", body="<p>Раз</p>")
    first = autosave(client, article, title="Друкую")
    second = autosave(client, article, title="Друкую далі", body="<p>Два</p><script>x</script>")
    assert first["revision"] == second["revision"]
    [revision] = Revision.objects.all()
    assert (revision.kind, revision.created_by) == ("autosave", client.user)
    assert (revision.data["title"], revision.data["body"]) == ("Друкую далі", "<p>Два</p>")
    article.refresh_from_db()
    assert (article.title, article.body) == ("Збережена", "<p>Раз</p>")
    assert second["saved_at"] == f"{timezone.localtime(revision.created_at):%H:%M:%S}"


def test_nothing_is_written_when_nothing_changed():
    client, article = signed_in("editor"), make_article()
    autosave(client, article, title="Те саме")
    before = Revision.objects.get().created_at
    with CaptureQueriesContext(connection) as captured:
        autosave(client, article, title="Те саме")
    writes = [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert Revision.objects.get().created_at == before
    assert [sql for sql in writes if "revision" in sql] == []
    assert len(captured) <= 16


def test_an_autosave_takes_as_many_queries_for_many_labels_as_for_few():
    client, article = signed_in("editor"), make_article()
    autosave(client, article)

    def queries(number):
        tags = [make_tag(f"тег {each}").pk for each in range(number)]
        with CaptureQueriesContext(connection) as captured:
            autosave(client, article, title=f"Зміна {number}", tags=tags)
        return len(captured)

    assert queries(1) == queries(20)


def test_what_would_not_validate_is_kept_as_it_was_typed():
    client, article = signed_in("editor"), make_article(state="draft")
    answer = autosave(
        client, article, title="", source_url="недописана адр", published_at_0="31.02.2026",
        published_at_1="9", language="xx", tags=["new:нова тема", "abc", "9" * 30],
        hromadas=[hromada(KUPIANSK).pk, "0"], cover="abc",
    )  # fmt: skip
    data = Revision.objects.get().data
    assert data["typed"]["published_at"] == ["31.02.2026", "9"]
    assert (data["title"], data["source_url"], data["language"]) == ("", "недописана адр", "uk")
    assert data["tags"] == [{"id": None, "name": "нова тема"}]
    assert [place["name"] for place in data["hromadas"]] == [hromada(KUPIANSK).name]
    page = client.get(address(article, "change"), {"revision": answer["revision"]})
    html = page.content.decode()
    for typed in ("31.02.2026", "недописана адр", "new:нова тема"):
        assert f'value="{typed}"' in html


@pytest.mark.parametrize("title", ["\x00\x01", "а" * 5000, "<script>alert(1)</script>", "\ud83d"])
def test_any_text_is_kept(title):
    client, article = signed_in("editor"), make_article()
    form = article_form(version=article.version, title=title.encode("utf-8", "replace").decode())
    assert client.post(address(article, "autosave"), form).status_code == 200


def test_an_autosave_larger_than_two_megabytes_is_refused_in_words():
    client, article = signed_in("editor"), make_article()
    form = article_form(version=1, body="ґ" * 1_100_000)
    response = client.post(address(article, "autosave"), form)
    assert response.status_code == 413
    assert "2 МБ" in response.json()["error"]
    assert not Revision.objects.exists()


def test_a_form_offers_the_unsaved_text_and_the_row_stays():
    client, article = signed_in("editor"), make_article("Була", lead="", body="<p>Раз</p>")
    kept = autosave(client, article, title="Була", lead="", body="<p>Раз два три</p>")["revision"]
    change = address(article, "change")
    assert offers(client, change) == [(kept, "на 8 знаків довший")]
    page = client.get(change, {"revision": kept})
    assert "Раз два три" in page.context["adminform"].form["body"].value()
    assert page.context["keeping"]["offers"] == []
    article.refresh_from_db()
    assert article.body == "<p>Раз</p>"


def test_the_saved_form_takes_the_offer_away_and_leaves_that_of_others():
    client, article = signed_in("editor"), make_article()
    other = signed_in("admin")
    autosave(client, article, title="Моє")
    autosave(other, article, title="Їхнє")
    client.post(address(article, "change"), article_form(version=article.version, title="Моє"))
    [left] = Revision.objects.filter(kind="autosave")
    assert left.created_by == other.user
    assert offers(client, address(article, "change")) == []


def test_an_unsaved_text_is_offered_though_somebody_saved_since_and_is_saved_against_its_own():
    client, article = signed_in("editor"), make_article("Початок")
    kept = autosave(client, article, title="Моє незбережене")["revision"]
    other = signed_in("admin")
    other.post(address(article, "change"), article_form(version=article.version, title="Чуже"))
    change = address(article, "change")
    assert [pk for pk, _ in offers(client, change)] == [kept]
    keeping = client.get(change, {"revision": kept}).context["keeping"]
    assert keeping["version"] == article.version
    form = article_form(version=keeping["version"], title="Моє незбережене")
    assert client.post(change, form).status_code == 409


def test_a_new_article_is_kept_before_it_is_ever_saved():
    client = signed_in("author")
    form = article_form(draft=DRAFT, title="Ще не збережена", version=0)
    answer = client.post(f"{ADD}autosave/", form).json()
    [draft] = Revision.objects.unsaved_of(client.user)
    assert (draft.pk, draft.article, str(draft.draft)) == (answer["revision"], None, DRAFT)
    assert [pk for pk, _ in offers(client, ADD)] == [draft.pk]
    page = client.get(ADD, {"revision": draft.pk})
    assert page.context["adminform"].form["title"].value() == "Ще не збережена"
    assert str(page.context["keeping"]["draft"]) == DRAFT
    client.post(ADD, form)
    assert not Revision.objects.unsaved_of(client.user).exists()
    assert Article.objects.get().title == "Ще не збережена"
    late = client.post(f"{ADD}autosave/", form | {"title": "Запізніле"})
    assert late.status_code == 409
    assert not Revision.objects.unsaved_of(client.user).exists()


def test_nobody_reads_or_drops_what_another_has_not_saved():
    client, article = signed_in("editor"), make_article()
    kept = autosave(client, article, title="Таємне")["revision"]
    other = signed_in("admin")
    page = other.get(address(article, "change"), {"revision": kept})
    assert "Таємне" not in page.content.decode()
    assert other.get(address(article, "compare"), {"b": kept}).status_code == 404
    other.post(address(article, "discard"), {"revision": kept})
    assert Revision.objects.filter(pk=kept).exists()
    client.post(address(article, "discard"), {"revision": kept})
    assert not Revision.objects.exists()


def test_a_revision_of_another_article_opens_in_no_form():
    client, article, other = signed_in("editor"), make_article(), make_article("Інша стаття")
    foreign = keep(other, client.user)
    for wrong in (foreign.pk, 0, "abc", "9" * 30):
        page = client.get(address(article, "change"), {"revision": wrong})
        assert page.status_code == 200
        assert "Інша стаття" not in page.content.decode()


def test_who_may_not_change_an_article_may_not_send_a_text_for_it():
    article = make_article("Чужа чернетка", state="draft", created_by=make_user("editor"))
    for role, status in (("author", 404), ("anonymous", 302)):
        client = signed_in(role)
        for view in ("autosave", "presence"):
            response = client.post(address(article, view), article_form(version=1))
            assert response.status_code == status
    assert not Revision.objects.exists()
    assert not Presence.objects.exists()


def test_an_author_is_told_in_words_when_editors_have_taken_the_draft():
    client = signed_in("author")
    article = make_article(state="review", created_by=client.user)
    response = client.post(address(article, "autosave"), article_form(version=1))
    assert response.status_code == 403
    assert "редактори" in response.json()["error"]


def test_each_sees_that_the_other_is_here_and_that_the_article_was_saved():
    mine = signed_in("editor", first_name="Олена", last_name="Коваль")
    theirs, article = signed_in("admin"), make_article()
    mine.post(address(article, "presence"), {"version": article.version})
    answer = theirs.post(address(article, "presence"), {"version": article.version}).json()
    assert (answer["others"], answer["stale"]) == (["Олена Коваль"], False)
    page = theirs.get(address(article, "change")).content.decode()
    assert "Зараз тут також: Олена Коваль" in page
    mine.post(address(article, "change"), article_form(version=article.version, title="Нова"))
    answer = theirs.post(address(article, "presence"), {"version": article.version}).json()
    assert (answer["stale"], answer["by"]) == (True, "Олена Коваль")
    mine.post(address(article, "presence"), {"leave": "1"})
    assert theirs.post(address(article, "presence"), {}).json()["others"] == []


def test_who_was_not_seen_for_a_minute_is_not_here():
    client, article = signed_in("editor"), make_article()
    gone = timezone.now() - timedelta(minutes=1)
    Presence.objects.create(article=article, user=make_user("admin"), seen_at=gone)
    assert client.post(address(article, "presence"), {}).json()["others"] == []


def test_the_form_asks_two_queries_more_for_what_was_not_saved():
    client, article = signed_in("editor"), make_article()
    client.get(address(article, "change"))
    with CaptureQueriesContext(connection) as captured:
        client.get(address(article, "change"))
    own = [q["sql"] for q in captured if "newsroom_revision" in q["sql"] or "presence" in q["sql"]]
    assert len(own) == 2


def test_a_copy_from_the_browser_stands_beside_the_autosave():
    client, article = signed_in("editor"), make_article()
    autosave(client, article, title="На сервері")
    form = article_form(version=article.version, title="У браузері")
    client.post(f"{address(article, 'autosave')}?copy", form)
    assert len(offers(client, address(article, "change"))) == 2
    client.post(address(article, "change"), form)
    assert offers(client, address(article, "change")) == []


def test_the_browser_is_told_what_was_saved():
    client, article = signed_in("editor"), make_article()
    draft = str(uuid.uuid4())
    client.post(address(article, "change"), article_form(version=article.version, title="Нова"))
    client.post(ADD, article_form(draft=draft))
    cookie = client.cookies["portal_kept"]
    assert cookie.value == f"{article.pk}|draft:{draft}"
    assert (cookie["path"], cookie["httponly"]) == ("/admin/", "")


def test_a_page_that_signed_in_again_elsewhere_gets_a_new_token():
    client, article = signed_in("editor"), make_article()
    assert client.get(address(article, "autosave")).json()["token"]
    assert signed_in("anonymous").get(address(article, "autosave")).status_code == 302


def test_a_version_that_no_database_holds_is_an_old_one():
    client, article = signed_in("editor"), make_article("Збережена", state="draft")
    form = article_form(version="9" * 18, title="Друкую")
    assert client.post(address(article, "autosave"), form).json()["stale"]
    assert client.post(address(article, "change"), form).status_code == 409
    article.refresh_from_db()
    assert article.title == "Збережена"


@pytest.mark.parametrize(("state", "is_public"), [("published", True), ("draft", False)])
def test_the_form_knows_whether_an_autosave_is_less_than_what_readers_see(state, is_public):
    article = make_article(state=state)
    address = reverse("admin:news_article_change", args=[article.pk])
    page = signed_in("editor").get(address).content.decode()
    assert ("data-public" in page) is is_public
