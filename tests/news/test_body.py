"""The body of an article: one allow-list for everything that enters."""

import re

import pytest

from news.body import clean, from_text, lines, plain_text
from news.nesting import DEEPEST, MOST_FORMATS, shallow
from tests.factories import make_article

HOSTILE = [
    ("<p>а<script>alert(1)</script>б</p>", "<p>аб</p>"),
    ('<p onclick="alert(1)">а</p>', "<p>а</p>"),
    ("<p>а<img src=x onerror=alert(1)>б</p>", "<p>аб</p>"),
    ('<p><img src="https://evil.example/x.png" alt="x">б</p>', "<p>б</p>"),
    ('<p><a href="javascript:alert(1)">а</a></p>', "<p>а</p>"),
    ('<p><a href=" jAvA&#x09;script:alert(1)">а</a></p>', "<p>а</p>"),
    ('<p><a href="data:text/html,<script>1</script>">а</a></p>', "<p>а</p>"),
    ("<p>а</p><style>p{display:none}</style>", "<p>а</p>"),
    ('<p style="position:fixed">а</p>', "<p>а</p>"),
    ("<p>а<iframe src=https://evil.example></iframe>б</p>", "<p>аб</p>"),
    ("<p>а<svg><script>alert(1)</script></svg>б</p>", "<p>аб</p>"),
    ("<p>а<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math></p>", "<p>а</p>"),
    ("<p>а<!-- <script>alert(1)</script> --></p>", "<p>а</p>"),
    ("<h1>Заголовок</h1><p>а</p>", "<h2>Заголовок</h2>\n<p>а</p>"),
    ("<p>а<form action=/x><input name=y></form></p>", "<p>а</p>"),
]


@pytest.mark.parametrize(("dirty", "tidy"), HOSTILE)
def test_hostile_html_loses_what_is_not_allowed(dirty, tidy):
    assert clean(dirty) == tidy


def test_structure_is_kept():
    html = (
        "<h2>Що далі</h2>\n<p>Текст з <strong>наголосом</strong> і "
        '<a href="https://example.org/" rel="noopener">посиланням</a>.</p>\n'
        "<ul><li>раз</li><li>два</li></ul>\n<blockquote><p>цитата</p></blockquote>\n"
        '<table><thead><tr><th scope="col">Рік</th></tr></thead>'
        "<tbody><tr><td>2026</td></tr></tbody></table>"
    )
    assert clean(html) == html


# What has no place of its own becomes what does, and no word is lost.
MENDED = [
    ("<h1>а</h1><h5>б</h5><h6>в</h6>", "<h2>а</h2>\n<h4>б</h4>\n<h4>в</h4>"),
    ("<p><b>а</b> <i>б</i> <cite>в</cite> <u>г</u> <del>ґ</del></p>",
     "<p><strong>а</strong> <em>б</em> <em>в</em> г <s>ґ</s></p>"),
    ("<div>а<div>б</div>в</div>", "<p>а</p>\n<p>б</p>\n<p>в</p>"),
    ("<p>а<br><br>б</p>", "<p>а</p>\n<p>б</p>"),
    ("<p> а \n б&nbsp;&nbsp; в <br> г<br></p>", "<p>а б в<br>г</p>"),
    ("<p>25&nbsp;000</p>", "<p>25&nbsp;000</p>"),
    ("<pre>а\nб</pre><p><code>в</code> <abbr title='ґ'>г</abbr> <q>ґ</q></p>",
     "<p>а<br>б</p>\n<p>в г «ґ»</p>"),
    ("<dl><dt>а</dt><dd>б</dd></dl>", "<p><strong>а</strong></p>\n<p>б</p>"),
    ("<ul><li>а</li><ul><li>б</li></ul></ul>", "<ul><li>а<ul><li>б</li></ul></li></ul>"),
    ("<ul><li><p>а</p></li><li><p>б</p><p>в</p></li></ul>",
     "<ul><li>а</li><li><p>б</p><p>в</p></li></ul>"),
    ('<ol start="3" type=a><li value=7>а</li></ol><ol start="x"><li>б</li></ol>',
     '<ol start="3"><li>а</li></ol>\n<ol><li>б</li></ol>'),
    ("<blockquote>а</blockquote>", "<blockquote><p>а</p></blockquote>"),
    ("<table><caption>Н</caption><tfoot><tr><td>с</td></tr></tfoot><tr><td>а</td></tr></table>",
     "<p><strong>Н</strong></p>\n<table><tbody><tr><td>а</td></tr><tr><td>с</td></tr></tbody>"
     "</table>"),
    ("<table><tr><th>а<th>б<tr><td>в</table>",
     '<table><thead><tr><th scope="col">а</th><th scope="col">б</th></tr></thead><tbody><tr>'
     "<td>в</td><td></td></tr></tbody></table>"),
    ("<table><tr><td rowspan=9>а<td colspan=0>б<tr><td>в<td>г</table>",
     "<table><tbody><tr><td>а</td><td>б</td></tr><tr><td>в</td><td>г</td></tr></tbody></table>"),
    ("<table><tr><td>а<td><table><tr><td>б<td>в</table></table>",
     "<p>а</p>\n<table><tbody><tr><td>б</td><td>в</td></tr></tbody></table>"),
    ("<figure><table><tr><td>а<td>б</table><figcaption>в</figcaption></figure>",
     "<table><tbody><tr><td>а</td><td>б</td></tr></tbody></table>\n<p>в</p>"),
    ("<p>а <b>б <a href=/x>в</a></b><a href=/x>г</a></p>",
     '<p>а <strong>б </strong><a href="/x" rel="noopener"><strong>в</strong>г</a></p>'),
    ('<p lang="en" class="x" id="y" style="color:red" title="z">а</p>', "<p>а</p>"),
    ("<p>а <a href='page.html'>б</a> <a href='#c'>в</a> <a href='mailto:a@b.ua'>г</a></p>",
     '<p>а б в <a href="mailto:a@b.ua" rel="noopener">г</a></p>'),
]  # fmt: skip


@pytest.mark.parametrize(("given", "stored"), MENDED)
def test_every_text_has_one_form(given, stored):
    assert clean(given) == stored
    assert clean(stored) == stored


@pytest.mark.parametrize(
    "picture",
    [
        '<figure><img src="/media/images/7.jpg" alt="міст" width="960"></figure>',
        '<figure><img src="/media/renditions/7/a.jpg" alt="міст" loading="lazy"></figure>',
        '<p><img alt="міст" src="/media/images/7.jpg"></p>',
        '<p><a href="/x"><picture><source srcset="/b"><img alt="міст" src="/media/images/7.jpg">'
        "</picture></a></p>",
    ],
)
def test_a_picture_of_our_own_is_a_figure_with_its_stable_address(picture):
    assert clean(picture) == '<figure><img src="/media/images/7.jpg" alt="міст"></figure>'


def test_a_caption_stays_with_its_picture():
    html = (
        '<figure><img src="/media/images/7.jpg"><figcaption><p>М</p><p>р</p></figcaption></figure>'
    )
    stored = (
        '<figure><img src="/media/images/7.jpg" alt=""><figcaption>М<br>р</figcaption></figure>'
    )
    assert clean(html) == clean(stored) == stored


def test_empty_blocks_are_never_written():
    assert clean("<h2> </h2><p>&nbsp;</p><p>а<br></p><ul><li></li></ul>") == "<p>а</p>"


def test_any_depth_is_read():
    deep = clean("<blockquote><b>" * 3000 + "дно")
    assert plain_text(deep) == "дно"
    assert clean(deep) == deep


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


DEEP = ("<div>", "<ul><li>", "<div></b>", "<b><div></b>", "<div><table></div>")


@pytest.mark.parametrize("tags", DEEP)
def test_only_so_many_elements_reach_the_parser_in_each_other(tags):
    html = f"<p>Текст</p>{tags * 3000}дно"
    bounded = shallow(html)
    kept = [tag for tag in re.findall(r"<(\w+)", bounded) if tag not in {"p", "li", "wbr"}]
    assert len(kept) <= DEEPEST
    assert plain_text(clean(html)) == "Текст дно"


def test_forgotten_marks_are_not_opened_again_in_every_paragraph():
    html = "".join(f"<p><font color='{n}'>Абзац {n}" for n in range(1000))
    assert shallow(html).count("<font") == MOST_FORMATS
    assert clean(html).count("Абзац") == 1000


def test_an_ordinary_long_text_is_left_as_it_is():
    part = "<div><h2>Про <b>воду</b></h2><ul><li><p>Раз<li>Два <i>три</i></ul><p>Чотири<br></div>"
    assert shallow(part * 200) == part * 200
    forgotten = "<p><span>Раз</p><div><span>Два</div>" * 200 + "<p><b>Три</b></p>"
    assert clean(forgotten).endswith("<p><strong>Три</strong></p>")


@pytest.mark.parametrize(
    "table",
    [
        "<tr>" + "<td>а</td>" * 400 + "</tr>" + "<tr><td>б</td></tr>" * 400,
        "<tr>" + '<td rowspan="50" colspan="50">а</td>' * 400 + "</tr>" + "<tr></tr>" * 400,
        '<tr><td rowspan="50" colspan="50">а</td></tr>' * 60 + "<tr><td>б</td></tr>" * 60,
    ],
)
def test_a_table_grows_not_by_the_square_of_what_was_sent(table):
    html = f"<table>{table}</table>"
    shown = clean(html)
    assert len(shown) < 3 * len(html)
    assert shown.count("а") + shown.count("б") >= html.count(">а<") + html.count(">б<")
    assert clean(shown) == shown


def test_a_text_of_many_signs_is_read_once():
    assert plain_text("<" * 50_000) == "<" * 50_000
    assert plain_text("<p>1 &lt; 2</p>") == "1 < 2"


def test_each_block_is_a_line():
    body = "<h2>Де</h2><p>У <b>селі</b> &amp; місті.<br>Тут</p><ul><li>раз</li><li></li></ul>"
    assert lines(body) == ["Де", "У селі & місті.", "Тут", "раз"]
    assert lines("") == []
