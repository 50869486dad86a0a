"""Lines that are damaged or hostile: each is refused for itself, with its number and reason."""

import json
import tracemalloc
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from news.importers import Refused, jsonl
from news.models import Article
from tests.news.article_lines import line

pytestmark = pytest.mark.django_db

BROKEN = {
    "not JSON": b'{"title": "x"',
    "not JSON: NaN": b'{"views": NaN}',
    "not JSON: Exceeds the limit": b'{"views": ' + b"9" * 5000 + b"}",
    "is not UTF-8": line(title="Ґ").replace("Ґ".encode(), b"\xc0\xff"),
    "byte 1 of the line is not UTF-8": line(title="Ґанок").decode().encode("utf-16"),
    "not an article": b'["title"]',
    "half of a character": b'{"title": "\\ud800"}',
    "no article": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "«title» is 5, not a text": b'{"title": 5}',
    "the title is missing": b'{"title": "\\u0000\\u0007"}',
    "«id» is no number": line(id=10**30),
    "«images» is no object": line(images=[1]),
    "focal point": line(cover="articles.jsonl", cover_focus=[2, 0]),
    "cannot be read as a file": line(cover="a" * 400),
    "is refused": line(cover="articles.jsonl"),
    "201 pictures in one text": line(body_html="".join(f'<img src="{n}">' for n in range(201))),
}


def run(file):
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("import_articles", file, stdout=out, stderr=err)
    return out.getvalue(), f"{err.getvalue()}\n{failure.value}"


@pytest.mark.parametrize("reason", BROKEN)
def test_broken_line_is_refused_and_the_others_come(tmp_path, reason):
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join([line(id=1), b"", BROKEN[reason], line(id=2, title="Інша")]))
    out, err = run(file)
    assert "2 created, 0 updated, 0 unchanged, 0 skipped, 1 refused" in out
    assert "line 3: refused: " in err
    assert reason in err
    assert "1 lines were refused." in err
    assert Article.objects.count() == 2


def test_whole_file_in_utf_16_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(line().decode().encode("utf-16"))
    assert "UTF-16 or UTF-32: save the file as UTF-8" in run(tmp_path / "a.jsonl")[1]


def test_file_that_is_not_there_is_said_so(tmp_path):
    assert "cannot be read or written: No such file" in run(tmp_path / "no.jsonl")[1]


def test_mark_at_the_beginning_of_a_file_is_no_part_of_it(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + line())
    call_command("import_articles", tmp_path / "a.jsonl", verbosity=0)
    assert Article.objects.count() == 1


def test_endless_line_is_never_held_as_a_whole(tmp_path):
    with (tmp_path / "a.jsonl").open("wb") as file:
        for _ in range(100):
            file.write(b'"' * 1_000_000)
        file.write(b"\n" + line())
    tracemalloc.start()
    with (tmp_path / "a.jsonl").open("rb") as file:
        found = [each for _, _, each in jsonl.read(file)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], Refused)
    assert found[1] == line()
    assert peak < 5 * jsonl.MAX_LINE


def test_active_content_never_comes_in(tmp_path):
    body = '<p onclick="x()">Текст<script>alert(1)</script><a href="javascript:x">тут</a></p>'
    (tmp_path / "a.jsonl").write_bytes(line(body_html=body))
    call_command("import_articles", tmp_path / "a.jsonl", verbosity=0)
    assert Article.objects.get().body == "<p>Тексттут</p>"


def test_lines_are_numbered_as_an_editor_numbers_them():
    read = list(jsonl.read(BytesIO(b'{"a":1}\r\n\r\n\n{"b":2}')))
    assert [(number, json.loads(found)) for number, _, found in read] == [
        (1, {"a": 1}),
        (4, {"b": 2}),
    ]
