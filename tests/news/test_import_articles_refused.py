"""`import_articles`: which lines are refused and for which reason, and what is told."""

import pytest

from news.importers import Refused
from news.models import Article, FormerAddress, Tag
from tests import factories
from tests.news.article_lines import line, running, taking

ZGHURIVKA = "UA32060110000050416"

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    return taking(tmp_path)


@pytest.fixture
def run(tmp_path):
    return running(tmp_path)


def test_number_of_an_article_that_was_written_here_is_refused(take):
    factories.make_article("Зовсім інша стаття", pk=77)
    with pytest.raises(Refused, match="the number 77 is that of another article here, «Зовсім"):
        take()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"title": " "}, "the title is missing"),
        ({"published_at": None}, "the date, «published_at», is missing"),
        ({"published_at": "8 травня"}, "is no date"),
        ({"published_at": "0001-01-01"}, "the year 1 cannot be right"),
        ({"hromadas": ["Небувала громада"]}, "Небувала"),
        ({"oblasts": ["UA99000000000000000"]}, "no oblast"),
        ({"oblasts": ["Миколаївська громада"]}, "no oblast"),
        ({"hromadas": ["Миколаївська громада"]}, "may be any of .* places: UA"),
        ({"hromadas": [ZGHURIVKA], "oblasts": ["Львівська область"]}, "lies in Київська область"),
        ({"state": "ready"}, "may be draft, review, published, archived"),
        ({"language": "de"}, "may be uk, en"),
        ({"views": -1}, "«views» is no number"),
        ({"views": True}, "«views» is no number"),
        ({"id": "77"}, "«id» is no number"),
        ({"title": "а" * 301}, "301 characters"),
        ({"tags": "вода"}, "«tags» is no list"),
        ({"tags": ["…"]}, "neither letters nor digits"),
        ({"source_url": "javascript:alert(1)"}, "no address of the web"),
        ({"url": "/2024/5"}, "no address of the web"),
        ({"lead": "", "body_html": "<p> </p>"}, "neither a lead nor a text"),
        ({"cover": "no.jpg"}, "there is no file «no.jpg»"),
        ({"read_also": [{}]}, "names no article"),
    ],
)
def test_line_is_refused_with_its_reason(take, told, reason):
    with pytest.raises(Refused, match=reason):
        take(**told)
    assert not Article.objects.exists()
    assert not Tag.objects.exists()


def test_unknown_tags_are_created_and_counted_or_refused(run):
    out, err = run(line(tags=["вода", "Вода", "світло"]))
    assert "2 tags created" in out
    out, err = run(line(id=78, tags=["тепло"]), known_tags=True)
    assert "unknown tags: тепло" in err
    assert Tag.objects.count() == 2


def test_same_article_twice_in_a_file_is_refused_when_it_differs(run):
    out, err = run(line(), line(), line(title="Інший заголовок"))
    assert "1 created, 0 updated, 1 unchanged, 0 skipped, 1 refused" in out
    assert "line 3: refused: the same article as in line 1, with other content" in err


def test_former_address_of_another_article_is_refused(run):
    _, err = run(
        line(id=1, former_addresses=["/a/b/"]), line(id=2, former_addresses=["/a/b"], title="Інша")
    )
    assert "line 2: refused: «/a/b» is already a former address of article 1" in err
    assert FormerAddress.objects.count() == 1


def test_dry_run_writes_nothing(run):
    out, _ = run(line(), dry_run=True)
    assert "Dry run, nothing written: 1 created" in out
    assert not Article.objects.exists()
    assert not Tag.objects.exists()


def test_keys_that_are_not_known_are_told(run):
    out, _ = run(line(colour="red"), line(id=78, colour="blue"))
    assert "Left out: 2 × unknown key colour" in out
