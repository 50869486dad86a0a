"""The body of an article: one allow-list for everything that enters."""

import pytest

from news.body import clean, from_text, plain_text
from tests.factories import make_article

HOSTILE = [
    ("<p>а<script>alert(1)</script>б</p>", "<p>аб</p>"),
    ('<p onclick="alert(1)">а</p>', "<p>а</p>"),
    ("<p>а<img src=x onerror=alert(1)>б</p>", "<p>аб</p>"),
    ('<p><img src="https://evil.example/x.png" alt="x">б</p>', "<p>б</p>"),
    ('<p><a href="javascript:alert(1)">а</a></p>', '<p><a rel="noopener">а</a></p>'),
    ('<p><a href=" jAvA&#x09;script:alert(1)">а</a></p>', '<p><a rel="noopener">а</a></p>'),
    ('<p><a href="data:text/html,<script>1</script>">а</a></p>', '<p><a rel="noopener">а</a></p>'),
    ("<p>а</p><style>p{display:none}</style>", "<p>а</p>"),
    ('<p style="position:fixed">а</p>', "<p>а</p>"),
    ("<p>а<iframe src=https://evil.example></iframe>б</p>", "<p>аб</p>"),
    ("<p>а<svg><script>alert(1)</script></svg>б</p>", "<p>аб</p>"),
    ("<p>а<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math></p>", "<p>а</p>"),
    ("<p>а<!-- <script>alert(1)</script> --></p>", "<p>а</p>"),
    ("<h1>Заголовок</h1><p>а</p>", "Заголовок<p>а</p>"),
    ("<p>а<form action=/x><input name=y></form></p>", "<p>а</p>"),
]


@pytest.mark.parametrize(("dirty", "tidy"), HOSTILE)
def test_hostile_html_loses_what_is_not_allowed(dirty, tidy):
    assert clean(dirty) == tidy


def test_structure_is_kept():
    html = (
        "<h2>Що далі</h2><p>Текст з <strong>наголосом</strong> і "
        '<a href="https://example.org/" rel="noopener">посиланням</a>.</p>'
        "<ul><li>раз</li><li>два</li></ul><blockquote><p>цитата</p></blockquote>"
        '<table><thead><tr><th scope="col">Рік</th></tr></thead>'
        "<tbody><tr><td>2026</td></tr></tbody></table>"
    )
    assert clean(html) == html


def test_own_pictures_are_kept():
    html = (
        '<figure><img src="/media/renditions/1/a.jpg" alt="міст" width="960" height="540"></figure>'
    )
    assert clean(html) == html


def test_empty_blocks_are_never_printed():
    assert clean("<h2> </h2><p>&nbsp;</p><p>а<br></p><ul><li></li></ul>") == "<p>а<br></p>"


def test_cleaning_twice_changes_nothing():
    for dirty, _ in HOSTILE:
        assert clean(clean(dirty)) == clean(dirty)
    assert clean(clean("Просто текст & дужки <3")) == clean("Просто текст & дужки <3")


def test_plain_text_becomes_paragraphs_and_one_list():
    text = (
        "Перший абзац.\r\n\r\nПередбачено:\r\n\r\n  • одне;\r\n\r\n  • друге.\r\n\r\nКінець & край."
    )
    assert clean(text) == (
        "<p>Перший абзац.</p>\n<p>Передбачено:</p>\n<ul><li>одне;</li><li>друге.</li></ul>\n"
        "<p>Кінець &amp; край.</p>"
    )


def test_plain_text_with_inline_tags_keeps_them():
    assert clean("Дуже <strong>важливо</strong>.") == "<p>Дуже <strong>важливо</strong>.</p>"


def test_a_dialogue_is_not_a_list():
    assert from_text("— Добрий день, — каже вона.") == "<p>— Добрий день, — каже вона.</p>"


def test_plain_text_of_a_body():
    html = (
        "<h2>Заголовок</h2><ul><li>раз &amp; два</li><li>три</li></ul><p>а<strong>б</strong>в</p>"
    )
    assert plain_text(html) == "Заголовок раз & два три абв"


@pytest.mark.django_db
def test_nothing_unclean_is_ever_saved():
    article = make_article(body="<p onclick=x()>а<script>alert(1)</script></p>")
    article.refresh_from_db()
    assert article.body == "<p>а</p>"
