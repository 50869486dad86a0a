"""The open data: all that is public and nothing else, whole or not at all, and safe in a table."""

import csv
import gzip
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.open_data import files, publishing
from news.open_data.datasets import DATASETS
from news.open_data.licences import LICENCES
from portal import environment
from regions.models import Hromada
from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article, make_tag, read

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")
SITE = "https://portal.example"
FEW = tuple(each for each in DATASETS if each.name in {"articles", "tags", "oblasts"})


@pytest.fixture(autouse=True)
def _few(settings, tmp_path, monkeypatch):
    """Publish into a folder of the test, and not 30,000 settlements each time."""
    settings.DATA_DIR, settings.SITE_URL = tmp_path, SITE
    monkeypatch.setattr(publishing, "DATASETS", FEW)


def published(name):
    """Return the rows of a dataset from both its files, which must say the same."""
    path = publishing.current() / f"{name}.jsonl"
    with (publishing.current() / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(table) == len(lines)
    for row, line in zip(table, lines, strict=True):
        assert row == {key: str(files.cell(value)) for key, value in line.items()}
    for kind in ("csv", "jsonl"):
        plain = publishing.current() / f"{name}.{kind}"
        assert (
            gzip.decompress(plain.with_name(f"{plain.name}.gz").read_bytes()) == plain.read_bytes()
        )
    return lines


def test_an_article_with_its_labels_in_both_languages():
    article = make_article(
        "Вода повернулася",
        lead="Лід.",
        body="<p>Текст, якого тут немає.</p>",
        byline="Оксана Коваль",
        source_name="Рада",
        source_url="https://example.org/rada",
        tags=[make_tag("вода", name_en="water"), make_tag("мережі", name_en="networks")],
        hromadas=[KUPIANSK],
        views_imported=3000,
        published_at=datetime(2025, 7, 7, 12, 40, tzinfo=KYIV),
    )
    read(article)
    publishing.publish()
    assert published("articles") == [
        {
            "id": article.pk,
            "language": "uk",
            "url": f"{SITE}/news/{article.pk}-voda-povernulasia/",
            "title": "Вода повернулася",
            "lead": "Лід.",
            "published_at": "2025-07-07T09:40:00Z",
            "changed_at": None,
            "change_note": "",
            "byline": "Оксана Коваль",
            "source_name": "Рада",
            "source_url": "https://example.org/rada",
            "tags": ["voda", "merezhi"],
            "tag_names": ["вода", "мережі"],
            "tag_names_en": ["water", "networks"],
            "oblasts": [KHARKIV_OBLAST],
            "oblast_names": ["Харківська область"],
            "oblast_names_en": ["Kharkivska oblast"],
            "hromadas": [KUPIANSK],
            "hromada_names": ["Куп’янська міська територіальна громада"],
            "hromada_names_en": ["Kupianska urban hromada"],
            "views": 3001,
        }
    ]


def test_what_is_not_public_is_not_in_it():
    make_article("Чернетка", state="draft", tags=["таємне"])
    make_article("Завтрашня", published_at=timezone.now() + timedelta(hours=1))
    make_article("В архіві", state="archived")
    shown = make_article("Публічна", tags=["відоме"])
    publishing.publish()
    assert [row["title"] for row in published("articles")] == ["Публічна"]
    assert [row["name"] for row in published("tags")] == ["відоме"]
    shown.state = "archived"
    shown.save()
    publishing.publish()
    assert published("articles") == published("tags") == []


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(sign):
    title = f"{sign}HYPERLINK(1)"
    assert files.cell(title) == f"'{title}"
    assert files.cell([title, "б"]) == f"'{title}|б"
    assert files.cell(-5) == -5
    assert files.cell("а=б") == "а=б"
    assert files.cell(["a|b", "c"]) == "a/b|c"


def test_a_title_that_is_a_formula_is_a_text_in_the_table_and_itself_in_json():
    make_article('=cmd|"/c calc"!A1')
    publishing.publish()
    (row,) = published("articles")
    assert row["title"] == '=cmd|"/c calc"!A1'
    assert ',"\'=cmd|""/c calc""!A1",' in (publishing.current() / "articles.csv").read_text()


def test_changes_are_told_from_night_to_night():
    one, two = make_article("Перша"), make_article("Друга")
    assert publishing.publish()["articles"] == (2, 2, 0, 0)
    read(one)  # views are no change
    assert publishing.publish()["articles"] == (2, 0, 0, 0)
    one.title = "Перша, виправлена"
    one.save()
    two.delete()
    make_article("Третя")
    make_article("Четверта")
    assert publishing.publish()["articles"] == (3, 2, 1, 1)
    told = [line for line in publishing.changed_on() if line[1] == "articles"]
    today = timezone.localdate()
    assert told == [(today, "articles", 3, 2, 1, 1), (today, "articles", 2, 2, 0, 0)]


def test_a_publication_that_breaks_off_leaves_the_old_one_whole(monkeypatch, tmp_path):
    make_article("Перша")
    publishing.publish()
    before = {path.name: path.read_bytes() for path in publishing.current().iterdir()}
    make_article("Друга")
    with monkeypatch.context() as patch:
        patch.setattr(publishing.package, "written", lambda *told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            publishing.publish()
    assert {path.name: path.read_bytes() for path in publishing.current().iterdir()} == before
    # As a process that was killed leaves it.
    (tmp_path / "data" / "2025-01-01-killed").mkdir()
    (tmp_path / "data" / ".2025-01-01-killed").symlink_to("2025-01-01-killed")
    publishing.publish()
    assert len(published("articles")) == 2
    found = [path.name for path in (tmp_path / "data").iterdir()]
    assert len(found) == 4, "the link, the lock, this publication and the last one"


def test_one_publishes_at_a_time():
    with publishing.alone(), pytest.raises(CommandError, match="publishing the data right now"):
        call_command("publish_data", verbosity=0)


def test_the_command_tells_numbers_and_a_trial_leaves_nothing(capsys):
    make_article()
    call_command("publish_data", dry_run=True)
    assert "articles: 1 rows; 1 added, 0 changed, 0 removed" in capsys.readouterr().out
    assert not publishing.current().exists()
    call_command("publish_data")
    assert "oblasts: 27 rows; 27 added" in capsys.readouterr().out
    assert publishing.current().exists()


def test_published_once_a_day_of_kyiv():
    assert publishing.is_due()
    publishing.publish()
    assert not publishing.is_due()
    tomorrow = timezone.localtime() + timedelta(days=1)
    assert not publishing.is_due(tomorrow.replace(hour=2, minute=59))
    assert publishing.is_due(tomorrow.replace(hour=3, minute=0))


def test_a_licence_that_is_not_known_stops_the_start(monkeypatch):
    monkeypatch.setenv("DATA_LICENCE", "ODbL-1.0")
    assert environment.choice("DATA_LICENCE", "CC-BY-4.0", LICENCES) == "ODbL-1.0"
    monkeypatch.setenv("DATA_LICENCE", "CC BY")
    with pytest.raises(ImproperlyConfigured, match="DATA_LICENCE is 'CC BY'; write one of CC-BY"):
        environment.choice("DATA_LICENCE", "CC-BY-4.0", LICENCES)


def test_the_package_describes_every_file_and_column(settings):
    make_article(tags=["вода"])
    settings.DATA_LICENCE = "CC0-1.0"
    publishing.publish()
    package = json.loads((publishing.current() / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert datetime.fromisoformat(package["created"]).utcoffset()
    paths = {resource["path"] for resource in package["resources"]}
    packed = {
        resource["packed"]["path"] for resource in package["resources"] if "packed" in resource
    }
    there = {path.name for path in publishing.current().iterdir()}
    assert paths | packed | {"datapackage.json"} == there
    for resource in package["resources"]:
        assert files.facts(publishing.current() / resource["path"]) == (
            resource["bytes"],
            resource["hash"].removeprefix("sha256:"),
        )
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        assert all(field["description_uk"] for field in resource["schema"]["fields"])
        if resource["format"] == "csv":
            with (publishing.current() / resource["path"]).open(newline="") as file:
                assert next(csv.reader(file)) == list(fields)
        else:
            assert {kind for kind in fields.values() if kind == "array"} <= {"array"}


@pytest.mark.parametrize("name", ["hromadas", "former_names", "raions", "settlements"])
def test_places_are_all_there_in_the_order_of_their_keys(name, tmp_path):
    dataset = next(each for each in DATASETS if each.name == name)
    rows = [
        dict(zip([column.name for column in dataset.columns], row, strict=True))
        for row in dataset.rows(None)
    ]
    keys = [tuple(row[column] for column in dataset.key) for row in rows]
    assert keys == sorted(set(keys))
    assert len(rows) == dataset.count(None) > 0
    if name == "hromadas":
        assert len(rows) == Hromada.objects.count()
        (kupiansk,) = [row for row in rows if row["katottg"] == KUPIANSK]
        assert kupiansk["name_en"] == "Kupianska urban hromada"
        assert kupiansk["oblast"] == KHARKIV_OBLAST


@pytest.mark.parametrize("rows", [3, 40])
def test_queries_do_not_grow_with_the_articles(rows, tmp_path, django_assert_max_num_queries):
    for number in range(rows):
        make_article(f"Стаття {number}", tags=["вода", f"тема {number}"], hromadas=[KUPIANSK])
    dataset = next(each for each in DATASETS if each.name == "articles")
    with django_assert_max_num_queries(5):  # and one that finds the end
        assert files.write(dataset, tmp_path, timezone.now()) == rows
