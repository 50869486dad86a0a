"""`import_pages`: what is stored, what a second run does, what is refused. All made up."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.importers import Refused, pages
from news.importers.store import store
from news.models import Article, Tag
from tests import factories

ZGHURIVKA = "UA32060110000050416"
MYKOLAIV_OF_STRYI = "UA46100110000018989"

pytestmark = pytest.mark.django_db


def page(
    title="Згурівська громада відкрила майстерню велосипедів",
    text="У колишній пральні лагодять велосипеди.\n\nМайстерня працює щовівторка.",
    date="08.05.2024 - 16:05",
    views=1203,
    **sections,
):
    """Return a page's text; `sections` are lines by label: Теги, Область, Громади, Джерело."""
    labelled = "".join(f"{label}:\n\n{lines}\n\n" for label, lines in sections.items())
    return f"{title}\n\n{text}\n\n{date} | Переглядів: {views}\n{title}\n\n{labelled}"


def import_page(text, **options):
    return store(pages.parse(text), **options)


def run(*paths, **options):
    """Run the command; returns its output and what it wrote to the error stream."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_pages", *map(str, paths), stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"exit: {error}")
    return out.getvalue(), err.getvalue()


def test_page_becomes_a_public_article_with_its_places_and_tags():
    factories.make_tag("вода і тепло")
    done = import_page(
        page(
            Теги="дозвілля ВОДА І ТЕПЛО",
            Область="Київська область",
            Громади="Згурівська територіальна громада",
            Джерело="Згурівська селищна рада",
        )
    )
    article = Article.objects.published().get()
    assert done.outcome == "created"
    assert done.new_tags == ("дозвілля",)
    assert article.lead == "У колишній пральні лагодять велосипеди."
    assert article.body == "<p>Майстерня працює щовівторка.</p>"
    assert (article.views_imported, article.views) == (1203, 1203)
    assert {tag.name for tag in article.tags.all()} == {"дозвілля", "вода і тепло"}
    assert [place.katottg for place in article.oblasts.all()] == [factories.KYIV_OBLAST]
    assert [place.katottg for place in article.hromadas.all()] == [ZGHURIVKA]
    assert article.source_name == "Згурівська селищна рада"


def test_hromada_brings_its_oblast():
    import_page(page(Громада="Куп'янська"))
    article = Article.objects.get()
    assert [place.katottg for place in article.oblasts.all()] == [factories.KHARKIV_OBLAST]


def test_oblast_of_the_page_decides_between_hromadas_of_one_name():
    import_page(page(Область="Львівська область", Громада="Миколаївська громада"))
    assert Article.objects.get().hromadas.get().katottg == MYKOLAIV_OF_STRYI


def test_name_that_fits_several_hromadas_is_refused_with_the_candidates():
    with pytest.raises(
        Refused, match="Миколаївська міська територіальна громада, Стрий"
    ) as refusal:
        import_page(page(Громада="Миколаївська громада"))
    assert refusal.value.line == 12
    assert not Article.objects.exists()


def test_hromada_of_another_oblast_is_refused():
    with pytest.raises(Refused, match="Львівська область"):
        import_page(page(Область="Львівська область", Громада="Згурівська громада"))


def test_one_of_several_oblasts_may_be_the_hromadas():
    import_page(page(Області="Львівська область\nКиївська область", Громада="Згурівська громада"))
    assert Article.objects.get().oblasts.count() == 2


@pytest.mark.parametrize("label", ["Область", "Громада"])
def test_unknown_place_is_refused_with_its_line(label):
    with pytest.raises(Refused, match="Небувала") as refusal:
        import_page(page(**{label: "Небувала"}))
    assert refusal.value.line == 12


def test_unknown_tags_can_be_refused():
    factories.make_tag("молодь")
    with pytest.raises(Refused, match="unknown tags: дозвілля"):
        import_page(page(Теги="молодь дозвілля"), known_tags=True)
    assert import_page(page(Теги="молодь"), known_tags=True).outcome == "created"


@pytest.mark.parametrize("tags", [" ".join(map(str, range(31))), "а" * 101])
def test_text_that_went_astray_makes_no_tags(tags):
    with pytest.raises(Refused, match="limit|longer"):
        import_page(page(Теги=tags))
    assert not Tag.objects.exists()


def test_same_page_changes_nothing_when_it_comes_again():
    import_page(page(Теги="тиха година"))
    before = Article.objects.values().get()
    factories.make_tag("тиха година")  # now it would be one tag and not two
    assert import_page(page(Теги="тиха година")).outcome == "unchanged"
    assert Article.objects.values().get() == before
    assert Article.objects.get().tags.count() == 2


def test_corrected_page_updates_what_was_corrected_only():
    import_page(page(Теги="молодь"))
    article = Article.objects.get()
    article.tags.add(factories.make_tag("спорт"))
    Article.objects.update(state="archived")
    done = import_page(page(text="Лід.\n\nВиправлено.", views=1300, Теги="молодь"))
    article.refresh_from_db()
    assert done.outcome == "updated"
    assert (article.lead, article.body) == ("Лід.", "<p>Виправлено.</p>")
    assert (article.views_imported, article.state) == (1300, "archived")
    assert article.tags.count() == 2


def test_edit_made_here_survives_the_same_page_and_its_new_views():
    import_page(page())
    editor = factories.make_user("editor")
    article = Article.objects.get()
    article.title, article.saved_by = "Виправлений заголовок", editor
    article.save()
    assert import_page(page()).outcome == "unchanged"
    assert import_page(page(views=2000)).outcome == "updated"
    article.refresh_from_db()
    assert (article.title, article.views_imported) == ("Виправлений заголовок", 2000)


def test_correction_of_an_article_edited_here_is_refused():
    import_page(page())
    Article.objects.update(saved_by=factories.make_user("editor"))
    with pytest.raises(Refused, match="edited here.*body"):
        import_page(page(text="У колишній пральні лагодять велосипеди.\n\nВиправлено."))
    assert Article.objects.get().body == "<p>Майстерня працює щовівторка.</p>"


def test_dry_run_writes_nothing():
    done = import_page(page(Теги="дозвілля"), dry_run=True)
    assert (done.outcome, done.new_tags) == ("created", ("дозвілля",))
    assert not Article.objects.exists()
    assert not Tag.objects.exists()


def test_command_goes_on_after_a_refusal_and_says_all_in_numbers(tmp_path):
    cards = "Читайте також:\n\n5 травня 2024\n\nЧужа новина\n\n6 травня 2024\n\nІнша"
    (tmp_path / "a.txt").write_text(page(Теги="молодь дозвілля") + cards, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Це не сторінка", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(page("Різдвяний ярмарок у Згурівці").encode("cp1251"))
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "same.txt").write_text(page(Теги="молодь дозвілля"), encoding="utf-8")
    (tmp_path / "picture.jpg").write_bytes(factories.image_bytes())
    out, err = run(tmp_path, tmp_path / "picture.jpg", tmp_path / "missing.txt")
    assert "In all: 2 created, 0 updated, 1 unchanged, 0 skipped, 3 refused; 2 tags created" in out
    assert "Left out: 2 × card of another article" in out
    assert "b.txt, line 1: refused: no line with the date" in err
    assert "missing.txt: refused: there is no such file" in err
    assert "exit: 3 files were refused." in err
    assert Article.objects.count() == 2


def test_command_is_content_with_good_pages(tmp_path):
    (tmp_path / "a.txt").write_text(page(), encoding="utf-8")
    out, err = run(tmp_path / "a.txt")
    assert f"a.txt: created, article {Article.objects.get().pk}" in out
    assert err == ""
    out, err = run(tmp_path / "a.txt", dry_run=True)
    assert "Dry run, nothing written: 0 created, 0 updated, 1 unchanged" in out


def test_folder_is_told_in_numbers_and_each_page_only_on_request(tmp_path):
    for name in ("a.txt", "b.TXT"):
        (tmp_path / name).write_text(page(f"Новина {name}"), encoding="utf-8")
    assert "a.txt" not in run(tmp_path, dry_run=True)[0]
    out, _ = run(tmp_path, verbosity=2)
    assert "a.txt: created, article" in out
    assert "b.TXT: created, article" in out


def test_two_pages_of_one_title_and_date_are_refused_when_they_differ(tmp_path):
    """Otherwise each run would turn the article into the other page once more."""
    (tmp_path / "a.txt").write_text(page(), encoding="utf-8")
    (tmp_path / "b.txt").write_text(page(text="Лід.\n\nІнше."), encoding="utf-8")
    out, err = run(tmp_path)
    assert "b.txt: refused: the same article as in file 1, with other content" in err
    assert "1 created, 0 updated, 0 unchanged, 0 skipped, 1 refused" in out
    assert "0 created, 0 updated, 1 unchanged, 0 skipped, 1 refused" in run(tmp_path)[0]


def test_pages_are_read_in_the_order_of_their_names_at_any_depth(tmp_path):
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c/d/e.txt", "b.txt", "note.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = [str(path.relative_to(tmp_path)) for path, _ in pages.find([tmp_path])]
    assert found == ["a.txt", "b/1.txt", "b/2.txt", "b.txt", "c/d/e.txt"]


def test_links_in_a_folder_are_not_followed(tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text(page(), encoding="utf-8")
    folder = tmp_path / "pages"
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "up").symlink_to(tmp_path)
    (folder / "a.txt").symlink_to(outside)
    _, err = run(folder)
    assert "a.txt: refused: a link to another file" in err
    assert "exit: 1 files were refused." in err
    assert not Article.objects.exists()


def test_places_of_pages_without_any_wait_for_an_editor(tmp_path):
    named = "Лід.\n\nРада Згурівської громади Київської області зібралася на сесію."
    (tmp_path / "a.txt").write_text(page("Сесія ради", named), encoding="utf-8")
    (tmp_path / "b.txt").write_text(page("Ще сесія", named, Громада="Куп’янська"), encoding="utf-8")
    out, _ = run(tmp_path, detect_places=True, dry_run=True)
    assert "wait for an editor" not in out
    out, _ = run(tmp_path, detect_places=True)
    assert "1 articles wait for an editor" in out
    without = Article.objects.get(title="Сесія ради")
    assert not without.hromadas.exists()
    proposed = {one.label.short_name for one in without.proposals.all() if one.hromada_id}
    assert proposed == {"Згурівська"}


def test_page_dated_in_the_future_waits_for_its_minute():
    year = timezone.now().year + 1
    import_page(page(date=f"08.05.{year} - 16:05"))
    assert Article.objects.get().is_scheduled()
