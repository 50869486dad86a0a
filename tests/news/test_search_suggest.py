"""Places, topics and titles that a query names: above what was found, and while one types."""

import re

import pytest
from django.utils.html import strip_tags

from news.search_suggest import _is_name, _names
from regions.find import find as find_places
from regions.models import FormerName, Oblast, Raion, Settlement
from regions.names import read_name
from tests.factories import KUPIANSK, LVIV_OBLAST, make_article, make_tag
from ukrainian.slugs import transliterate

pytestmark = pytest.mark.django_db
AROUND = "Куп’янський район, Харківська область"


def named(client, query, path="/search/"):
    """Return the lines of what a query names, as a reader sees them."""
    html = client.get(path, {"q": query}).content.decode()
    found = re.search(r'<ul class="named".*?</ul>', html, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
    return [" ".join(strip_tags(item).split()) for item in items]


def suggested(client, query, path="/search/suggest"):
    response = client.get(path, {"q": query})
    assert response.status_code == 200
    return {kind: [one["title"] for one in found] for kind, found in response.json().items()}


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("куп'янськ", f"Куп’янська громада → місто Куп’янськ · {AROUND} · 1 стаття"),
        ("Куп’янська громада", f"Куп’янська громада → {AROUND} · 1 стаття"),
        ("харківська область", "Харківська область → 1 стаття"),
        ("ремонт у Куп’янську", "Куп’янська громада → 1 стаття"),
        ("куп’янської громади", "Куп’янська громада → 1 стаття"),
        ("Первомайський", "Златопільська громада → місто Первомайський, до 26 вересня 2024, нині "
                          "Златопіль · Лозівський район, Харківська область"),
    ],
)  # fmt: skip
def test_places_with_their_number_of_news(query, line, client):
    make_article("Ремонт", hromadas=[KUPIANSK])
    assert line in named(client, query)


def test_topics_by_all_words_of_their_names(client):
    make_article("Новина", tags=["вода і тепло"])
    assert named(client, "тепло й воду повернули") == ["вода і тепло → тема · 1 стаття"]
    assert named(client, "вода") == []


def test_of_many_namesakes_three_and_a_way_to_all(client):
    lines = named(client, "Іванівка")
    assert len(lines) == 4
    assert lines[-1] == "Усі місця з цією назвою →"


def test_an_ordinary_word_names_no_place(client):
    make_article("Бюджет", hromadas=[KUPIANSK])
    for query in ("бюджет громади", "громада", "область", "міська рада", "нова школа"):
        assert named(client, query) == [], query


def test_english_names_on_english_pages(client):
    make_article(
        "Water", language="en", hromadas=[KUPIANSK], tags=[make_tag("вода", name_en="water")]
    )
    assert named(client, "Kupiansk", "/en/search/") == [
        "Kupianska hromada → city Kupiansk · Kupianskyi raion, Kharkivska oblast · 1 article"
    ]
    assert named(client, "water", "/en/search/") == ["water → topic · 1 article"]


def test_suggestions_while_one_types(client):
    make_article("Куп’янськ відбудовує водогін", tags=["купівлі"])
    make_article("Київ", body="<p>Куп’янськ.</p>")
    assert suggested(client, "куп") == {
        "places": ["Купчинецька громада", "Куп’янська громада", "Куп’єваха"],
        "topics": ["купівлі"],
        "titles": ["Куп’янськ відбудовує водогін"],
    }
    assert suggested(client, "водогону куп'я")["titles"] == ["Куп’янськ відбудовує водогін"]
    assert suggested(client, "водогону")["titles"] == ["Куп’янськ відбудовує водогін"]
    assert suggested(client, "djlju")["titles"] == ["Куп’янськ відбудовує водогін"]


def test_suggestions_lead_to_what_they_name(client):
    article = make_article("Водогін", tags=["водогони"], oblasts=[LVIV_OBLAST])
    found = client.get("/search/suggest", {"q": "водог"}).json()
    assert [one["url"] for one in found["titles"]] == [article.get_absolute_url()]
    assert [one["url"] for one in found["topics"]] == ["/tags/vodohony/"]
    assert [one["note"] for one in found["topics"]] == ["тема, 1 стаття"]


def test_suggestions_are_few_public_and_of_the_language(client):
    for number in range(9):
        make_article(f"Водогін {number}", tags=[f"водогін {number}"])
    make_article("Водогін таємний", state="draft")
    make_article("Vodohin", language="en")
    found = suggested(client, "водогін")
    assert len(found["titles"]) == 4
    assert len(found["topics"]) == 3
    assert "Водогін таємний" not in found["titles"]
    assert suggested(client, "vodohin", "/en/search/suggest")["titles"] == ["Vodohin"]


@pytest.mark.parametrize("query", ["", " ", "\x00", "'", '"', "-", "*", "а" * 500, "«", "🙂", "%"])
def test_any_beginning_is_answered(query, client):
    make_article()
    assert client.get("/search/suggest", {"q": query}).status_code == 200


def test_suggestions_cost_six_queries_and_are_kept_by_caches(client, django_assert_max_num_queries):
    make_article("Водогін", tags=["водогони"])
    suggested(client, "водогін")
    with django_assert_max_num_queries(6):
        response = client.get("/search/suggest", {"q": "водог"})
    assert not response.cookies
    assert "no-store" not in response.get("Cache-Control", "")
    assert "private" not in response.get("Cache-Control", "")


def test_what_is_no_whole_name_of_a_place_is_told_by_one_query(django_assert_num_queries):
    settlements = list(Settlement.objects.order_by("katottg")[::1500])
    former = list(FormerName.objects.order_by("katottg")[::200])
    raions = list(Raion.objects.order_by("katottg")[::20])
    names = [place.name for place in (*settlements, *former, *raions, *Oblast.objects.all())]
    assert len(names) > 50
    for name in [*names, *map(transliterate, names), "Куп’янська громада", "крим"]:
        places = find_places(name, 4)
        assert _is_name(name) or not any(read_name(name).key in _names(one) for one in places), name
    assert all(map(_is_name, [*names, "куп'янськ", "м. Kyiv", "Первомайський"]))
    with django_assert_num_queries(1):
        assert not _is_name("ремонт водогону")
    assert not _is_name("куп’янсь")
