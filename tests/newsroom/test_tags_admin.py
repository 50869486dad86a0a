"""Tags in the newsroom: renamed, merged and sorted out, and no address that was given is lost."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from news.models import FormerTagSlug, Tag
from newsroom.models import Starter
from tests.factories import make_article, make_tag
from tests.staff import article_form, outcome, signed_in

pytestmark = pytest.mark.django_db

TAGS = "/admin/news/tag/"


def tag_form(tag, **changes):
    return {
        "name": tag.name,
        "name_en": tag.name_en,
        "slug": tag.slug,
        "description": "",
        "description_en": "",
    } | changes


def change(client, tag, **changes):
    page = reverse("admin:news_tag_change", args=[tag.pk])
    response = client.post(page, tag_form(tag, **changes), follow=True)
    tag.refresh_from_db()
    return response


def merge(client, keep, *others):
    tags = [keep, *others]
    form = {"action": "merge", "_selected_action": [tag.pk for tag in tags]}
    return client.post(TAGS, form | {"confirmed": "yes", "keep": keep.pk}, follow=True)


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


# Renaming


def test_renaming_keeps_the_address():
    tag = make_tag("співпраця")
    change(signed_in("admin"), tag, name="співробітництво")
    assert (tag.name, tag.slug) == ("співробітництво", "spivpratsia")


def test_renaming_with_the_address_leads_the_old_one_to_the_new():
    client, tag = signed_in("admin"), make_tag("співпраця")
    response = change(client, tag, name="співробітництво", readdress="on")
    assert tag.slug == "spivrobitnytstvo"
    assert "Адреса тепер /tags/spivrobitnytstvo/; стара, /tags/spivpratsia/" in said(response)
    answer = client.get("/tags/spivpratsia/")
    assert (answer.status_code, answer["Location"]) == (301, "/tags/spivrobitnytstvo/")


def test_an_address_that_was_written_by_hand_is_the_one():
    tag = make_tag("співпраця")
    change(signed_in("admin"), tag, name="співробітництво", slug="razom", readdress="on")
    assert tag.slug == "razom"


def test_a_name_can_take_its_old_address_back():
    client, tag = signed_in("admin"), make_tag("вода")
    change(client, tag, slug="voda-2026")
    change(client, tag, slug="", readdress="on")
    assert tag.slug == "voda"
    assert client.get("/tags/voda/").status_code == 200
    assert client.get("/tags/voda-2026/")["Location"] == "/tags/voda/"


def test_the_old_address_of_another_tag_is_not_given_to_a_new_one():
    client = signed_in("admin")
    merge(client, make_tag("співробітництво"), make_tag("співпраця"))
    assert make_tag("співпраця").slug == "spivpratsia-2"
    assert client.get("/tags/spivpratsia/")["Location"] == "/tags/spivrobitnytstvo/"


def test_the_log_says_what_a_tag_was_called():
    tag = make_tag("співпраця")
    change(signed_in("admin"), tag, name="разом", readdress="on", name_en="together")
    [entry] = LogEntry.objects.filter(object_id=str(tag.pk), action_flag=2)
    assert entry.get_change_message() == (
        "Назва: була «співпраця», тепер «разом». Адреса: була «spivpratsia», тепер «razom». "
        "Змінено: назва англійською."
    )


# Merging

ADDRESSES = ["/tags/{}/", "/en/tags/{}/", "/feeds/tags/{}.rss", "/feeds/tags/{}.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_old_address_leads_to_the_tag_that_stayed(address):
    client = signed_in("admin")
    gone, stays = make_tag("співпраця"), make_tag("співробітництво")
    make_article(tags=[gone])
    merge(client, stays, gone)
    answer = client.get(address.format("spivpratsia"))
    assert (answer.status_code, answer["Location"]) == (301, address.format("spivrobitnytstvo"))


def test_what_was_renamed_and_merged_twice_leads_to_the_last():
    client = signed_in("admin")
    first, second, third = make_tag("один"), make_tag("два"), make_tag("три")
    change(client, first, slug="raz")
    merge(client, second, first)
    change(client, second, slug="dvichi")
    merge(client, third, second)
    change(client, third, slug="trychi")
    for slug in ("odyn", "raz", "dva", "dvichi", "try"):
        answer = client.get(f"/tags/{slug}/")
        assert (answer.status_code, answer["Location"]) == (301, "/tags/trychi/"), slug
    assert FormerTagSlug.objects.count() == 5


def test_a_beginning_of_articles_keeps_its_tag_through_a_merge():
    gone, stays = make_tag("анонс"), make_tag("анонси")
    one, both = Starter.objects.create(name="Один"), Starter.objects.create(name="Обидва")
    one.tags.set([gone])
    both.tags.set([gone, stays])
    merge(signed_in("admin"), stays, gone)
    assert [list(starter.tags.all()) for starter in (one, both)] == [[stays], [stays]]


def test_merging_is_logged_for_both():
    gone, stays = make_tag("співпраця"), make_tag("співробітництво")
    make_article(tags=[gone])
    merge(signed_in("admin"), stays, gone)
    merged, deleted = LogEntry.objects.filter(content_type__model="tag").order_by("pk")
    assert merged.object_repr == "співробітництво"
    assert merged.get_change_message() == (
        "Приєднано тег «співпраця» (1 стаття, адреса /tags/spivpratsia/)."
    )
    assert (deleted.object_repr, deleted.is_deletion()) == ("співпраця", True)


def test_merging_changes_no_version_of_an_article():
    gone, stays = make_tag("співпраця"), make_tag("співробітництво")
    article = make_article(tags=[gone])
    before = (article.version, article.saved_at)
    merge(signed_in("admin"), stays, gone)
    article.refresh_from_db()
    assert (article.version, article.saved_at) == before


def test_the_page_of_a_tag_leads_to_merging_it_with_others_by_typing():
    client = signed_in("admin")
    tag, other = make_tag("співпраця"), make_tag("співробітництво")
    make_article(tags=[tag]), make_article(tags=[tag, other])
    page = client.get(reverse("admin:news_tag_change", args=[tag.pk])).content.decode()
    assert f'<a href="/admin/news/tag/merge/?tags={tag.pk}">Об’єднати з…</a>' in page
    page = client.get(f"{TAGS}merge/?tags={tag.pk}").content.decode()
    assert f'<option value="{tag.pk}" selected>співпраця</option>' in page
    assert 'name="keep"' not in page
    page = client.get(f"{TAGS}merge/?tags={tag.pk}&tags={other.pk}&keep={other.pk}")
    page = page.content.decode()
    assert "«співпраця» — 2 статті, /tags/spivpratsia/" in page
    assert "«співробітництво» — 1 стаття, /tags/spivrobitnytstvo/" in page
    assert "разом 2 статті" in page
    assert Tag.objects.count() == 2


@pytest.mark.parametrize(
    "query", ["", "?tags=abc", "?tags=", f"?tags={'9' * 30}", "?tags=1&keep=x"]
)
def test_the_page_of_merging_is_shown_for_any_address(query):
    assert outcome(signed_in("admin").get(f"{TAGS}merge/{query}")) == "shown"


# The list and the page of a tag


def listed(client, query):
    return [tag.name for tag in client.get(f"{TAGS}?{query}").context["cl"].result_list]


def test_filters_find_what_is_unused_and_what_has_no_english_name():
    make_article(tags=[make_tag("вода", name_en="water")])
    make_article(tags=["освіта", "вода"])
    make_tag("лісове господарство", name_en="forestry")
    client = signed_in("admin")
    assert listed(client, "used=no") == ["лісове господарство"]
    assert listed(client, "used=yes") == ["вода", "освіта"]
    assert listed(client, "english=no") == ["освіта"]
    assert listed(client, "english=yes&used=yes") == ["вода"]


def test_unused_tags_are_deleted_together_after_a_question():
    client = signed_in("admin")
    make_article(tags=["вода"])
    unused = [make_tag("зайвий"), make_tag("ще зайвий")]
    form = {"action": "delete_selected", "_selected_action": [tag.pk for tag in unused]}
    assert "<li>ще зайвий</li>" in client.post(f"{TAGS}?used=no", form).content.decode()
    client.post(f"{TAGS}?used=no", form | {"post": "yes"})
    assert [tag.name for tag in Tag.objects.all()] == ["вода"]


def test_the_number_of_articles_leads_to_them():
    tag = make_tag("вода")
    make_article("Про воду", tags=[tag]), make_article("Про світло")
    client = signed_in("editor")
    articles = f"/admin/news/article/?tag={tag.pk}"
    assert f'href="{articles}"' in client.get(TAGS).content.decode()
    assert f'href="{articles}"' in client.get(f"{TAGS}{tag.pk}/change/").content.decode()
    [article] = client.get(articles).context["cl"].result_list
    assert article.title == "Про воду"
    # An author would find only the own ones there.
    assert articles not in signed_in("author").get(TAGS).content.decode()


def test_the_page_tells_the_old_addresses_and_what_english_pages_show():
    client, tag = signed_in("admin"), make_tag("співпраця")
    change(client, tag, slug="razom")
    page = client.get(f"{TAGS}{tag.pk}/change/").content.decode()
    assert "/tags/spivpratsia/" in page
    assert "Зараз там «spivpratsia»." in page


# One name, whatever letters it was typed with


def test_a_latin_letter_makes_no_second_tag():
    tag = make_tag("освіта")
    typed = "освiта"  # a Latin i
    assert Tag.objects.named(typed) == tag
    assert Tag.objects.get_or_make(typed) == (tag, False)
    signed_in("editor").post("/admin/news/article/add/", article_form(tags=[f"new:{typed}"]))
    assert list(Tag.objects.all()) == [tag]
    assert list(tag.articles.values_list("title", flat=True)) == ["Громада відкрила бібліотеку"]


def test_a_new_tag_is_written_in_one_alphabet():
    assert make_tag("освiта i наука").name == "освіта і наука"
