"""An article is seen as readers will see it: in the newsroom, and by links that end."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from news.models import Article, ViewsByDay
from newsroom.admin.previewing import MAX_LINKS
from newsroom.models import PreviewLink
from newsroom.revisions import keep_unsaved, snapshot
from tests.factories import KUPIANSK, make_article, make_preview, make_tag, make_user
from tests.staff import outcome, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def preview_of(article, revision=None):
    """Return the address of the preview in the newsroom; of None, of what was never saved."""
    address = (
        reverse("admin:news_article_preview", args=[article.pk])
        if article
        else reverse("admin:news_article_add_preview")
    )
    return f"{address}?revision={revision.pk}" if revision else address


def autosave(user, article=None, draft=None, **changes):
    """Keep an autosave of an article, or of one that was never saved."""
    data = snapshot(article) if article else {"language": "uk"}
    place = {"article": article} if article else {"draft": draft}
    return keep_unsaved(data | changes, user, at=timezone.now(), **place)


def links_of(client, article, **post):
    """Make a link (with `days`) or list them; return the answer as data, with its status."""
    address = reverse("admin:news_article_links", args=[article.pk])
    response = client.post(address, post) if post else client.get(address)
    return response.json() | {"status": response.status_code}


# In the newsroom


def test_a_draft_is_shown_on_the_page_of_readers():
    draft = make_article("Чернетка", state="draft", hromadas=[KUPIANSK], tags=["вода"])
    response = signed_in("editor").get(preview_of(draft))
    html = response.content.decode()
    assert [template.name for template in response.templates][0] == "news/article.html"
    assert "<h1>Чернетка</h1>" in html
    assert "Куп’янська громада" in html
    assert "data-count" not in html
    assert 'name="robots" content="noindex' in html
    assert 'rel="canonical"' not in html


def test_the_preview_may_be_framed_by_the_newsroom_only_and_is_kept_nowhere():
    client = signed_in("editor")
    draft = make_article(state="draft")
    response = client.get(preview_of(draft))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert client.get("/admin/")["X-Frame-Options"] == "DENY"


def test_a_preview_is_the_public_page_but_for_what_search_engines_and_counters_read():
    article = make_article(hromadas=[KUPIANSK], tags=["вода"])
    make_article("Поруч", hromadas=[KUPIANSK])
    client = signed_in("editor")
    public = client.get(article.get_absolute_url()).content.decode()
    preview = client.get(preview_of(article)).content.decode()
    assert (
        preview.partition("<main")[2].partition("</main>")[0]
        == (public.partition("<main")[2].partition("</main>")[0])
    )


def test_the_preview_of_a_public_article_counts_no_view():
    article = make_article()
    signed_in("editor").get(preview_of(article))
    assert not ViewsByDay.objects.exists()


def test_an_autosave_is_laid_over_the_stored_article():
    client = signed_in("editor")
    article = make_article("Стара назва", tags=["вода"])
    water, school = make_tag("вода"), make_tag("освіта")
    other = make_article("Обрана поруч")
    version = autosave(
        client.user,
        article,
        title="Нова назва",
        body="<p>Новий текст.</p>",
        tags=[{"id": school.pk, "name": school.name}, {"id": None, "name": "ще небувалий"}],
        read_also=[{"id": other.pk, "title": other.title}],
    )
    html = client.get(preview_of(article, version)).content.decode()
    assert "<h1>Нова назва</h1>" in html
    assert "Новий текст." in html
    assert school.name in html
    assert "ще небувалий" in html
    assert water.get_absolute_url() not in html
    assert "Обрана поруч" in html
    assert Article.objects.get(pk=article.pk).title == "Стара назва"


def test_what_was_never_saved_is_shown_to_who_wrote_it():
    client = signed_in("author")
    version = autosave(client.user, draft="6f0b2c1e-0000-4000-8000-000000000001", title="Щойно")
    assert "<h1>Щойно</h1>" in client.get(preview_of(None, version)).content.decode()
    assert outcome(client.get(preview_of(None))) == "refused"
    stranger = signed_in("editor")
    assert outcome(stranger.get(preview_of(None, version))) == "refused"


def test_an_english_draft_has_an_english_frame():
    draft = make_article("Draft", state="draft", language="en", lead="", body="<p>Text.</p>")
    response = signed_in("editor").get(preview_of(draft))
    assert '<html lang="en">' in response.content.decode()
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize("revision", ["", "0", "abc", "9" * 30, "\x00", "1,2"])
def test_a_version_that_is_none_is_not_found(revision):
    client = signed_in("editor")
    article = make_article()
    assert client.get(preview_of(article), {"revision": revision}).status_code == 404
    assert client.get(preview_of(None), {"revision": revision}).status_code == 404


def test_a_version_of_another_article_or_of_another_persons_autosave_is_not_found():
    client = signed_in("editor")
    article, other = make_article(), make_article()
    foreign = autosave(client.user, other)
    assert client.get(preview_of(article, foreign)).status_code == 404
    colleague = autosave(make_user("admin"), article, title="Чуже")
    assert client.get(preview_of(article, colleague)).status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        ("author", "shown", "refused"),
        ("editor", "shown", "shown"),
        ("admin", "shown", "shown"),
        ("anonymous", "sign in", "sign in"),
    ],
)
def test_who_may_see_an_article_may_see_its_preview(role, own, foreign):
    client = signed_in(role)
    mine = make_article(state="draft", created_by=client.user)
    other = make_article(state="draft")
    assert outcome(client.get(preview_of(mine))) == own
    assert outcome(client.get(preview_of(other))) == foreign


def test_a_form_leads_to_the_preview_of_what_isnt_public():
    client = signed_in("editor")
    draft, public = make_article(state="draft"), make_article()
    form = client.get(reverse("admin:news_article_change", args=[draft.pk])).content.decode()
    assert f'href="{preview_of(draft)}"' in form
    form = client.get(reverse("admin:news_article_change", args=[public.pk])).content.decode()
    assert f'href="{public.get_absolute_url()}"' in form


# By a link


def test_a_link_shows_the_stored_article_without_an_account(client):
    draft = make_article("Чернетка", state="draft")
    response = client.get(make_preview(draft))
    html = response.content.decode()
    assert "<h1>Чернетка</h1>" in html
    assert "Це попередній перегляд" in html
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "DENY"
    assert "data-count" not in html
    assert not response.cookies


@pytest.mark.parametrize("state", ["draft", "review", "archived"])
def test_a_link_opens_in_every_state_that_isnt_public(client, state):
    assert client.get(make_preview(make_article(state=state))).status_code == 200


def test_a_link_to_a_scheduled_article_shows_it_and_to_a_published_one_leads_to_it(client):
    planned = make_article(published_at=timezone.now() + timedelta(days=1))
    path = make_preview(planned)
    assert client.get(path).status_code == 200
    Article.objects.update(published_at=timezone.now())
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, planned.get_absolute_url())
    assert "no-store" in response["Cache-Control"]


def test_a_link_ends_and_can_be_withdrawn(client):
    draft = make_article(state="draft")
    now = timezone.now()
    ended = make_preview(draft, expires_at=now - timedelta(seconds=1))
    withdrawn = make_preview(draft, withdrawn_at=now)
    for path in (ended, withdrawn):
        response = client.get(path)
        assert response.status_code == 404
        assert "більше не працює" in response.content.decode()
        assert "no-store" in response["Cache-Control"]


def test_a_link_cannot_be_forged(client):
    draft = make_article(state="draft")
    path = make_preview(draft)
    link = PreviewLink.objects.get()
    assert client.get(path).status_code == 200
    other = make_article(state="draft")
    make_preview(other)
    forged = path.replace(f"/{link.pk}:", f"/{PreviewLink.objects.exclude(pk=link.pk).get().pk}:")
    assert forged != path
    for wrong in (
        forged,
        path[:-3] + "/",
        f"/preview/{link.pk}/",
        f"/preview/{signing.dumps(link.pk, salt='news.preview')}/",
        f"/preview/{signing.Signer(salt='newsroom.preview').sign('x')}/",
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_an_editor_gives_lists_and_withdraws_links(client):
    editor = signed_in("editor", first_name="Олена")
    draft = make_article("Чернетка", state="draft")
    [link] = links_of(editor, draft, days="7")["links"]
    path = link["url"].removeprefix("http://testserver")
    assert link["url"] != path
    assert link["made"].startswith("Олена, сьогодні о")
    assert client.get(path).status_code == 200
    stored = PreviewLink.objects.get()
    assert timedelta(days=6) < stored.expires_at - timezone.now() <= timedelta(days=7)
    assert links_of(editor, draft)["links"] == [link]
    assert editor.post(link["withdraw"]).json() == {"links": []}
    assert client.get(path).status_code == 404
    log = LogEntry.objects.filter(content_type__model="article").order_by("pk")
    said = list(log.values_list("change_message", flat=True))
    assert "Дано посилання на перегляд" in said[0]
    assert "Відкликано посилання на перегляд" in said[1]


@pytest.mark.parametrize("days", ["", "0", "2", "365", "-1", "7.5", "abc"])
def test_only_the_offered_terms_are_given(days):
    answer = links_of(signed_in("editor"), make_article(state="draft"), days=days)
    assert answer == {"error": "Оберіть, скільки днів діятиме посилання.", "status": 400}
    assert not PreviewLink.objects.exists()


def test_links_are_bounded_and_none_is_given_to_what_is_public():
    client = signed_in("editor")
    draft = make_article(state="draft")
    for _ in range(MAX_LINKS):
        make_preview(draft)
    assert links_of(client, draft, days="1")["status"] == 400
    assert "вже опублікована" in links_of(client, make_article(), days="1")["error"]


def test_a_link_is_withdrawn_through_its_own_article_only():
    client = signed_in("editor")
    draft, other = make_article(state="draft"), make_article(state="draft")
    make_preview(draft)
    link = PreviewLink.objects.get()
    client.post(reverse("admin:news_article_withdraw", args=[other.pk, link.pk]))
    assert PreviewLink.objects.live().exists()
    assert (
        client.get(reverse("admin:news_article_withdraw", args=[draft.pk, link.pk])).status_code
        == 405
    )


@pytest.mark.parametrize(
    ("role", "own", "in_review", "foreign"),
    [
        ("author", "shown", "refused", "refused"),
        ("editor", "shown", "shown", "shown"),
        ("admin", "shown", "shown", "shown"),
        ("anonymous", "sign in", "sign in", "sign in"),
    ],
)
def test_who_may_change_an_article_may_give_links(role, own, in_review, foreign):
    client = signed_in(role)
    articles = [
        make_article(state="draft", created_by=client.user),
        make_article(state="review", created_by=client.user),
        make_article(state="draft"),
    ]
    done = [
        outcome(client.post(reverse("admin:news_article_links", args=[each.pk]), {"days": "1"}))
        for each in articles
    ]
    assert done == [own, in_review, foreign]
    assert PreviewLink.objects.count() == done.count("shown")
