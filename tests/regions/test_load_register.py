"""`load_register` shows how the register changes, asks, and applies all of it or nothing."""

import time
import zipfile
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from regions.codifier import read_snapshot
from regions.find import hromada_at
from regions.models import FormerName, FormerSlug, Hromada, Oblast, Raion, Settlement
from regions.register import stored_register
from tests.factories import make_article
from tests.regions import sample
from tests.regions.sample import (
    KIVSHARIVKA,
    KUPIANSK,
    POKROVSKA,
    ZLATOPIL,
    ZLATOPIL_CITY,
    with_row,
    without,
)

pytestmark = pytest.mark.django_db


def load(path=None, **options):
    """Run the command as without a terminal; return what it printed."""
    out = StringIO()
    call_command("load_register", *([path] if path else []), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def loaded(empty_register, xlsx):
    """The sample, as loaded from a file of 2024."""
    load(xlsx(saved=datetime(2024, 1, 19)))


def place(katottg):
    """Return the Hromada of a code as it stands in the database."""
    return Hromada.objects.select_related("oblast", "raion", "centre").get(katottg=katottg)


def test_whole_register_loaded_again_changes_nothing():
    before = stored_register(), FormerName.objects.count()
    assert "no differences, nothing to change; 0 known former names" in load()
    assert (stored_register(), FormerName.objects.count()) == before


def test_empty_database_is_filled_without_asking(empty_register, xlsx):
    printed = load(xlsx())
    assert "Codifier of" in printed
    assert f"{len(sample.rows())} new" in printed
    assert Oblast.objects.count() == 3
    assert Hromada.objects.count() == len(sample.HROMADAS)
    assert place(KUPIANSK).centre.name == "Куп’янськ"
    assert Settlement.objects.get(katottg=KIVSHARIVKA).latin == "kivsharivka"


def test_same_file_twice_changes_nothing(loaded, xlsx):
    before = stored_register()
    assert "no differences, nothing to change" in load(xlsx())
    assert stored_register() == before
    assert not FormerSlug.objects.exists()


def test_bomb_of_a_table_is_refused_in_words_and_soon(loaded, tmp_path):
    """One row of so many cells that reading them would take minutes and gigabytes."""
    before = stored_register()
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<row>" + "<c/>" * 3_000_000 + "</row>")
    assert bomb.stat().st_size < 100_000
    started = time.process_time()
    with pytest.raises(CommandError, match="the file holds more than 2,500,000 tags of XML"):
        load(bomb)
    assert time.process_time() - started < 3
    assert stored_register() == before


def test_entities_in_a_table_are_refused(loaded, xlsx, tmp_path):
    before, whole, evil = stored_register(), xlsx(), tmp_path / "evil.xlsx"
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<worksheet", laughs, 1)
            target.writestr(name, content)
    with pytest.raises(CommandError, match="no .xlsx table"):
        load(evil)
    assert stored_register() == before


def test_only_former_names_of_known_places_are_added_once(loaded, xlsx):
    names = FormerName.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Орджонікідзе", "Первомайська", "Первомайський"]
    load(xlsx())
    assert names.count() == 3


def changed_copy():
    """Return the sample with one place renamed, one moved, one gone and one new."""
    rows = with_row(sample.rows(), KUPIANSK, name="Осколська")
    rows = with_row(rows, KIVSHARIVKA, parent=ZLATOPIL)
    gone = [row for row in rows if row.parent == POKROVSKA][-1]
    new = gone._replace(katottg="UA12140250990099999", name="Нове")
    return (*without(rows, gone.katottg), new), gone


def test_changed_copy_is_shown_and_applied(loaded, xlsx):
    rows, gone = changed_copy()
    printed = load(xlsx(rows, saved=datetime(2025, 5, 16)), yes=True)

    assert "New: 1\n  UA12140250990099999 " in printed
    assert f"Renamed: 1\n  {KUPIANSK} Куп’янська громада" in printed
    assert "→ Осколська\n" in printed
    assert f"Moved: 1\n  {KIVSHARIVKA} селище Ківшарівка, Куп’янська громада" in printed
    assert f"Abolished: 1\n  {gone.katottg} " in printed
    assert "1 new, 1 renamed, 1 moved" in printed

    hromada = place(KUPIANSK)
    assert hromada.name == "Осколська міська територіальна громада"
    assert (hromada.slug, hromada.key, hromada.latin) == ("oskolska", "осколська", "oskolska")
    assert hromada.name_en == "Oskolska urban hromada"
    assert Settlement.objects.get(katottg=KIVSHARIVKA).hromada.katottg == ZLATOPIL
    assert place(ZLATOPIL).centre.katottg == ZLATOPIL_CITY  # although Ківшарівка stands above it
    assert "Of another kind or centre" not in printed
    assert Settlement.objects.get(name="Нове").hromada.katottg == POKROVSKA
    assert not Settlement.objects.filter(katottg=gone.katottg).exists()

    name = FormerName.objects.get(katottg=KUPIANSK)
    assert (name.name, name.slug, name.until) == ("Куп’янська", "kupianska", date(2025, 5, 16))
    assert hromada_at("kharkivska-oblast", "kupianska") == (hromada, True)
    assert "nothing to change" in load(xlsx(rows))


def test_differences_are_not_applied_without_a_terminal(loaded, xlsx):
    before = stored_register()
    with pytest.raises(CommandError, match="--yes"):
        load(xlsx(changed_copy()[0]))
    assert stored_register() == before


@pytest.mark.parametrize(("answer", "applied"), [("y", True), ("", False), ("no", False)])
def test_on_a_terminal_it_asks(loaded, xlsx, monkeypatch, answer, applied):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    before = stored_register()
    load(xlsx(changed_copy()[0]))
    assert (stored_register() != before) is applied


def test_dry_run_shows_and_writes_nothing(loaded, xlsx):
    before = stored_register()
    printed = load(xlsx(changed_copy()[0]), dry_run=True, yes=True)
    assert "Renamed: 1" in printed
    assert "A dry run, nothing was changed: 1 new, 1 renamed" in printed
    assert stored_register() == before


def test_broken_file_writes_nothing(loaded, xlsx, tmp_path):
    before = stored_register()
    bad = ["UA63", None, None, None, None, "O", "Хтозна"]
    with pytest.raises(CommandError, match=r"row 32: .*is no KATOTTG code.* Nothing was changed"):
        load(xlsx(changed_copy()[0], extra=[bad]), yes=True)
    with pytest.raises(CommandError, match="Nothing was changed"):
        load(tmp_path / "nowhere.xlsx", yes=True)
    assert stored_register() == before


def test_file_without_an_oblast_is_refused(loaded, xlsx):
    before = stored_register()
    with pytest.raises(CommandError, match="Київ is missing"):
        load(xlsx(without(sample.rows(), sample.KYIV)), yes=True)
    assert stored_register() == before


def test_file_that_was_cut_is_refused(loaded, xlsx, monkeypatch):
    monkeypatch.setattr("regions.renewal.MAX_GONE", 3)
    codes = [
        row.katottg for row in sample.rows() if row.parent == KUPIANSK or row.katottg == KUPIANSK
    ]
    with pytest.raises(CommandError, match=f"4 of {len(sample.rows())} places are missing"):
        load(xlsx(without(sample.rows(), *codes)), yes=True)


def test_hromada_that_news_belong_to_is_not_removed(loaded, xlsx):
    article = make_article(hromadas=[KUPIANSK])
    codes = [
        row.katottg for row in sample.rows() if row.parent == KUPIANSK or row.katottg == KUPIANSK
    ]
    before = stored_register()
    for options in ({"yes": True}, {"dry_run": True}):
        with pytest.raises(CommandError) as refusal:
            load(xlsx(without(sample.rows(), *codes)), **options)
        assert f"{KUPIANSK} Куп’янська is abolished" in str(refusal.value)
        assert f"1 × news.Article refers to it ({article.pk})" in str(refusal.value)
    assert stored_register() == before
    article.hromadas.clear()
    load(xlsx(without(sample.rows(), *codes)), yes=True)
    assert not Hromada.objects.filter(katottg=KUPIANSK).exists()


def test_hromada_dissolves_into_its_neighbour(loaded, xlsx):
    rows = without(sample.rows(), KUPIANSK, sample.KUPIANSK_RAION)
    for row in sample.rows():
        if row.parent == KUPIANSK:
            rows = with_row(rows, row.katottg, parent=ZLATOPIL)
    load(xlsx(rows), yes=True)
    assert Settlement.objects.get(katottg=KIVSHARIVKA).hromada.katottg == ZLATOPIL
    assert not Raion.objects.filter(katottg=sample.KUPIANSK_RAION).exists()


def test_new_code_may_take_the_address_of_an_abolished_one(loaded, xlsx):
    rows = with_row(sample.rows(), KUPIANSK, katottg="UA63080990000099999")
    for row in sample.rows():
        if row.parent == KUPIANSK:
            rows = with_row(rows, row.katottg, parent="UA63080990000099999")
    load(xlsx(rows), yes=True)
    assert place("UA63080990000099999").slug == "kupianska"


def test_centre_and_its_category_change_the_kind(loaded, xlsx):
    rows = with_row(sample.rows(), ZLATOPIL_CITY, category="X")
    printed = load(xlsx(rows), yes=True)
    assert "Of another kind or centre: 2" in printed
    assert "міська, centre місто Златопіль → селищна, centre селище Златопіль" in printed
    assert place(ZLATOPIL).name == "Златопільська селищна територіальна громада"


def test_namesake_that_comes_changes_the_address_and_the_old_one_resolves(loaded, xlsx):
    rows = with_row(sample.rows(), ZLATOPIL, name="Куп’янська")
    printed = load(xlsx(rows), yes=True)
    assert f"At another address: 1\n  {KUPIANSK}" in printed
    hromada = place(KUPIANSK)
    assert hromada.slug == "kupianska-kupianskyi"
    assert place(ZLATOPIL).slug == "kupianska-lozivskyi"
    assert hromada_at("kharkivska-oblast", "kupianska") == (hromada, True)
    assert hromada_at("kharkivska-oblast", "zlatopilska") == (place(ZLATOPIL), True)
    assert not FormerName.objects.filter(katottg=KUPIANSK).exists()  # its name hasn't changed


def test_raion_renamed_changes_the_addresses_of_namesakes(loaded, xlsx):
    load(xlsx(with_row(sample.rows(), sample.NIKOPOL_RAION, name="Козацький")), yes=True)
    rural = place(sample.POKROVSKA_RURAL)
    assert rural.slug == "pokrovska-kozatskyi-silska"
    assert hromada_at("dnipropetrovska-oblast", "pokrovska-nikopolskyi-silska") == (rural, True)
    assert FormerName.objects.get(katottg=sample.NIKOPOL_RAION).name == "Нікопольський"


def test_hromada_moved_to_another_oblast_resolves_at_its_old_address(loaded, xlsx):
    printed = load(xlsx(with_row(sample.rows(), KUPIANSK, parent=sample.NIKOPOL_RAION)), yes=True)
    assert "Moved: 1" in printed
    hromada = place(KUPIANSK)
    assert hromada.oblast.katottg == sample.DNIPRO_OBLAST
    assert hromada_at("kharkivska-oblast", "kupianska") == (hromada, True)
    assert hromada_at("dnipropetrovska-oblast", "kupianska") == (hromada, False)


def test_oblast_renamed_keeps_its_old_address(loaded, xlsx):
    load(xlsx(with_row(sample.rows(), sample.DNIPRO_OBLAST, name="Січеславська")), yes=True)
    oblast = Oblast.objects.get(katottg=sample.DNIPRO_OBLAST)
    assert (oblast.name_en, oblast.slug) == ("Sicheslavska oblast", "sicheslavska-oblast")
    hromada = place(POKROVSKA)
    assert hromada_at("dnipropetrovska-oblast", "pokrovska-synelnykivskyi") == (hromada, True)


def test_known_date_of_a_renaming_is_kept(empty_register, xlsx):
    older = with_row(sample.rows(), ZLATOPIL_CITY, name="Первомайський")
    load(xlsx(older, saved=datetime(2024, 1, 19)))
    assert not FormerName.objects.filter(katottg=ZLATOPIL_CITY).exists()
    load(xlsx(saved=datetime(2026, 7, 7)), yes=True)
    name = FormerName.objects.get(katottg=ZLATOPIL_CITY)
    assert (name.name, name.until) == ("Первомайський", date(2024, 9, 26))


def test_snapshot_can_be_saved(loaded, xlsx, tmp_path):
    path = tmp_path / "register.tsv.gz"
    load(xlsx(), dry_run=True, save_snapshot=path)
    assert [row[1:] for row in read_snapshot(path).rows] == [row[1:] for row in sample.rows()]
