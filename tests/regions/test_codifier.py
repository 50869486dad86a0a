"""The ministry's file is read row by row, mended, and refused as a whole when it is broken."""

import zipfile
from datetime import date, datetime

import pytest

from regions import codifier
from regions.codifier import Refused, read_snapshot, read_xlsx, write_snapshot
from tests.regions import sample
from tests.regions.sample import KIVSHARIVKA, KUPIANSK, KYIV, row, with_row, without

HEADER = 4  # rows before the first place


def facts(rows):
    return [one[1:] for one in rows]


def test_file_gives_the_rows_it_was_written_from(xlsx):
    assert facts(read_xlsx(xlsx()).rows) == facts(sample.rows())


def test_file_says_when_it_was_saved_and_on_what_it_rests(xlsx):
    read = read_xlsx(xlsx(saved=datetime(2025, 5, 16, 9, 30)))
    assert read.edition == date(2025, 5, 16)
    assert "№ 290" in read.source
    future = read_xlsx(xlsx(saved=datetime(2999, 1, 1)), today=date(2026, 1, 2))
    assert future.edition == date(2026, 1, 2)


def test_names_are_mended(xlsx):
    rows = with_row(sample.rows(), KUPIANSK, name=" Куп'янська ")
    rows = with_row(rows, KIVSHARIVKA, name="Кiвшарiвка")  # two Latin letters
    read = read_xlsx(xlsx(rows)).rows
    assert row(read, KUPIANSK).name == "Куп’янська"
    assert row(read, KIVSHARIVKA).name == "Ківшарівка"


def test_old_categories_and_cyrillic_ones_are_understood(xlsx):
    rows = with_row(sample.rows(), KIVSHARIVKA, category="T")  # селище міського типу, until 2024
    rows = with_row(rows, KYIV, category="К")  # a Cyrillic letter
    read = read_xlsx(xlsx(rows)).rows
    assert row(read, KIVSHARIVKA).category == "X"
    assert row(read, KYIV).category == "K"


def test_city_districts_and_notes_are_left_out(xlsx):
    district = [*[KYIV] * 4, "UA80000000000126643", "B", "Голосіївський"]
    note = ["Коди набирають чинності з моменту повернення території.", *[None] * 6]
    assert facts(read_xlsx(xlsx(extra=[district, [], note])).rows) == facts(sample.rows())


def test_titles_say_which_column_is_which(xlsx):
    exchanged = [one._replace(category=one.name, name=one.category) for one in sample.rows()]
    titles = [*codifier.LEVELS, codifier.NAME, codifier.CATEGORY]
    assert facts(read_xlsx(xlsx(exchanged, titles=titles)).rows) == facts(sample.rows())


KHARKIV_VILLAGE = [sample.KHARKIV_OBLAST, sample.KUPIANSK_RAION, KUPIANSK]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (
            [*KHARKIV_VILLAGE, "UA63080090990099999", None, "Z", "Нове"],
            "«Z» is none of",
        ),
        (
            [*KHARKIV_VILLAGE, "UA63080090990099999", None, None, "Нове"],
            "«» is none of",
        ),
        ([*KHARKIV_VILLAGE, "UA6308009", None, "C", "Нове"], "is no KATOTTG code"),
        ([*KHARKIV_VILLAGE, "UA63080090990199999", None, "C", "Нове"], "the code of a settlement"),
        ([*KHARKIV_VILLAGE, KIVSHARIVKA, None, "C", "Нове"], "stands already in row"),
        ([*KHARKIV_VILLAGE, "UA63080090990099999", None, "C", None], "is no name of a place"),
        ([*KHARKIV_VILLAGE, "UA63080090990099999", None, "C", "Newtown"], "is no name of a place"),
        ([*KHARKIV_VILLAGE, "UA63080090990099999", None, "H", "Нова"], "doesn't stand in"),
        ([*KHARKIV_VILLAGE, None, None, "C", "Нове"], "doesn't stand in"),
        (
            [*KHARKIV_VILLAGE[:2], "UA63080770000099999", "UA63080770010099999", None, "C", "Нове"],
            "is no place of the level above",
        ),
        (
            [*KHARKIV_VILLAGE[:2], "UA63080770000099999", None, None, "H", "Нова"],
            "has no settlement",
        ),
    ],
)
def test_broken_row_is_refused_with_its_number_and_the_reason(xlsx, cells, reason):
    with pytest.raises(Refused, match=reason) as refusal:
        read_xlsx(xlsx(extra=[cells]))
    assert str(refusal.value).startswith(f"row {HEADER + len(sample.rows()) + 1}: ")


def test_hromada_that_lost_its_raion_is_refused(tmp_path):
    path = tmp_path / "register.tsv.gz"
    write_snapshot(
        sample.codifier()._replace(rows=without(sample.rows(), sample.KUPIANSK_RAION)), path
    )
    with pytest.raises(Refused, match="is no place of the level above"):
        read_snapshot(path)


def test_table_without_header_or_rows_is_refused(xlsx):
    with pytest.raises(Refused, match="no header"):
        read_xlsx(xlsx(titles=list("ABCDEFG")))
    with pytest.raises(Refused, match="has no column «назва"):
        read_xlsx(xlsx(titles=[*codifier.LEVELS, codifier.CATEGORY, "Щось"]))
    with pytest.raises(Refused, match="has no rows"):
        read_xlsx(xlsx([]))


def test_what_is_no_table_is_refused(tmp_path):
    path = tmp_path / "file.xlsx"
    path.write_text("Кодифікатор", encoding="utf-8")
    with pytest.raises(Refused, match="no .xlsx"):
        read_xlsx(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "a zip, but no table")
    with pytest.raises(Refused, match="no .xlsx"):
        read_xlsx(path)
    with pytest.raises(FileNotFoundError):
        read_xlsx(tmp_path / "nowhere.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_broken_part_of_a_table_is_refused(xlsx, tmp_path, part):
    whole, broken = xlsx(), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises(Refused):
        read_xlsx(broken)


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_UNPACKED", "MAX_TAGS", "MAX_ROWS"])
def test_size_is_bounded(xlsx, monkeypatch, limit):
    monkeypatch.setattr(codifier, limit, 10)
    with pytest.raises(Refused, match="10"):
        read_xlsx(xlsx())


def test_snapshot_gives_back_what_was_written(tmp_path):
    path = tmp_path / "register.tsv.gz"
    moved = with_row(
        sample.rows(), KIVSHARIVKA, parent=sample.ZLATOPIL
    )  # against its code's own digits
    write_snapshot(sample.codifier()._replace(rows=moved), path)
    read = read_snapshot(path)
    assert facts(read.rows) == facts(moved)
    assert read[1:] == sample.codifier()[1:]
    first = path.read_bytes()
    write_snapshot(read, path)
    assert path.read_bytes() == first
