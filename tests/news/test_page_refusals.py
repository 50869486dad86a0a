"""What is no page of the old portal is refused, with its line and the reason."""

import pytest

from news.importers import Refused, pages

DATE = "08.05.2024 - 16:05 | Переглядів: 1"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("\n \n\u00a0", 1, "empty"),
        ("Заголовок\n\nТекст без дати.\n", 3, "no line with the date"),
        ("Заголовок\n\nТекст.\n\n08.05.2024 | Переглядів: 3", 5, "cannot read"),
        ("Заголовок\n\nТекст.\n\n08.05.2024 - 16:05 | Переглядів: багато", 5, "cannot read"),
        ("Заголовок\n\nТекст.\n\n31.02.2024 - 16:05 | Переглядів: 3", 5, "no date"),
        ("Заголовок\n\nТекст.\n\n01.02.2024 - 24:05 | Переглядів: 3", 5, "no date"),
        ("Заголовок\n\nТекст.\n\n01.02.0001 - 00:05 | Переглядів: 3", 5, "year"),
        ("Заголовок\n\nТекст.\n\n01.02.2024 - 00:05 | Переглядів: 30000000000", 5, "views"),
        (f"\n{DATE}\n\nТекст", 2, "no title"),
        (f"***\n\nТекст\n\n{DATE}", 1, "no title"),
        (f"{'Довгий заголовок ' * 20}\n\nТекст\n\n{DATE}", 1, "300 are the limit"),
        (f"Заголовок\n\n{DATE}\n\nТекст", 3, "no text"),
        (f"Заголовок\n\nТекст\n\n{DATE}\n\nФото:\n\nхтось", 7, "unknown section «Фото:»"),
        (f"Заголовок\n\nТекст\n\n{DATE}\n\nДжерело: http://?", 7, "no address"),
        (f"Заголовок\n\nТекст\n\n{DATE}\n\nДжерело:\n{'рада ' * 50}", 8, "200 characters"),
    ],
)
def test_what_is_no_such_page_is_refused_with_line_and_reason(text, line, reason):
    with pytest.raises(Refused, match=reason) as refusal:
        pages.parse(text)
    assert refusal.value.line == line


@pytest.mark.parametrize("text", ["Рівне: їжа, ґанок, Куп’янськ", "The hromada’s “first” library"])
def test_windows_1251_is_read_too(text):
    assert pages.decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Громада\nдощ".encode() + b"\xff\n", "damaged"),
        ("Громада".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "zero bytes"),
        (b"\xff\xd8\xff\xe1\x01\x02\x03", "binary"),
        (b"\xd0\xd0\x98\xd0", "nor is it Windows-1251"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data, reason):
    with pytest.raises(Refused, match=reason) as refusal:
        pages.decode(data)
    assert refusal.value.line


def test_files_that_cannot_be_pages_are_refused(tmp_path):
    (tmp_path / "huge").write_bytes(b"a" * (pages.MAX_BYTES + 1))
    (tmp_path / "empty").mkdir()
    for name, reason in [("huge", "larger"), ("empty", "folder"), ("missing", "no such file")]:
        with pytest.raises(Refused, match=reason):
            pages.read(tmp_path / name)
