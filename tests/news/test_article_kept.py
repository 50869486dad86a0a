"""What a page shows is kept by its values: whatever is changed, and past whom, is seen at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import parts, structured
from news.article_page import VIEWS, article_context
from news.models import Article, Image, ReadAlso, Tag
from regions.models import Hromada
from tests.factories import KUPIANSK, make_article, make_image, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def article():
    """An article with all that a page can show."""
    cover, inside = make_image(caption="Підпис"), make_image(alt="Міст", credit="Ірина Бойко")
    moment = timezone.now() - timedelta(days=3)
    fields = {"tags": ["вода"], "hromadas": [KUPIANSK]}
    make_article("Раніша", published_at=moment - timedelta(days=1), **fields)
    found = make_article(
        "Своя",
        body=f'<p>Текст.</p><figure><img src="/media/images/{inside.pk}.jpg" alt="Міст"></figure>',
        published_at=moment,
        cover=cover,
        **fields,
    )
    make_article("Water", language="en", translation_of=found)
    picked = make_article("Обрана", oblasts=[])
    ReadAlso.objects.create(article=found, to=picked)
    return found


def page(client, article):
    response = client.get(Article.objects.get(pk=article.pk).get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


CHANGES = {
    "a field": lambda article: Article.objects.filter(pk=article.pk).update(byline="НОВЕ"),
    "a correction": lambda article: Article.objects.filter(pk=article.pk).update(
        change_note="НОВЕ"
    ),
    "the text": lambda article: Article.objects.filter(pk=article.pk).update(body="<p>НОВЕ</p>"),
    "a topic": lambda article: Tag.objects.filter(name="вода").update(name="НОВЕ"),
    "a place": lambda article: Hromada.objects.filter(katottg=KUPIANSK).update(name="НОВЕ"),
    "the cover": lambda article: Image.objects.filter(pk=article.cover_id).update(caption="НОВЕ"),
    "a picture inside": lambda article: Image.objects.filter(alt="Міст").update(credit="НОВЕ"),
    "a neighbour": lambda article: Article.objects.filter(title="Раніша").update(title="НОВЕ"),
    "a card": lambda article: Article.objects.filter(title="Обрана").update(title="НОВЕ"),
    "a translation": lambda article: Article.objects.filter(title="Water").update(slug="НОВЕ"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_by_the_next_reader(client, article, change):
    assert "НОВЕ" not in page(client, article)
    change(article)
    assert "НОВЕ" in page(client, article)


def test_views_are_always_those_of_now(client, article):
    assert "<span data-views>0</span>" in page(client, article)
    read(article)
    assert "<span data-views>1</span>" in page(client, article)


def test_what_is_equal_is_not_made_again(client, article, monkeypatch):
    first = page(client, article)
    monkeypatch.setattr(structured, "news_article", None)
    assert page(client, article) == first


def test_who_saves_data_gets_the_same_page_but_for_its_first_tag(client, article):
    address = Article.objects.get(pk=article.pk).get_absolute_url()
    saving, usual = '<html lang="uk" class="light-mode">', '<html lang="uk">'
    for _ in range(2):
        light = client.get(address, headers={"save-data": "on"}).content.decode()
        assert page(client, article) == light.replace(saving, usual, 1) != light


def test_a_text_with_the_sign_that_stands_for_the_views_is_shown_as_it_is(client, article):
    Article.objects.filter(pk=article.pk).update(body=f"<p>Знак {VIEWS} у тексті.</p>")
    for views in range(2):
        shown = page(client, article)
        assert f"<span data-views>{views}</span>" in shown
        assert f"Знак {VIEWS} у тексті." in shown
        read(article)


def kept():
    """Return the characters of all that is kept."""
    return sum(len(html) for each in parts._kept.values() for html in each.values())


@pytest.fixture
def nothing_kept():
    parts.forget()


@pytest.mark.usefixtures("nothing_kept")
def test_the_size_of_what_is_kept_is_bounded(client, article, monkeypatch):
    page(client, article)
    room = kept() * 3 // 2
    monkeypatch.setattr(parts, "MOST_KEPT", room)
    for title in ("Перша", "Друга", "Третя", "Перша"):
        body = f"<p>{title}</p>" * (room // 60)
        assert title in page(client, make_article(title, body=body))
        assert kept() == parts._sizes[None] <= room
    assert len(parts._kept) == 1  # what was shown last


@pytest.mark.usefixtures("nothing_kept")
def test_a_page_larger_than_all_that_is_kept_is_shown(client, article, monkeypatch):
    monkeypatch.setattr(parts, "MOST_KEPT", 10)
    for _ in range(2):
        assert "Своя" in page(client, article)
    assert kept() == parts._sizes[None] == 0


@pytest.fixture
def disk(tmp_path, nothing_kept):
    """A folder in which parts are kept on disk, those of one release."""
    parts.keep_on_disk(tmp_path / "parts", "one release")
    yield tmp_path / "parts"
    parts.keep_on_disk(None, "")


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_another_process_finds_the_parts_on_disk(client, article, disk, monkeypatch):
    first = page(client, article)
    assert len(files(disk)) == 1
    parts.forget()
    monkeypatch.setattr(structured, "news_article", None)  # without which no part can be made
    assert page(client, article) == first


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_past_what_lies_on_disk(client, article, disk, change):
    assert "НОВЕ" not in page(client, article)
    change(article)
    parts.forget()
    assert "НОВЕ" in page(client, article)


def test_what_another_release_wrote_is_not_shown(client, article, disk):
    page(client, article)
    parts.forget()
    parts.keep_on_disk(disk, "another release")
    page(client, article)
    assert len(files(disk)) == 2


@pytest.mark.parametrize("broken", [b"", b"\n", b"1 2 3 4 zz\n<p>", b"\xff" * 100, None])
def test_a_file_that_is_not_whole_is_made_again(client, article, disk, broken):
    first = page(client, article)
    [file] = files(disk)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] if broken is None else broken)
    parts.forget()
    assert page(client, article) == first
    assert file.read_bytes() == whole


def test_a_full_disk_costs_nobody_the_page(client, article, disk, monkeypatch):
    monkeypatch.setattr(parts.os, "replace", lambda *names: (_ for _ in ()).throw(OSError(28, "x")))
    assert "Своя" in page(client, article)
    assert not files(disk)


def test_a_preview_is_kept_nowhere(article):
    parts.forget()
    assert article_context(article)["values"] is None
