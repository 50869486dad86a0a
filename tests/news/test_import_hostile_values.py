"""Values that no source should tell, through the real commands: refused, nothing half-written."""

import struct
import zlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from news.models import Article, Image, Tag
from tests.news.article_lines import line, running
from tests.news.wxr import attachment, export, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

HUGE = 2**64 + 1


def png(width, height, *chunks):
    """Return a PNG that says it has so many pixels, with further chunks: (name, bytes)."""

    def chunk(name, data):
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    parts = [(b"IHDR", head), *chunks, (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


# A text of 60 MB in 60 kB, beside the pixels.
TEXT_BOMB = b"Comment\x00\x00" + zlib.compress(bytes(60_000_000), 9)
BOMBS = {
    "Зображення завелике": png(60_000, 60_000),
    "пошкоджений": png(100, 100, (b"zTXt", TEXT_BOMB)),
    "larger than 20 MB": png(1, 1) + bytes(21_000_000),
    "не зображення": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
}


def nothing_came(media):
    rows = [model.objects.count() for model in (Article, Image, Tag)]
    return rows == [0, 0, 0] and not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("reason", BOMBS)
def test_bomb_of_a_picture_refuses_the_line(tmp_path_factory, media, reason):
    folder = tmp_path_factory.mktemp("bomb")
    (folder / "bomb.png").write_bytes(BOMBS[reason])
    shown = '<p>Текст.</p><img src="bomb.png">'
    out, err = running(folder)(line(cover="bomb.png"), line(id=78, title="Ї", body_html=shown))
    assert "0 created, 0 updated, 0 unchanged, 0 skipped, 2 refused" in out
    assert err.count(reason) == 2
    assert nothing_came(media)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"id": HUGE}, "«id» is no number"),
        ({"id": 2**31}, "«id» is no number"),
        ({"views": HUGE}, "«views» is no number"),
        ({"translation_of": HUGE}, "names no article"),
        ({"read_also": [HUGE]}, "names no article"),
        ({"published_at": "9999-12-31T23:59:59-12:00"}, "the year 9999 cannot be right"),
        ({"published_at": "0001-01-01T00:00:00+12:00"}, "the year 1 cannot be right"),
        ({"published_at": "2024-02-30"}, "is no date"),
        ({"published_at": "2024-05-08T16:05:00+99:00"}, "is no date"),
        ({"published_at": 1e308}, "not a text"),
        ({"created_at": "١٢-٠٥-٢٠٢٤"}, "is no date"),
        ({"title": "а" * 1_900_000}, "1900000 characters, 300 are the limit"),
        ({"title": "а" * 10_000_000}, "longer than 4,000,000 bytes"),
        ({"tags": ["а" * 1_000_000]}, "1000000 characters, 1000 are the limit"),
        ({"tags": [f"тег {n}" for n in range(1001)]}, "1001 entries, 1000 are the limit"),
        ({"hromadas": ["Куп’янська"] * 1501}, "1501 entries"),
        ({"hromadas": ["UA" + "9" * 17]}, "is the code of no hromada"),
        ({"url": "http://[::1"}, "no address of the web"),
        ({"url": "https://example.org/" + "а" * 600}, "620 characters, 500 are the limit"),
        ({"cover_focus": [float(10**300), 0], "cover": "articles.jsonl"}, "focal point"),
    ],
)
def test_line_is_refused(tmp_path_factory, media, told, reason):
    out, err = running(tmp_path_factory.mktemp("line"))(line(**told))
    assert "0 created, 0 updated, 0 unchanged, 0 skipped, 1 refused" in out
    assert reason in err
    assert nothing_came(media)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"number": HUGE}, f"the number of the post, «{HUGE}», is none"),
        ({"gmt": "9999-12-31 23:59:59"}, "the year 9999 cannot be right"),
        ({"title": "а" * 1_000_000}, "the title has 1000000 characters"),
        ({"title": "а" * 3_000_000}, "longer than 4,000,000 bytes: not one post"),
    ],
)
def test_post_is_refused(tmp_path_factory, media, fields, reason):
    told = run_wxr(tmp_path_factory.mktemp("wordpress"), item(**fields))
    assert "1 refused" in told
    assert reason in told
    assert nothing_came(media)


def test_numbers_beyond_sixty_four_bits_lead_nowhere(tmp_path, media):
    """A post whose pictures are named by them comes without pictures."""
    content = f'Текст.\n\n[gallery ids="{HUGE},5"]\n\n<img class="wp-image-{HUGE}" src="a.jpg">'
    meta = {"_thumbnail_id": HUGE, "post_views_count": HUGE}
    told = run_wxr(
        tmp_path, attachment(HUGE, "a.jpg"), item(7, content=content, meta=meta, parent=HUGE)
    )
    assert "1 created" in told
    article = Article.objects.get()
    assert (article.views_imported, article.cover) == (0, None)
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("date", "views", "reason"),
    [
        ("08.05.9999 - 16:05", 1, "the year 9999 cannot be right"),
        ("00.00.2024 - 16:05", 1, "is no date"),
        ("08.05.2024 - 16:05", HUGE, "views cannot be right"),
    ],
)
def test_page_is_refused(tmp_path_factory, media, date, views, reason):
    file = tmp_path_factory.mktemp("pages") / "a.txt"
    file.write_text(f"Заголовок\n\nТекст.\n\n{date} | Переглядів: {views}\n", encoding="utf-8")
    told = StringIO()
    with pytest.raises(CommandError, match="1 files were refused"):
        call_command("import_pages", file, stdout=told, stderr=told)
    assert reason in told.getvalue()
    assert nothing_came(media)


def run_wxr(folder, *items):
    """Run the command on items; return all that it told."""
    (folder / "uploads").mkdir()
    (folder / "export.xml").write_text(export(*items), encoding="utf-8")
    told = StringIO()
    try:
        media = folder / "uploads"
        call_command("import_wxr", folder / "export.xml", media=media, stdout=told, stderr=told)
    except CommandError as error:
        told.write(f"exit: {error}")
    return told.getvalue()
