"""`import_articles` and FILE-tags.jsonl beside it: what tags are besides their names."""

import json

import pytest

from news.models import Article, FormerTagSlug, Tag
from tests import factories
from tests.news.article_lines import line, running

pytestmark = pytest.mark.django_db

WATER = {
    "name": "вода",
    "name_en": "water",
    "slug": "voda-i-vodohony",
    "description": "Про воду.",
    "former_slugs": ["vodohin"],
}


@pytest.fixture
def run(tmp_path):
    importing = running(tmp_path)

    def run(*tags, **options):
        told = [each if isinstance(each, str) else json.dumps(each) for each in tags]
        (tmp_path / "articles-tags.jsonl").write_text("\n".join(told), encoding="utf-8")
        return importing(line(tags=["вода"]), **options)

    return run


def test_tag_comes_with_its_words_and_its_addresses(run, client):
    out, err = run(WATER)
    tag = Article.objects.get().tags.get()
    assert (tag.slug, tag.name_en, tag.description) == ("voda-i-vodohony", "water", "Про воду.")
    assert client.get("/tags/vodohin/")["Location"] == "/tags/voda-i-vodohony/"
    assert "1 tags created" in out
    assert err == ""


def test_second_run_changes_nothing(run):
    run(WATER)
    before = list(Tag.objects.values()), list(FormerTagSlug.objects.values())
    out, _ = run(WATER)
    assert "1 unchanged" in out
    assert "0 tags created" in out
    assert (list(Tag.objects.values()), list(FormerTagSlug.objects.values())) == before


def test_what_a_tag_says_here_is_kept_and_only_gaps_are_filled(run):
    tag = factories.make_tag("Вода")
    Tag.objects.update(description="Наші слова.")
    run(WATER)
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Вода", "voda")
    assert (tag.description, tag.name_en) == ("Наші слова.", "water")
    assert {former.slug for former in tag.former_slugs.all()} == {"voda-i-vodohony", "vodohin"}


def test_address_of_another_tag_is_never_taken(run):
    factories.make_tag("водогін")
    other = Tag.objects.create(name="криниці", slug="voda-i-vodohony")
    run(WATER | {"former_slugs": ["vodohin", "voda-i-vodohony"]})
    other.refresh_from_db()
    assert other.slug == "voda-i-vodohony"
    assert Tag.objects.get(name="вода").slug == "voda"
    assert not FormerTagSlug.objects.exists()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("{", "not JSON"),
        ({"name": "…"}, "neither letters nor digits"),
        ({"name": "а" * 101}, "101 characters, 100 are the limit"),
        ({"name": "вода", "slug": "../admin"}, "«../admin» is no address of a tag"),
        ({"name": "вода", "former_slugs": "voda"}, "«former_slugs» is no list"),
        ({"name": "вода", "description": "а" * 5001}, "5000 are the limit"),
    ],
)
def test_broken_tag_is_refused_alone(run, told, reason):
    out, err = run(told, {"name": "тепло", "name_en": "heat"})
    assert "tag 1: refused: " in err
    assert reason in err
    assert "1 created" in out
    assert Tag.objects.get(name="тепло").name_en == "heat"


def test_dry_run_and_known_tags_make_none(run):
    out, _ = run(WATER, {"name": "тепло"}, dry_run=True)
    assert "2 tags created" in out
    assert not Tag.objects.exists()
    _, err = run(WATER, known_tags=True)
    assert "unknown tags: вода" in err
    assert not Tag.objects.exists()
