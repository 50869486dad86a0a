"""Find my hromada: the page of what was found, and what is suggested while one types."""

import pytest

pytestmark = pytest.mark.django_db


def suggested(client, query, prefix=""):
    response = client.get(f"{prefix}/regions/find/suggest", {"q": query})
    assert response.status_code == 200
    return response.json()["places"]


def test_suggestions_say_what_bears_the_name_and_where_it_lies(client):
    assert suggested(client, "ківшар") == [
        {
            "title": "Ківшарівка",
            "note": "селище · Куп’янська громада, Куп’янський район, Харківська область",
            "url": "/regions/kharkivska-oblast/kupianska/",
        }
    ]
    assert suggested(client, "Первомайський")[0]["note"] == (
        "місто · до 26 вересня 2024, нині Златопіль · "
        "Златопільська громада, Лозівський район, Харківська область"
    )


def test_suggestions_in_english(client):
    assert suggested(client, "Kivshar", "/en") == [
        {
            "title": "Kivsharivka",
            "note": "town · Kupianska hromada, Kupianskyi raion, Kharkivska oblast",
            "url": "/en/regions/kharkivska-oblast/kupianska/",
        }
    ]


@pytest.mark.parametrize("query", ["Куп'янськ", "купянськ", "КУП’ЯНСЬК", "regzycmr", "Kupiansk"])
def test_any_apostrophe_any_case_and_the_wrong_layout(query, client):
    assert suggested(client, query)[0]["title"] == "Куп’янськ"


def test_suggestions_are_few_and_kept_by_caches(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        response = client.get("/regions/find/suggest", {"q": "Іванівка"})
    assert len(response.json()["places"]) == 8
    assert response["Cache-Control"] == "public, max-age=86400"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("query", ["", " ", "\x00", "щщщ", "%", "<b>", "а" * 5000, "🙂"])
def test_odd_words_suggest_nothing(query, client):
    assert suggested(client, query) == []


def test_suggestions_are_only_read(client):
    assert client.post("/regions/find/suggest").status_code == 405


def test_found_page_counts_and_says_how_it_read_the_keys(client):
    html = client.get("/regions/find/", {"q": "Первомайський"}).content.decode()
    assert "3 місця" in html
    html = client.get("/regions/find/", {"q": "rsdifhsdrf"}).content.decode()
    assert "за запитом «ківшарівка» — ті самі клавіші в українській розкладці" in html
    assert 'value="rsdifhsdrf"' in html


def test_nothing_found_shows_a_way_on(client):
    html = client.get("/regions/find/", {"q": "щщщ"}).content.decode()
    assert "щщщ" in html
    assert 'href="/regions/">Усі області та громади</a>' in html
