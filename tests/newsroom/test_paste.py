"""What is pasted from other programs is stored as clean structure, the whole of it compared.

The fixtures are written by us after what those programs put into the clipboard.
"""

from pathlib import Path

import pytest

from news.body import clean
from tests.newsroom.editing import errors, expect_body, load, open_editor, paste, save, settle

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(__file__).parent / "pastes"
PROGRAMS = sorted(
    path.stem for path in FOLDER.glob("*.html") if not path.stem.endswith(".expected")
)


def expected(program):
    return (FOLDER / f"{program}.expected.html").read_text().strip()


def test_every_program_comes_out_as_clean_structure(page):
    for program in PROGRAMS:
        open_editor(page)
        page.fill("#id_title", f"З програми {program}")
        paste(page, html=(FOLDER / f"{program}.html").read_text(), files=[("a.png", "image/png")])
        expect_body(page, expected(program))
        assert save(page).body == expected(program), program
    assert PROGRAMS == ["council-page", "google-docs", "libreoffice", "word"]


@pytest.mark.once
@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_expected_is_in_the_one_form(program):
    assert clean(expected(program)) == expected(program)


SMALL = [
    # what it is, html, text, what the text is then
    ("plain text", "", "Раз.\n\n• один\n• два\nКінець & край", "<p>Раз.</p>\n<ul><li>один</li>"
     "<li>два</li></ul>\n<p>Кінець &amp; край</p>"),
    ("a video", "", "https://youtu.be/dQw4w9WgXcQ?si=x", '<figure><a href="https://www.youtube.com/'
     'watch?v=dQw4w9WgXcQ" rel="noopener">https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></figure>'),
    ("a post", "", "https://t.me/s/hromada_news/123", '<figure><a href="https://t.me/hromada_news/'
     '123" rel="noopener">https://t.me/hromada_news/123</a></figure>'),
    ("an address", "", "https://example.org/?utm_source=a&b=1", '<p><a href="https://example.org/?b=1"'
     ' rel="noopener">https://example.org/?b=1</a></p>'),
    ("a foreign picture", '<p>а<img src="https://evil.example/x.png" onerror="alert(1)">б</p>', "",
     "<p>аб</p>"),
    ("our picture", '<figure><picture><source srcset="/media/renditions/7/a-full-960.avif"><img '
     'src="/media/renditions/7/a-full-960.jpg" alt="Міст"></picture><figcaption>Міст <span '
     'class="credit">Фото: А</span></figcaption></figure>', "",
     '<figure><img src="/media/images/7.jpg" alt="Міст"><figcaption>Міст</figcaption></figure>'),
    ("a script", "<p>а<script>alert(1)</script><a href='javascript:alert(1)'>б</a></p>", "",
     "<p>аб</p>"),
    ("a word", "<meta charset='utf-8'><span style='color: red; font-weight: 400;'>слово</span>",
     "слово", "<p>слово</p>"),
    ("spaces", "<p>№&nbsp;5&nbsp;кг&nbsp;і&nbsp;10&nbsp;%&nbsp;— так&nbsp;&nbsp;&nbsp;було</p>", "",
     "<p>№&nbsp;5&nbsp;кг і 10&nbsp;%&nbsp;— так було</p>"),
    ("a list without mso-list", "<p class=MsoListParagraph>1. Перше</p><p class=MsoListParagraph>2."
     " Друге</p><p class=MsoNormal>Далі</p>", "",
     "<ol><li>Перше</li><li>Друге</li></ol>\n<p>Далі</p>"),
]  # fmt: skip


def test_small_pastes(page):
    open_editor(page)
    for what, html, text, stored in SMALL:
        load(page, "")
        page.focus(".ProseMirror")
        paste(page, html=html, text=text)
        expect_body(page, stored)
        assert clean(stored) == stored, what
    # over selected words an address is their link
    load(page, "<p>сайт</p>")
    page.focus(".ProseMirror")
    page.keyboard.press("Control+A")
    settle(page)
    paste(page, text="https://example.org/")
    expect_body(page, '<p><a href="https://example.org/" rel="noopener">сайт</a></p>')
    # The policy is told of what stood in the pasted HTML, and stopped it; the picture isn't there.
    expected_ones = ("Content Security Policy", "404")
    assert [one for one in errors(page) if not any(each in one for each in expected_ones)] == []
