"""What differs between two versions: words, the structure they stand in, labels and fields."""

import random
import re
from collections import Counter

import pytest

from newsroom import comparing
from newsroom.comparing import (
    EFFORT,
    PAIR,
    Effort,
    compare_bodies,
    compare_texts,
    folded,
    matched,
)
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


WORDS = [f"слово{number}" for number in range(500)] + ["і", "в", "на", "та", ","] * 30


def big_body(seed, paragraphs=300, words=40):
    chance = random.Random(seed)
    return "\n".join(
        f"<p>{' '.join(chance.choices(WORDS, k=words))}</p>" for _ in range(paragraphs)
    )


def pictures(numbers):
    return "".join(f'<figure><img src="/media/images/{n}.jpg" alt=""></figure>' for n in numbers)


class Counted(str):
    """A piece of a text that counts how often it is compared with another."""

    __slots__ = ()
    times = 0

    def __eq__(self, other):
        Counted.times += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["а"] * 30_000, ["б", "а"] * 15_000),
        (["а", "б", "в"] * 10_000, ["в", "б", "а"] * 10_000),
        ([f"{n}" for n in range(30_000)], [f"{n}" for n in range(30_000, 0, -1)]),
    ],
)
def test_what_would_take_long_is_compared_no_longer_than_its_effort(before, after, monkeypatch):
    monkeypatch.setattr(Counted, "times", 0)
    sides = [[Counted(each) for each in side] for side in (before, after)]
    found = matched(*sides, Effort())
    assert Counted.times < EFFORT
    assert [i2 - i1 for _, i1, i2, _, _ in found] != []
    assert sum(i2 - i1 for _, i1, i2, _, _ in found) == len(before)
    assert sum(j2 - j1 for _, _, _, j1, j2 in found) == len(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (big_body(1), big_body(2)),
        (f"<p>{'а ' * 33000}</p>", f"<p>{'б а ' * 16500}</p>"),
        ("<p>а б в г</p>" * 6500, "<p>г а б в</p>" * 6500),
        ("<p>а б в г</p>" * 6500, "<ul>" * 3000 + "<p>а б</p>"),
        (pictures(range(2000)), pictures(range(5000, 7000))),
    ],
)
def test_of_large_bodies_nothing_is_left_out(before, after):
    rows = compare_bodies(before, after)
    for body, shown in ((before, "before"), (after, "after")):
        runs = [run for row in rows for run in getattr(row, shown)]
        lost = Counter(letters(body)) - Counter(letters("".join(text for _, text in runs)))
        assert not lost


def test_looking_for_a_picture_among_others_is_an_effort_too():
    effort = Effort()
    compare_bodies(pictures(range(200)), pictures(range(200, 400)), effort)
    assert EFFORT - effort.left >= 200 * 200 * PAIR or effort.left < 2 * PAIR


def letters(html):
    return re.sub("<[^>]*>|\\s", "", html)


def test_a_small_change_in_a_large_body_is_found_word_by_word():
    before = big_body(1)
    place = before.index("слово", len(before) // 2)
    after = f"{before[:place]}Нове {before[place:]}"
    rows = [row for row in compare_bodies(before, after) if row.change != "same"]
    [[text]] = [[text for change, text in row.runs if change == "added"] for row in rows]
    assert text.strip() == "Нове"


def test_all_places_of_a_conflict_share_one_effort(monkeypatch):
    monkeypatch.setattr(comparing, "EFFORT", 4000)
    words = "а б в г ґ д е є ж з и і ї й к л м н о п "
    theirs = "\n".join(f"<p>{words}{n}</p>\n<p>Те саме {n}</p>" for n in range(40))
    mine = theirs.replace("а б", "б а")
    found = pieces(EMPTY | {"body": mine}, EMPTY | {"body": theirs})
    word_by_word = [
        each for each in found if getattr(each, "my_rows", ()) and each.my_rows[0].was is not None
    ]
    assert 0 < len(word_by_word) < 40


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
