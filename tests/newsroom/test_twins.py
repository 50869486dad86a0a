"""Tags that may be one are found, and those that were told apart are not shown again."""

import random
import time

import pytest
from django.contrib.admin.models import LogEntry

from news.models import Tag
from newsroom.models import TagsApart
from newsroom.twins import ENDING, ENGLISH, LETTER, SPELLING, groups
from tests.factories import make_article, make_tag
from tests.staff import signed_in

TWINS = "/admin/news/tag/twins/"


def alike(*names, apart=()):
    """Return the groups among names (or pairs of a name and an English one) as names."""
    pairs = [name if isinstance(name, tuple) else (name, "") for name in names]
    numbered = [(number, *pair) for number, pair in enumerate(pairs)]
    return [
        ([pairs[number][0] for number in group.ids], list(group.reasons))
        for group in groups(numbered, apart)
    ]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Освіта", "освіта", SPELLING),
        ("охорона здоров’я", "охорона здоровя", SPELLING),
        ("онлайн-школа", "онлайн школа", SPELLING),
        ("онлайншкола", "онлайн школа", SPELLING),
        ("освіта", "освiта", SPELLING),  # a Latin i
        ("IT", "ІТ", SPELLING),  # Latin, Cyrillic
        ("проєкт", "проект", SPELLING),
        ("ґанок", "ганок", SPELLING),
        ("громада", "громади", ENDING),
        ("староста", "старости", ENDING),
        ("ЦНАП", "ЦНАПи", ENDING),
        ("молодіжна рада", "молодіжні ради", ENDING),
        ("бюджет участі", "бюджети участі", ENDING),
        ("співробітництво", "співробітницво", LETTER),
        ("співробітництво", "співроібтництво", LETTER),
        ("децентралізація", "децинтралізація", LETTER),
        (("співпраця", "Cooperation"), ("співробітництво", "cooperation"), ENGLISH),
    ],
)
def test_twins_are_found_with_what_they_differ_in(one, other, reason):
    [(names, reasons)] = alike(one, "щось інше", other)
    assert names == [each[0] if isinstance(each, tuple) else each for each in (one, other)]
    assert reasons[0] == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("рада", "вада"),
        ("вибори 2019", "вибори 2020"),
        ("бюджет на 2025 рік", "бюджет на 2026 рік"),
        ("освіта", "дошкільна освіта"),
        ("!!!", "???"),
        (("вода", ""), ("світло", "")),
        ("співробітництво", "співоробітницво"),  # two slips
    ],
)
def test_what_differs_in_meaning_is_left_alone(one, other):
    assert alike(one, other) == []


def test_what_hangs_together_is_one_group_and_the_least_different_come_first():
    assert alike("ветерани", "громада", "Громада", "громади", "ветеран") == [
        (["громада", "Громада", "громади"], [SPELLING, ENDING]),
        (["ветерани", "ветеран"], [ENDING]),
    ]


def test_pairs_told_apart_are_not_alike():
    names = ["перевезення", "переведення", "перевезеня"]
    assert alike(*names, apart=[(0, 1)]) == [(["перевезення", "перевезеня"], [LETTER])]
    assert alike(*names, apart=[(0, 1), (0, 2), (1, 2)]) == []


def test_five_thousand_names_take_no_time_to_notice():
    """Half a second on the machine that it was written on; each with each would take minutes."""
    syllables = ["ка", "ро", "ли", "мо", "ста", "дно", "ви", "пе", "вод", "рад", "мір", "біт"]
    chance = random.Random(2026)

    def word():
        return "".join(chance.choices(syllables, k=chance.randint(2, 5)))

    names = [(number, f"{word()} {word()}", "") for number in range(5000)]
    started = time.process_time()
    assert len(groups(names)) < 500
    assert time.process_time() - started < 5


# The page


def shown(client):
    page = client.get(TWINS)
    return [[tag.name for tag in group["tags"]] for group in page.context["groups"]]


@pytest.mark.django_db
def test_the_page_proposes_the_most_used_to_stay():
    rare, often = make_tag("громади"), make_tag("громада")
    make_article(tags=[often]), make_article(tags=[often, rare])
    client = signed_in("admin")
    assert shown(client) == [["громада", "громади"]]
    page = client.get(TWINS).content.decode()
    address = f"/admin/news/tag/merge/?tags={often.pk}&amp;tags={rare.pk}&amp;keep={often.pk}"
    assert f'<a href="{address}"' in page
    merge = client.get(address.replace("&amp;", "&")).content.decode()
    assert f'value="{often.pk}" required id="id_keep_0" checked' in merge


@pytest.mark.django_db
def test_what_was_told_apart_is_not_asked_again():
    client = signed_in("admin")
    tags = [make_tag("перевезення"), make_tag("переведення")]
    assert len(shown(client)) == 1
    response = client.post(TWINS, {"tags": [tag.pk for tag in tags]}, follow=True)
    assert "Запам’ятали: «перевезення», «переведення» — різні теги." in response.content.decode()
    assert shown(client) == []
    client.post(TWINS, {"tags": [tag.pk for tag in tags]})
    assert TagsApart.objects.count() == 1
    assert LogEntry.objects.filter(change_message__startswith="Позначено, що це різні").count() == 4
    tags[0].delete()
    assert not TagsApart.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [[], ["1"], ["abc", "9" * 30], ["1", "999999"]])
def test_tags_that_are_no_more_are_no_error(sent):
    response = signed_in("admin").post(TWINS, {"tags": sent}, follow=True)
    assert "Цих тегів уже немає" in response.content.decode()
    assert not TagsApart.objects.exists()


@pytest.mark.django_db
def test_the_page_asks_a_few_queries_however_many_tags_there_are(django_assert_max_num_queries):
    client = signed_in("admin")
    names = [(f"тема {one}{two}", f"теми {one}{two}") for one in "абвгде" for two in "жзикл"]
    for number, name in enumerate(name for pair in names for name in pair):
        Tag.objects.create(name=name, slug=f"t{number}")
    with django_assert_max_num_queries(10):
        assert len(shown(client)) == 30


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["author", "editor"])
def test_only_who_may_merge_sorts_twins_out(role):
    tags = [make_tag("громада"), make_tag("громади")]
    client = signed_in(role)
    assert client.get(TWINS).status_code == 403
    assert client.post(TWINS, {"tags": [tag.pk for tag in tags]}).status_code == 403
    assert not TagsApart.objects.exists()
    assert "Схожі теги" not in client.get("/admin/news/tag/").content.decode()
