"""`import_articles`: what a line becomes, and what a second run does. All made up."""

import pytest

from news.importers import Refused
from news.models import Article
from tests import factories
from tests.news.article_lines import line, running, taking

ZGHURIVKA = "UA32060110000050416"
MYKOLAIV_OF_STRYI = "UA46100110000018989"

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    return taking(tmp_path)


@pytest.fixture
def run(tmp_path):
    return running(tmp_path)


def test_line_becomes_an_article_that_keeps_its_number(take, client):
    take(
        hromadas=["Згурівська громада"],
        source_name="Згурівська рада",
        source_url="https://example.org/1",
        views=1203,
        byline="Олена Прикладна",
    )
    article = Article.objects.published().get(pk=77)
    assert article.published_at.isoformat() == "2024-05-08T13:05:00+00:00"  # Kyiv's summer time
    assert [place.katottg for place in article.hromadas.all()] == [ZGHURIVKA]
    assert [place.katottg for place in article.oblasts.all()] == [factories.KYIV_OBLAST]
    assert [tag.name for tag in article.tags.all()] == ["дозвілля"]
    assert (article.views, article.byline) == (1203, "Олена Прикладна")
    assert client.get("/news/77/")["Location"] == article.get_absolute_url()


def test_next_article_of_an_editor_gets_a_number_of_its_own(take):
    take(id=5_000_000)
    assert factories.make_article().pk > 5_000_000


def test_offset_of_a_date_is_honoured(take):
    take(published_at="2024-12-08T16:05:00Z")
    assert Article.objects.get().published_at.isoformat() == "2024-12-08T16:05:00+00:00"


def test_address_identifies_an_article_and_leads_to_it(take, client):
    old = "https://old.example.org/2024/vidkryly?id=5"
    assert take(id=None, url=old).outcome == "created"
    assert take(id=None, url=old).outcome == "unchanged"
    article = Article.objects.get()
    answer = client.get("/2024/vidkryly?id=5")
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())


def test_without_number_and_address_an_article_is_known_by_title_and_date(take):
    assert take(id=None).outcome == "created"
    assert take(id=None, body_html="<p>Виправлено.</p>").outcome == "updated"
    assert Article.objects.get().body == "<p>Виправлено.</p>"


def test_only_what_has_changed_is_written(take):
    take()
    Article.objects.update(title="Заголовок після виправлення тут")
    assert take().outcome == "unchanged"
    assert take(tags=["вода"], views=5).outcome == "updated"
    article = Article.objects.get()
    assert article.title == "Заголовок після виправлення тут"
    assert [tag.name for tag in article.tags.all()] == ["вода"]


def test_state_follows_the_source_until_an_editor_has_the_article(take):
    take(state="draft", published_at=None)
    take(state="published")
    assert Article.objects.published().exists()
    Article.objects.update(saved_by=factories.make_user(), state="archived")
    with pytest.raises(Refused, match="edited here"):
        take(state="published", title="Інший заголовок")
    assert Article.objects.get().state == "archived"


def test_oblast_decides_between_namesakes(take):
    take(oblasts=["Львівська область"], hromadas=["Миколаївська громада"])
    assert Article.objects.get().hromadas.get().katottg == MYKOLAIV_OF_STRYI


def test_name_of_yesterday_finds_the_place_of_today(take):
    take(hromadas=["Червоноградська міська ТГ"])
    assert Article.objects.get().hromadas.get().short_name == "Шептицька"


def test_day_on_which_an_article_was_begun_comes_along_once(take):
    take(created_at="2024-05-01T09:00:00+00:00")
    assert Article.objects.get().created_at.isoformat() == "2024-05-01T09:00:00+00:00"
    assert take(created_at="2020-01-01T09:00:00+00:00").outcome == "unchanged"


def test_articles_lead_to_others_further_down(run):
    out, err = run(
        line(id=1, language="en", title="Workshop", translation_of=2, read_also=[3]),
        line(id=2, read_also=[1, 3]),
        line(id=3, title="Третя", read_also=[99]),
    )
    one, two = Article.objects.get(pk=1), Article.objects.get(pk=2)
    assert (one.translation_of, list(one.read_also.all())) == (two, [Article.objects.get(pk=3)])
    assert [pick.to_id for pick in two.picks.all()] == [1, 3]
    assert "1 articles lead to others that aren't here" in out
    out, err = run(line(id=99, title="Ще одна"), line(id=3, title="Третя", read_also=[99]))
    assert [pick.to_id for pick in Article.objects.get(pk=3).picks.all()] == [99]


def test_article_may_be_named_by_its_address(run):
    one, two = "https://old.example.org/one", "https://old.example.org/two"
    run(
        line(id=None, url=one, read_also=[two]),
        line(id=5, url=two, title="Інша", read_also=[one, "https://old.example.org/"]),
    )
    article = Article.objects.get(imported_from=one)
    assert [pick.to_id for pick in article.picks.all()] == [5]
    assert not Article.objects.get(pk=5).picks.exists()  # not half of them


def test_places_are_proposed_to_an_editor_and_never_given(run):
    text = "<p>Рада Згурівської громади Київської області зібралася на сесію.</p>"
    out, err = run(line(body_html=text), detect_places=True)
    assert "1 articles wait for an editor" in out
    assert not Article.objects.get().hromadas.exists()
    assert Article.objects.get().proposals.exists()
