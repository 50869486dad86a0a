"""The desk: what waits for each role, in a fixed number of queries."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article, Image
from newsroom.models import Link, LinkUse, Revision
from newsroom.models.link import LinkState
from newsroom.revisions import keep, keep_unsaved
from newsroom.silence import silent_places
from regions.models import Hromada
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_tag, make_user, read
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

NOW = timezone.now


def desk(client):
    """Return {key: Block} of the desk."""
    return {block.key: block for block in client.get("/admin/").context["blocks"]}


def texts(block):
    return [row.text for row in block.rows]


def ago(article, **ago):
    """Say that an article was last saved so long ago."""
    Article.objects.filter(pk=article.pk).update(saved_at=NOW() - timedelta(**ago))


# What stands on it


def test_drafts_are_those_that_one_began_or_saved_last():
    client = signed_in("editor")
    author = make_user("author")
    ago(make_article("Своя", state="draft", created_by=client.user), hours=2)
    ago(make_article("Правлена", state="draft", created_by=author, saved_by=client.user), hours=1)
    make_article("Чужа", state="draft", created_by=author)
    make_article("Своя опублікована", created_by=client.user)
    block = desk(client)["drafts"]
    assert texts(block) == ["Правлена", "Своя"]
    assert block.rows[0].url == reverse(
        "admin:news_article_change", args=[Article.objects.get(title="Правлена").pk]
    )
    assert block.rows[0].notes[0].startswith("збережено ")


def test_what_was_begun_and_never_saved_is_offered_to_its_writer_alone():
    client, other = signed_in("author"), signed_in("editor")
    kept = keep_unsaved(
        {"title": "Недописане"},
        client.user,
        draft="6f0b2c1e-0000-4000-8000-000000000001",
        at=NOW(),
    )
    [row] = desk(client)["unsaved"].rows
    assert (row.text, row.url) == ("Недописане", f"/admin/news/article/add/?revision={kept.pk}")
    assert "unsaved" not in desk(other)


def test_editors_see_all_that_waits_the_longest_first_and_authors_their_own():
    author = signed_in("author", first_name="Іван")
    mine = make_article("Давня", state="review", created_by=author.user, saved_by=author.user)
    ago(mine, days=3)
    make_article("Нова", state="review", saved_by=make_user("admin"))
    block = desk(signed_in("editor"))["review"]
    assert (block.title, texts(block)) == ("Чекають перевірки", ["Давня", "Нова"])
    assert block.rows[0].notes[0] == "Іван"
    block = desk(author)["review"]
    assert (block.title, texts(block)) == ("Мої на перевірці", ["Давня"])


def test_the_wait_begins_when_it_was_sent_and_not_at_the_last_save():
    author = make_user("author", first_name="Іван")
    editor = signed_in("editor", first_name="Олена")
    article = make_article("Давня", state="draft")
    for state, who, days in (
        ("review", author, 9),
        ("draft", author, 8),
        ("review", author, 5),
        ("review", editor.user, 1),
    ):
        article.state, article.lead = state, f"{days}"
        article.save()
        version = keep(article, who)
        Revision.objects.filter(pk=version.pk).update(created_at=NOW() - timedelta(days=days))
    ago(make_article("Нова", state="review"), days=2)
    [first, second] = desk(editor)["review"].rows
    assert (first.text, second.text) == ("Давня", "Нова")
    day = timezone.localtime(NOW() - timedelta(days=5)).day
    assert first.notes[0] == "Іван"
    assert first.notes[1].startswith(f"надіслано {day} ")


def test_scheduled_stand_in_their_order_with_the_time_of_kyiv():
    client = signed_in("editor")
    make_article("Пізніше", published_at=NOW() + timedelta(days=40))
    make_article("Скоро", published_at=NOW() + timedelta(hours=1))
    make_article("Уже")
    block = desk(client)["scheduled"]
    assert texts(block) == ["Скоро", "Пізніше"]
    soon = timezone.localtime(Article.objects.get(title="Скоро").published_at)
    assert block.rows[0].notes[0].endswith(f"{soon:%H:%M} (Київ)")


def test_published_today_has_its_views_and_leads_authors_to_the_site():
    article = make_article("Сьогодні", published_at=NOW(), views_imported=3)
    read(article, 2)
    make_article("Позавчора", published_at=NOW() - timedelta(days=2))
    [row] = desk(signed_in("editor"))["published"].rows
    assert (row.text, row.notes[1]) == ("Сьогодні", "5 переглядів")
    assert row.url == reverse("admin:news_article_change", args=[article.pk])
    [row] = desk(signed_in("author"))["published"].rows
    assert row.url == article.get_absolute_url()


def test_places_are_silent_after_thirty_days_the_latest_first():
    now = NOW()
    first, second, heard, planned = Hromada.objects.order_by("pk")[:4]
    make_article(hromadas=[first], published_at=now - timedelta(days=400))
    make_article(hromadas=[second], published_at=now - timedelta(days=31))
    make_article(hromadas=[second], published_at=now - timedelta(days=90))
    make_article(hromadas=[heard], published_at=now - timedelta(days=200))
    make_article(hromadas=[heard], published_at=now - timedelta(days=29))
    make_article(hromadas=[planned], published_at=now - timedelta(days=60))
    make_article(hromadas=[planned], published_at=now + timedelta(days=1))
    make_article(hromadas=[hromada()], state="draft", published_at=now - timedelta(days=50))
    assert [pk for pk, _ in silent_places(now)] == [second.pk, planned.pk, first.pk]


def test_a_place_that_is_written_of_leaves_the_silent_at_once():
    now = NOW()
    make_article(hromadas=[KUPIANSK], published_at=now - timedelta(days=31))
    client = signed_in("editor")
    [row] = desk(client)["silent"].rows
    assert row.text == "Куп’янська громада"
    assert row.url == f"/admin/news/article/add/?hromadas={hromada().pk}"
    page = client.get(row.url).content.decode()
    assert f'<option value="{hromada().pk}" selected' in page
    make_article(hromadas=[KUPIANSK], published_at=now)
    assert not desk(client)["silent"].rows


def test_the_page_of_the_silent_lists_all_of_them():
    long_ago = NOW() - timedelta(days=99)
    places = list(Hromada.objects.order_by("pk")[:101])
    make_article(hromadas=places, published_at=long_ago)
    client = signed_in("editor")
    assert desk(client)["silent"].number == "101"
    page = client.get("/admin/silent/").content.decode()
    assert "101 громада" in page
    assert page.count("остання новина") == 100
    assert client.get("/admin/silent/?page=2").content.decode().count("остання новина") == 1
    assert client.get("/admin/silent/?page=x").status_code == 200


def make_dead_link(article, number=1):
    link = Link.objects.create(
        url=f"https://example.org/{number}", state=LinkState.DEAD, failing_since=NOW()
    )
    LinkUse.objects.create(link=link, article=article)
    return link


def test_dead_links_are_for_those_who_may_see_links():
    article = make_article("Зі сторінкою")
    make_dead_link(article)
    Link.objects.create(url="https://example.org/alive", state=LinkState.ALIVE)
    block = desk(signed_in("editor"))["links"]
    assert (texts(block), block.number) == (["https://example.org/1"], "1")
    assert "Зі сторінкою" in block.rows[0].notes
    assert "links" not in desk(signed_in("author"))


def test_images_without_a_description_are_those_that_one_may_mend():
    client = signed_in("author")
    mine, foreign = make_image("", created_by=client.user), make_image("")
    make_image("Майдан")
    urls = [row.url for row in desk(client)["images"].rows]
    assert urls == [reverse("admin:news_image_change", args=[mine.pk])]
    urls = [row.url for row in desk(signed_in("editor"))["images"].rows]
    assert len(urls) == 2
    assert reverse("admin:news_image_change", args=[foreign.pk]) in urls


def test_pictures_whose_sizes_are_not_made_yet_are_told_to_editors():
    make_image()
    Image.objects.update(fingerprint="")
    assert "Готуються розміри 1 зображення" in signed_in("editor").get("/admin/").content.decode()
    assert "Готуються розміри" not in signed_in("author").get("/admin/").content.decode()
    Image.objects.update(fingerprint="0" * 16)
    page = signed_in("editor", username="other").get("/admin/").content.decode()
    assert "Готуються розміри" not in page


def test_empty_blocks_say_so_in_a_sentence():
    blocks = desk(signed_in("editor"))
    page = unescape(signed_in("admin").get("/admin/").content.decode())
    for block in blocks.values():
        assert block.empty.endswith(".")
        assert block.number == ""
    assert blocks["review"].empty in page


def test_a_new_article_begins_here_also_from_a_starter():
    page = signed_in("author").get("/admin/").content.decode()
    assert '<a class="desk-new" href="/admin/news/article/add/">Нова стаття</a>' in page
    assert page.count("/admin/news/article/add/?starter=") == 3


def test_an_account_without_a_role_has_an_empty_desk():
    client = signed_in("editor")
    client.user.groups.clear()
    response = client.get("/admin/")
    assert response.status_code == 200
    assert not response.context["blocks"]
    assert "Нова стаття" not in response.content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/admin/silent/", "/admin/search/?q=а"])
def test_a_stranger_is_asked_to_sign_in(client, address):
    assert client.get(address)["Location"].startswith("/admin/login/")


def test_links_to_lists_find_what_the_block_shows():
    client = signed_in("editor")
    make_article("Чернетка", state="draft", created_by=client.user)
    make_article("Перевірка", state="review")
    make_article("Запланована", published_at=NOW() + timedelta(days=3))
    make_article("Сьогодні", published_at=NOW())
    make_article("Давно", published_at=NOW() - timedelta(days=9))
    make_article("Чужа", state="draft")
    blocks = desk(client)
    for key in ("drafts", "review", "scheduled", "published"):
        listed = client.get(blocks[key].more).context["cl"].result_list
        assert [str(each) for each in listed] == texts(blocks[key]), key


# What it costs


def fill(client, number):
    """Make `number` of everything that the desk shows."""
    places = Hromada.objects.order_by("pk")[:number]
    for at, place in enumerate(places):
        user = {"created_by": client.user, "saved_by": client.user}
        make_article(state="draft", **user)
        keep(make_article(state="review", **user), client.user)
        make_article(published_at=NOW() + timedelta(days=1))
        make_dead_link(make_article(published_at=NOW(), tags=["вода"]), f"{number}-{at}")
        make_article(hromadas=[place], published_at=NOW() - timedelta(days=60))
    Image.objects.bulk_create(
        Image(file=f"{number}-{at}.jpg", width=9, height=9) for at in range(number)
    )


def queries(client, address="/admin/"):
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("role", "budget"), [("author", 18), ("editor", 23), ("admin", 23)])
def test_the_desk_takes_as_many_queries_for_many_as_for_one(role, budget):
    client = signed_in(role)
    fill(client, 1)
    client.get("/admin/")  # what Django keeps in memory once
    few = queries(client)
    fill(client, 12)
    assert queries(client) == few <= budget


# Search over everything


def found(client, term):
    """Return {key: texts} of the page of search."""
    response = client.get("/admin/search/", {"q": term})
    assert response.status_code == 200
    return {block.key: texts(block) for block in response.context["blocks"]}


def test_one_search_finds_articles_places_tags_and_images():
    make_article("Куп’янськ відкрив бібліотеку", state="draft")
    make_tag("Куп’янськ тримається")
    make_image("Площа в Куп’янську")
    blocks = found(signed_in("editor"), "КУПʼЯНСЬК")
    assert blocks["article"] == ["Куп’янськ відкрив бібліотеку"]
    assert blocks["tag"] == ["Куп’янськ тримається"]
    assert blocks["image"] == ["Площа в Куп’янську"]
    assert any("Куп’янська міська громада" in text for text in blocks["hromada"])


def test_search_shows_an_author_no_foreign_draft():
    client = signed_in("author")
    make_article("Бібліотека чужа", state="draft")
    make_article("Бібліотека своя", state="draft", created_by=client.user)
    assert found(client, "бібліотека")["article"] == ["Бібліотека своя"]
    client.user.groups.clear()
    assert found(client, "бібліотека") == {}


def test_search_is_bounded_and_leads_to_all_that_was_found():
    for number in range(12):
        make_article(f"Бібліотека {number}")
    client = signed_in("editor")
    [block] = client.get("/admin/search/", {"q": "бібліотека"}).context["blocks"]
    assert (len(block.rows), block.number) == (8, "8+")
    assert len(client.get(block.more).context["cl"].result_list) == 12


def test_search_takes_as_many_queries_for_many_as_for_one():
    client = signed_in("editor")
    make_article("Бібліотека", hromadas=[KUPIANSK])
    queries(client, "/admin/search/?q=бібліотека")
    few = queries(client, "/admin/search/?q=бібліотека")
    for _ in range(12):
        make_article("Бібліотека", hromadas=[KUPIANSK])
    queries(client, "/admin/search/?q=бібліотека")  # reads what is kept for a generation
    assert queries(client, "/admin/search/?q=бібліотека") == few <= 20


@pytest.mark.parametrize("term", ["", " ", "%", "_", "\x00", "'\"; --", "а" * 5000, "<script>"])
def test_any_search_is_answered(term):
    page = signed_in("editor").get("/admin/search/", {"q": term})
    assert page.status_code == 200
    assert "<script>»" not in page.content.decode()


# The sections


@pytest.mark.soak_on_postgres
@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_every_list_that_one_may_open_is_in_the_header(role):
    client = signed_in(role)
    response = client.get("/admin/")
    offered = {
        model["admin_url"]
        for app in response.context["available_apps"]
        for model in app["models"]
        if model["admin_url"]
    }
    listed = [link.url for _, links in response.context["sections"] for link in links]
    assert offered <= set(listed)
    assert len(listed) == len(set(listed))
    assert listed[0] == "/admin/news/article/"
    for url in listed:
        assert client.get(url).status_code == 200, url
