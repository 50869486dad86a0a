"""Texts of WordPress that are made to keep a reader busy for hours take no more than others."""

import time

import pytest

from news.importers import shortcodes, wxr
from news.importers.wordpress import _pictures
from tests.news.wxr import HEAD

LONG = 300_000  # characters
PARTS = [
    *("<!-- ", "<!-- wp:a {", "[caption] ", "[caption ", "[gallery ", "[gallery a=", "[embed]"),
    *("[embed ", "<table> ", "<ul><table>", "</ul ", "[a b=c ", '[a b="', '[a b="x" ', "<iframe "),
    *("<iframe>", "<img ", "<a ", "<a> ", "<a wp-block-file__button>", "\n \t", " ", "\n", "<p>"),
    *("http://", "\n http://a", "[/a", "<![CDATA[", "<a href='", "</"),
]
INSIDE = ["[gallery {}]", "[caption]<a><img>{}[/caption]", "[embed]{}", "[a {}", "<!-- wp:{} -->"]


def hostile(part):
    return part * (LONG // len(part))


@pytest.mark.parametrize("part", PARTS)
def test_no_text_takes_longer_than_its_length(part):
    started = time.process_time()
    shortcodes.html_of(hostile(part), lambda ids: [])
    for around in INSIDE:
        shortcodes.html_of(around.format(hostile(part)[: LONG // 5]), lambda ids: [])
    assert time.process_time() - started < 3  # a quadratic one takes minutes


@pytest.mark.parametrize("part", ["<!-- ", "<![CDATA[", "<a ", "<img src='", "</"])
def test_pictures_are_looked_for_in_no_longer(part):
    class Site:
        media = None

        def attachment(self, number):
            return None

        def picture(self, *told):
            return None

    started = time.process_time()
    _pictures(f'<img src="a.jpg">{hostile(part)}', Site())
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "part", ["<wp:author>", "<wp:author><wp:author_login><![CDATA[", "<link><![CDATA[", "<item"]
)
def test_head_of_a_file_takes_no_longer(tmp_path, part):
    file = tmp_path / "export.xml"
    file.write_text(HEAD + hostile(part), encoding="utf-8")
    started = time.process_time()
    with file.open("rb") as opened:
        wxr.Export(opened)
    assert time.process_time() - started < 3
