"""What differs between two versions: words, the structure they stand in, labels and fields."""

import random
import time

import pytest

from newsroom.comparing import compare_bodies, compare_texts, folded
from newsroom.differences import changed_fields, in_short
from newsroom.lines import blocks, lines
from newsroom.merging import merge, pieces
from newsroom.revisions import FIELDS, same

EMPTY = dict.fromkeys(FIELDS, "") | {
    "cover": None, "translation_of": None, "published_at": None, "tags": [], "oblasts": [],
    "hromadas": [], "read_also": [], "state": "draft", "language": "uk",
}  # fmt: skip


def marked(runs):
    """Return runs as one str: [-removed-] and {+added+}."""
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(signs[change].format(text.strip()) + " " for change, text in runs).strip()


def compared(before, after):
    """Return the rows of two bodies as pairs of (kind, marked text)."""
    return [(row.line.kind, marked(row.runs)) for row in compare_bodies(before, after)]


def test_words_are_marked_as_removed_and_added():
    runs = compare_texts("Рада обрала нового голову громади", "Рада обрала голову нашої громади")
    assert marked(runs) == "Рада обрала [-нового-] голову {+нашої+} громади"


def test_a_comma_between_two_changes_parts_them_not():
    runs = compare_texts("вода, світло та газ", "школи, лікарні та газ")
    assert marked(runs) == "[-вода, світло-] {+школи, лікарні+} та газ"


def test_an_apostrophe_stays_in_its_word_and_a_fixed_space_is_seen():
    assert marked(compare_texts("Куп’янськ", "Куп’янська")) == "[-Куп’янськ-] {+Куп’янська+}"
    assert "⍽" in marked(compare_texts("5 км", "5\u00a0км"))


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ("<h2>Про воду</h2>", "<h3>Про воду</h3>", [("h3", "Про воду")]),
        (
            "<ul><li><p>один</p></li><li><p>два</p></li></ul>",
            "<ul><li><p>один</p></li><li><p>три</p></li></ul>",
            [("li", "один"), ("li", "{+три+}"), ("li", "[-два-]")],
        ),
        (
            "<table><tbody><tr><th>Вода</th><td>12 грн</td></tr></tbody></table>",
            "<table><tbody><tr><th>Вода</th><td>14 грн</td></tr></tbody></table>",
            [("tr", "Вода| [-12-] {+14+} грн")],
        ),
        (
            '<figure><img src="/media/images/1.jpg" alt="Рада"><figcaption>Зал</figcaption>',
            '<figure><img src="/media/images/2.jpg" alt="Рада"><figcaption>Зал</figcaption>',
            [("figure", "{+Рада+}"), ("figure", "[-Рада-]"), ("figcaption", "Зал")],
        ),
        (
            "<p>Рішення <strong>ради</strong> тут</p>",
            '<p>Рішення <a href="https://a.ua/">ради</a> тут</p>',
            [
                (
                    "p",
                    "Рішення [-<strong>ради</strong>-] "
                    "{+<u>ради</u> <small>(https://a.ua/)</small>+} тут",
                )
            ],
        ),
        ("<p>А</p>", "<p>А</p>\n<p>Новий</p>", [("p", "А"), ("p", "{+Новий+}")]),
    ],
)
def test_a_change_is_shown_in_the_structure_of_the_body(before, after, rows):
    assert compared(before, after) == rows


def test_a_heading_of_another_level_says_so():
    [row] = compare_bodies("<h2>Про воду</h2>", "<h3>Про воду</h3>")
    assert (row.change, row.turned) == ("changed", "заголовок 2 → заголовок 3")


def test_what_is_shown_is_escaped():
    shown = compared("<p>a</p>", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; b</p>")
    assert "<script" not in str(shown)
    assert "&lt;script&gt;" in str(shown).replace(" ", "")


def test_long_parts_without_a_change_are_folded_away():
    before = "\n".join(f"<p>Абзац номер {number}</p>" for number in range(20))
    after = before.replace("номер 10<", "номер десять<")
    groups = folded(compare_bodies(before, after))
    assert [(fold, len(rows)) for fold, rows in groups] == [(True, 9), (False, 3), (True, 8)]
    assert [fold for fold, _ in folded(compare_bodies(before, before))] == [True]


def test_blocks_are_all_of_the_body():
    body = (
        "<p>А <em>б</em></p>\n<ul><li><p>в</p></li></ul>\n<hr>\n<table><tr><td>г</td></tr></table>"
    )
    assert blocks(body) == body.split("\n")
    assert "\n".join(blocks(body)) == body
    assert blocks("") == []
    assert [line.kind for line in lines(body)] == ["p", "li", "hr", "tr"]


def big_body(seed, paragraphs=300, words=40):
    chance = random.Random(seed)
    known = [f"слово{number}" for number in range(500)] + ["і", "в", "на", "та", ","] * 30
    return "\n".join(
        f"<p>{' '.join(chance.choice(known) for _ in range(words))}</p>" for _ in range(paragraphs)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (big_body(1), big_body(2)),
        (big_body(1), big_body(1).replace("слово1", "інше")),
        (big_body(1, 1, 9000), big_body(2, 1, 9000)),
        (f"<p>{'а ' * 33000}</p>", f"<p>{'б а ' * 16500}</p>"),
        ("<p>а б в г</p>" * 6500, "<p>г а б в</p>" * 6500),
        ("<p>а б в г</p>" * 6500, "<p>я</p>" + "<p>а б в г</p>" * 6000 + "<p>б</p>"),
        ("<p>а б в г</p>" * 6500, "<ul>" * 3000 + "<p>а б</p>"),
    ],
)
def test_bodies_of_100_kilobytes_are_compared_in_a_second(before, after):
    assert len(after.encode()) > 90_000 or len(before.encode()) > 90_000
    began = time.process_time()
    rows = compare_bodies(before, after)
    assert time.process_time() - began < 1
    assert rows


def test_fields_and_labels_that_changed_are_named_in_words():
    before = EMPTY | {"body": "<p>Раз</p>", "tags": [{"id": 1, "name": "вода"}]}
    after = before | {
        "title": "Новий",
        "body": "<p>Раз два</p>",
        "tags": [{"id": 1, "name": "Вода (перейменована)"}],
        "hromadas": [{"id": 7, "name": "Куп’янська"}],
    }
    assert changed_fields(before, after) == ["title", "body", "hromadas"]
    assert in_short(before, after) == "заголовок, текст (+4 зн.), громади"
    assert same(before, before | {"published_at": None})


def test_a_version_made_of_two_has_what_was_chosen():
    base = EMPTY | {"body": "<p>Один абзац тут</p>\n<p>Другий абзац там</p>"}
    mine = base | {"title": "Мій", "body": base["body"].replace("тут", "мій")}
    theirs = base | {"lead": "Їхній", "body": f"{base['body']}\n<p>Доданий ними</p>"}
    found = {
        piece.name: piece.suggested
        for piece in pieces(mine, theirs, base)
        if hasattr(piece, "name")
    }
    assert found == {"title": "mine", "lead": "theirs", "body-0": "mine", "body-1": "theirs"}
    merged = merge(mine, theirs, found)
    assert (merged["title"], merged["lead"]) == ("Мій", "Їхній")
    assert merged["body"] == ("<p>Один абзац мій</p>\n<p>Другий абзац там</p>\n<p>Доданий ними</p>")
    assert merge(mine, theirs, {})["body"] == mine["body"]
    assert merge(mine, theirs, dict.fromkeys(found, "theirs"))["body"] == theirs["body"]
