"""Hostile files through the real commands: refused in words, soon, and nothing half-written."""

import bz2
import gzip
import lzma
import time
import tracemalloc
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command

from news.models import Article, Image, Tag
from tests.news.article_lines import line
from tests.news.wxr import HEAD, export, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

PAGE = "Заголовок\n\nЛід.\n\nТекст.\n\n08.05.2024 - 16:05 | Переглядів: 1\n\nТеги:\n\nвода\n"
# A good content for each command.
GOOD = {
    "import_articles": line(tags=["вода"]) + b"\n" + line(id=78, title="Інша", tags=["світло"]),
    "import_wxr": export(item(1, tags={"вода": "post_tag"}), item(2)).encode(),
    "import_pages": PAGE.encode(),
}
MEGABYTE = 1_000_000


@pytest.fixture(params=GOOD)
def command(request):
    return request.param


@pytest.fixture
def run(command, tmp_path_factory):
    """Return what runs the command on some bytes; it gives all that the command told."""
    file = tmp_path_factory.mktemp("import") / "file.txt"

    def run(*content):
        with file.open("wb") as out:
            out.writelines(content)
        told = StringIO()
        try:
            call_command(command, file, stdout=told, stderr=told)
        except CommandError as error:
            told.write(f"exit: {error}")
        return told.getvalue()

    return run


@pytest.fixture
def nothing_came(media):
    """Return what asserts that neither a row nor a file is there."""

    def check():
        assert [model.objects.count() for model in (Article, Image, Tag)] == [0, 0, 0]
        assert [path for path in media.rglob("*") if path.is_file()] == []

    return check


def zipped(content):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("file.txt", content)
    return file.getvalue()


PACKED = {"gzip": gzip.compress, "xz": lzma.compress, "bzip2": bz2.compress, "zip": zipped}


@pytest.mark.parametrize("name", PACKED)
def test_packed_file_is_refused_without_being_unpacked(run, command, nothing_came, name):
    bomb = PACKED[name](GOOD[command] + bytes(2 * MEGABYTE))
    started = time.process_time()
    told = run(bomb)
    assert time.process_time() - started < 3
    assert f"packed by {name}: unpack it first" in told
    assert "exit: " in told
    nothing_came()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_of_several_bytes_a_letter_is_refused_once(run, command, nothing_came, encoding):
    told = run(GOOD[command].decode().encode(encoding))
    assert told.count("UTF-16 or UTF-32: save the file as UTF-8") == 1
    assert "exit: " in told
    nothing_came()


def test_windows_1251_is_read_where_that_is_certain_and_named_elsewhere(run, command, nothing_came):
    told = run(GOOD[command].decode().encode("cp1251"))
    if command == "import_pages":
        assert Article.objects.get().title == "Заголовок"
    else:
        assert "it reads as Windows-1251: save the file as UTF-8" in told
        assert "exit: " in told
        nothing_came()


def test_damaged_utf_8_is_not_taken_for_windows_1251(run, command):
    told = run(GOOD[command].replace("а".encode(), b"\xd0", 1))
    assert "damaged" in told
    assert "exit: " in told
    assert all("\ufffd" not in article.title + article.body for article in Article.objects.all())


def test_zero_bytes_are_never_stored(run, command):
    told = run(GOOD[command].replace("а".encode(), "а\x00".encode(), 1))
    assert "exit: " in told or command == "import_wxr"  # WordPress writes control characters
    for article in Article.objects.all():
        assert "\x00" not in article.title + article.lead + article.body


def test_file_of_zeros_is_no_text(run, nothing_came):
    assert "exit: " in run(bytes(MEGABYTE))
    nothing_came()


@pytest.mark.parametrize("megabytes", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_line_without_an_end_is_not_held(run, command, nothing_came, megabytes):
    tracemalloc.start()
    begins = {"import_articles": b'{"title": "', "import_wxr": HEAD.encode() + b"<item><title>"}
    started = time.process_time()
    told = run(begins.get(command, b""), *[b"a" * MEGABYTE] * megabytes)
    assert time.process_time() - started < 3 + megabytes / 5
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * MEGABYTE
    reasons = {"import_articles": "longer than", "import_wxr": "cut off"}
    assert reasons.get(command, "larger than") in told
    assert "exit: " in told
    nothing_came()
