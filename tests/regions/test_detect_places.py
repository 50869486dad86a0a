"""The command detect_places: a text in, JSON out, everything else on standard error."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from regions import gazetteer
from regions.management.commands.detect_places import LARGEST
from regions.plain_text import title_and_body

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

TEXT = "Куп’янська громада відкрила хаб\n\nЙого показала Золочівська громада.\n"


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("detect_places", *args, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """Give bytes to standard input."""

    def give(raw):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return give


def test_a_file(tmp_path):
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")

    answer, said = run(str(tmp_path / "text.txt"))

    assert [place["name"] for place in answer["oblasts"]] == ["Харківська область"]
    assert answer["hromadas"] == [
        {
            "katottg": "UA63080090000067457",
            "name": "Куп’янська міська територіальна громада",
            "matches": [{"text": "Куп’янська громада", "part": "title", "start": 0, "end": 18}],
        }
    ]
    [name] = answer["ambiguous"]
    assert name["name"] == "Золочівська"
    assert {place["oblast"] for place in name["candidates"]} == {
        *("Київська область", "Львівська область", "Харківська область")
    }
    assert "1 hromadas" in said


def test_standard_input(typed):
    typed(TEXT.encode())
    assert run("-")[0]["hromadas"]
    typed(TEXT.encode())
    assert run()[0]["hromadas"]


def test_html(typed):
    typed(
        "<!doctype html><head><title>Львів</title><script>var a = 'Одеса'</script></head><body>"
        "<h1>Нова&nbsp;школа</h1><p>У <b>Охтир</b>ці.</p><p>А потім — Суми</p></body>".encode()
    )

    answer, _ = run()

    assert [place["matches"][0]["text"] for place in answer["hromadas"]] == ["Охтирці", "Суми"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Київ".encode("cp1251"), "is not UTF-8"),
        (b"a" * (LARGEST + 1), "is larger than"),
        (b" \n", "has no text"),
        ("Київ\x00".encode(), "is no text"),
    ],
)
def test_bad_input_is_refused_with_the_reason(typed, raw, reason):
    typed(raw)
    with pytest.raises(CommandError, match=reason):
        run()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        run(str(tmp_path / "none.txt"))


@pytest.mark.usefixtures("empty_register")
def test_an_empty_register_is_named(typed):
    gazetteer.forget()
    typed(TEXT.encode())
    try:
        with pytest.raises(CommandError, match="load_register"):
            run()
    finally:
        gazetteer.forget()


def test_cards_of_other_articles_are_left_out():
    page = "Заголовок\n\nТекст.\n\nЧитайте також:\n\nКартка про Одесу\n"

    assert title_and_body(page) == ("Заголовок", "Текст.")


def test_one_paragraph_a_line_is_divided():
    body = f"{'Слово ' * 50}\nДругий"

    assert title_and_body(f"Заголовок\n{body}")[1].count("\n\n") == 1
