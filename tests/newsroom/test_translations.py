"""A translation is begun from its original, stands beside it, and is linked both ways."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from newsroom import revisions
from newsroom.beginnings import changed_since
from tests.factories import KUPIANSK, make_article, make_image
from tests.staff import outcome, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def change_address(article):
    return reverse("admin:news_article_change", args=[article.pk])


def translate(client, article):
    """Ask for a translation; return the response."""
    return client.post(reverse("admin:news_article_translate", args=[article.pk]))


def translated(article, client=None):
    """Return the translation of an article that an editor has begun."""
    assert outcome(translate(client or signed_in("editor"), article)) == "done"
    return Article.objects.latest("pk")


def form(client, article):
    return unescape(client.get(change_address(article)).content.decode())


def test_a_translation_begins_with_everything_but_words():
    client = signed_in("editor")
    original = make_article(
        hromadas=[KUPIANSK],
        tags=["вода"],
        cover=make_image(),
        byline="Олена Коваль",
        source_name="Рада",
        source_url="https://example.org/",
    )
    response = translate(client, original)
    made = Article.objects.latest("pk")
    assert response["Location"] == change_address(made)
    assert (made.language, made.translation_of, made.state) == ("en", original, "draft")
    assert (made.title, made.lead, made.body, made.source_name) == ("", "", "", "")
    assert (made.byline, made.source_url) == ("Olena Koval", "https://example.org/")
    assert made.cover == original.cover
    for labels in ("tags", "hromadas", "oblasts"):
        assert set(getattr(made, labels).all()) == set(getattr(original, labels).all()) != set()
    assert made.created_by == client.user
    assert made.published_at is None
    assert made.revisions.get().data["language"] == "en"


def test_an_english_article_is_translated_into_ukrainian():
    made = translated(make_article("Library", language="en", byline="Olena Koval"))
    assert (made.language, made.byline) == ("uk", "")


def test_the_second_click_opens_the_translation_that_there_is():
    client = signed_in("editor")
    original = make_article()
    made = translated(original, client)
    assert translate(client, original)["Location"] == change_address(made)
    assert translate(client, made)["Location"] == change_address(original)
    assert Article.objects.count() == 2


def test_the_form_shows_the_original_beside_the_translation():
    client = signed_in("editor")
    original = make_article("Громада відкрила бібліотеку", lead="Лід.", body="<h2>Що далі</h2>")
    made = translated(original, client)
    page = form(client, made)
    beside = page.partition('<details class="beside"')[2].partition("</details>")[0]
    assert '<div lang="uk">' in beside
    assert "Громада відкрила бібліотеку" in beside
    assert "Лід." in beside
    assert '<h2 id="s-shcho-dali">Що далі</h2>' in beside
    assert change_address(original) in beside
    assert "Відкрити оригінал" in page
    assert 'class="beside"' not in form(client, original)


def test_the_form_of_the_original_leads_to_the_translation():
    client = signed_in("editor")
    original = make_article()
    assert "Перекласти англійською" in form(client, original)
    made = translated(original, client)
    page = form(client, original)
    assert "Перекласти англійською" not in page
    assert f'href="{change_address(made)}">Відкрити переклад' in page
    assert "Перекласти українською" in form(client, make_article("A", language="en"))


def test_an_untitled_translation_can_be_found_in_the_list():
    client = signed_in("editor")
    made = translated(make_article(), client)
    assert str(made) == "Без заголовка"
    page = client.get("/admin/").content.decode()
    assert f'href="{change_address(made)}">Без заголовка</a>' in page


def test_publishing_the_translation_links_both_pages(client):
    original = make_article("Бібліотека")
    made = translated(original)
    address = original.get_absolute_url()
    assert made.get_absolute_url() not in client.get(address).content.decode()
    made.title, made.body = "Library", "<p>Open again.</p>"
    made.state, made.published_at = "published", timezone.now()
    made.save()
    there = client.get(address).content.decode()
    back = client.get(made.get_absolute_url()).content.decode()
    assert f'hreflang="en" href="http://testserver{made.get_absolute_url()}"' in there
    assert f'hreflang="uk" href="http://testserver{address}"' in back


# When the original changes


def saved(article, days_ago, **changes):
    """Save changes of an article as if `days_ago`, with a version."""
    moment = timezone.now() - timedelta(days=days_ago)
    for name, value in changes.items():
        setattr(article, name, value)
    article.save()
    version = revisions.keep(article, None)
    type(version).objects.filter(pk=version.pk).update(created_at=moment)
    Article.objects.filter(pk=article.pk).update(saved_at=moment)
    article.saved_at = moment
    return moment


def test_a_later_change_of_the_text_is_told_with_its_day():
    client = signed_in("editor")
    original = make_article(body="<p>До.</p>")
    saved(original, 9)
    made = translated(original, client)
    saved(made, 5, title="Library")
    assert changed_since(original, made) is None
    moment = saved(original, 2, body="<p>Після.</p>")
    assert changed_since(original, made) == moment
    assert "Оригінал змінено" in form(client, made)
    saved(made, 1, title="The library")
    assert changed_since(original, made) is None
    assert "Оригінал змінено" not in form(client, made)


def test_a_later_save_that_changes_no_word_is_not_told():
    original = make_article()
    saved(original, 9)
    made = translated(original)
    saved(made, 5, title="Library")
    saved(original, 2, state="archived")
    assert changed_since(original, made) is None


def test_of_an_original_without_versions_any_later_save_counts():
    original = make_article()
    made = translated(original)
    saved(made, 5)
    original.refresh_from_db()
    assert changed_since(original, made) == original.saved_at


# Who may


@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        ("author", "done", "refused"),
        ("editor", "done", "done"),
        ("admin", "done", "done"),
        ("anonymous", "sign in", "sign in"),
    ],
)
def test_who_may_see_an_article_may_begin_its_translation(role, own, foreign):
    client = signed_in(role)
    mine, other = make_article(created_by=client.user), make_article(state="draft")
    assert outcome(translate(client, mine)) == own
    assert outcome(translate(client, other)) == foreign
    assert Article.objects.count() == 2 + [own, foreign].count("done")
    assert client.get(reverse("admin:news_article_translate", args=[mine.pk])).status_code in {
        302,
        405,
    }


def test_an_author_sees_no_draft_of_others_beside_a_translation():
    client = signed_in("author")
    secret = make_article("Чужа чернетка", state="draft", body="<p>Таємне.</p>")
    mine = make_article("Mine", state="draft", language="en", created_by=client.user)
    Article.objects.filter(pk=mine.pk).update(translation_of=secret)
    page = form(client, mine)
    assert "Таємне." not in page
    assert 'class="beside"' not in page
