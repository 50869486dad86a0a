"""Tags are chosen by typing, made on the way, and merged when two mean one thing."""

import pytest
from django.urls import reverse

from news.models import Article, Tag
from newsroom.admin import often
from tests.factories import KUPIANSK, make_article, make_tag
from tests.staff import article_form, signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/news/article/add/"
TAGS = "/admin/news/tag/"


def names(article=None):
    tags = article.tags.all() if article else Tag.objects.all()
    return [tag.name for tag in tags]


def test_a_new_name_makes_a_tag():
    signed_in("editor").post(ADD, article_form(tags=["new:укриття", "new:2026"]))
    assert names(Article.objects.get()) == ["2026", "укриття"]


@pytest.mark.parametrize("typed", ["охорона здоров’я", "Охорона  Здоров'я", "ОХОРОНА ЗДОРОВʼЯ "])
def test_another_case_or_apostrophe_makes_no_second_tag(typed):
    tag = make_tag("охорона здоров’я")
    signed_in("editor").post(ADD, article_form(tags=[f"new:{typed}", str(tag.pk)]))
    assert list(Article.objects.get().tags.all()) == list(Tag.objects.all()) == [tag]


def test_the_same_new_name_twice_is_one_tag():
    signed_in("editor").post(ADD, article_form(tags=["new:укриття", "new:Укриття"]))
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "  ", "!!!", "а" * 101, "тег\x00"])
def test_what_is_no_name_is_refused_and_nothing_is_made(typed):
    response = signed_in("editor").post(ADD, article_form(tags=[f"new:{typed}"]))
    assert response.context["adminform"].form.errors["tags"]
    assert not Tag.objects.exists()
    assert not Article.objects.exists()


def test_a_form_with_an_error_keeps_the_new_name_and_makes_no_tag():
    tag = make_tag()
    response = signed_in("editor").post(
        ADD, article_form(title="", tags=["new:укриття <b>", str(tag.pk)])
    )
    page = response.content.decode()
    assert '<option value="new:укриття &lt;b&gt;" selected>укриття &lt;b&gt;</option>' in page
    assert f'<option value="{tag.pk}" selected>співробітництво</option>' in page
    assert names() == ["співробітництво"]


def test_an_author_chooses_a_known_tag_and_makes_none():
    client = signed_in("author")
    make_tag("укриття")
    response = client.post(ADD, article_form(tags=["new:Укриття", "new:нове"]))
    assert "попросіть редактора" in str(response.context["adminform"].form.errors["tags"])
    assert names() == ["укриття"]
    client.post(ADD, article_form(tags=["new:Укриття"]))
    assert names(Article.objects.get()) == ["укриття"]
    assert b"data-may-create" not in client.get(ADD).content


def choices(client, term, page=1):
    return client.get(
        reverse("admin:news_tag_choices"),
        {
            "app_label": "news",
            "model_name": "article",
            "field_name": "tags",
            "term": term,
            "page": page,
        },
    ).json()


def test_choices_come_in_pages():
    for number in range(25):
        make_tag(f"тег {number}")
    client = signed_in("editor")
    first, second = choices(client, "ТЕГ"), choices(client, "ТЕГ", page=2)
    assert (len(first["results"]), first["pagination"]["more"]) == (20, True)
    assert (len(second["results"]), second["pagination"]["more"]) == (5, False)


@pytest.mark.parametrize("term", ["\x00", "%", "' OR 1=1 --", "а" * 5000, "слово " * 500])
def test_any_term_is_answered(term):
    assert choices(signed_in("editor"), term)["results"] == []


def test_the_list_counts_the_articles_of_each_tag():
    make_article(tags=["вода"]), make_article(tags=["вода", "освіта"])
    client = signed_in("admin")
    shown = {tag.name: tag.used for tag in client.get(TAGS, {"o": "-3"}).context["cl"].result_list}
    assert list(shown.items()) == [("вода", 2), ("освіта", 1)]


def test_a_second_tag_of_one_name_is_refused_in_words():
    make_tag("укриття")
    response = signed_in("admin").post(f"{TAGS}add/", {"name": "УКРИТТЯ", "slug": ""})
    assert "Такий тег уже є: «укриття»." in response.content.decode()


def merge(client, *tags, **form):
    selected = {"action": "merge", "_selected_action": [tag.pk for tag in tags]}
    return client.post(TAGS, selected | form, follow=True)


def test_merging_asks_first_and_shows_what_each_tag_has():
    first, second = make_tag("співпраця"), make_tag("співробітництво")
    for _ in range(2):
        make_article(tags=[second])
    make_article(tags=[first])
    page = merge(signed_in("admin"), first, second).content.decode()
    assert "Об’єднати: співробітництво, співпраця" in page
    assert "«співробітництво» — 2 статті" in page
    assert "«співпраця» — 1 стаття" in page
    assert Tag.objects.count() == 2


def test_merging_gives_the_articles_and_addresses_to_the_one_that_stays():
    client = signed_in("admin")
    gone, stays = make_tag("співпраця"), make_tag("співробітництво")
    article = make_article(tags=[gone])
    both = make_article(tags=[gone, stays])
    old_address = gone.get_absolute_url()
    response = merge(client, gone, stays, confirmed="yes", keep=stays.pk)
    [message] = response.context["messages"]
    assert "«співпраця» тепер «співробітництво», його має 2 статті" in str(message)
    assert names(article) == names(both) == ["співробітництво"]
    assert client.get(old_address)["Location"] == stays.get_absolute_url()


def test_a_merge_that_makes_no_sense_changes_nothing():
    client = signed_in("admin")
    first, second, other = make_tag("один"), make_tag("два"), make_tag("три")
    assert "Позначте від двох" in merge(client, first).content.decode()
    page = merge(client, first, second, confirmed="yes").content.decode()
    assert "Оберіть тег, який лишається." in page
    for keep in (other.pk, "abc", "9" * 30):
        assert merge(client, first, second, confirmed="yes", keep=keep).status_code == 200
    assert Tag.objects.count() == 3


def offered(client, term="", field="tags", model="news_tag"):
    """Return the labels that a field of the article offers for a term."""
    asked = {"app_label": "news", "model_name": "article", "field_name": field, "term": term}
    found = client.get(reverse(f"admin:{model}_choices"), asked).json()["results"]
    return [each["text"] for each in found]


def test_before_typing_what_is_used_often_stands_first():
    make_tag("агро"), make_tag("школа")
    for tags in (["вода"], ["вода", "дороги"], ["вода"]):
        make_article(tags=tags)
    assert offered(signed_in("editor")) == ["вода", "дороги"]


def test_ones_own_habit_counts_more_than_the_newsrooms():
    client = signed_in("editor")
    make_article(tags=["освіта"], created_by=client.user)
    for _ in range(4):
        make_article(tags=["вода"])
    assert offered(client) == ["освіта", "вода"]
    for _ in range(2):
        make_article(tags=["вода"])
    assert offered(client) == ["вода", "освіта"]


def test_without_a_habit_everything_is_offered_in_order():
    make_tag("школа"), make_tag("агро")
    assert offered(signed_in("editor")) == ["агро", "школа"]


def test_places_are_offered_by_habit_too():
    make_article(hromadas=[KUPIANSK])
    [found] = offered(signed_in("editor"), field="hromadas", model="regions_hromada")
    assert found.startswith("Куп’янська міська громада")


def test_the_habit_is_asked_of_the_last_articles_alone(monkeypatch):
    monkeypatch.setattr(often, "LATELY", 2)
    for tags in (["давнє"], ["вода"], ["вода"]):
        make_article(tags=tags)
    assert offered(signed_in("editor")) == ["вода"]


def test_what_begins_as_typed_stands_first():
    for name in ("водопостачання", "відбудова водогонів", "вода", "запаси води"):
        make_tag(name)
    assert offered(signed_in("editor"), "вод") == [
        "вода",
        "водопостачання",
        "відбудова водогонів",
        "запаси води",
    ]
