"""Two texts side by side: which words were added and removed, within the structure of a body.

The lines of two bodies are aligned first, then the words of those that answer to each other.
"""

import html
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from newsroom.lines import LINES, Line, lines, words

SAME, REMOVED, ADDED, CHANGED = "same", "removed", "added", "changed"

# A comparison takes time by how often the pieces of one side stand in the other, once for every
# match. Above this they are shown whole, one side removed and the other added: bodies of 100 KB
# stay under a second.
EFFORT = 1_200_000
CALL = 600  # what every list costs
PAIR = 150  # what it costs to see whether two lines are alike
ALIKE = 0.45  # share of words that two lines must have in common to be one that was changed


@dataclass
class Row:
    """A line of the comparison: `change` is SAME, REMOVED, ADDED or CHANGED; `runs` are pairs of
    (SAME, REMOVED or ADDED, safe HTML); `was` is the Line that it was."""

    line: Line
    change: str
    runs: list
    was: Line | None = None

    @property
    def kind(self):
        return LINES.get(self.line.kind, "текст")

    @property
    def turned(self):
        """What became of the line itself: «заголовок 2 → заголовок 3», or ""."""
        if self.was is None or (self.was.kind, self.was.depth) == (self.line.kind, self.line.depth):
            return ""
        if self.was.kind == self.line.kind:
            return "інший рівень відступу"
        return f"{LINES.get(self.was.kind, 'текст')} → {self.kind}"

    @property
    def before(self):
        """What the older side says of this line, with its own words marked."""
        return [run for run in self.runs if run[0] != ADDED]

    @property
    def after(self):
        return [run for run in self.runs if run[0] != REMOVED]


def compare_texts(before, after):
    """Return the runs of two plain texts: pairs of (SAME, REMOVED or ADDED, safe HTML)."""
    return _runs(words(before), words(after), Effort())


def compare_bodies(before, after, effort=None):
    """Return the Rows in which two clean bodies differ or agree, in reading order.

    Parts of one body that are compared one by one share an `Effort`.
    """
    old, new = lines(before), lines(after)
    rows, effort = [], effort or Effort()
    keys = [[line.key for line in side] for side in (old, new)]
    for agree, i1, i2, j1, j2 in matched(*keys, effort):
        if agree:
            rows += [Row(line, SAME, [(SAME, _html(line.words))]) for line in new[j1:j2]]
        else:
            rows += _changed(old[i1:i2], new[j1:j2], effort)
    return rows


def folded(rows):
    """Return the Rows in groups to show: pairs of (whether to fold them away, Rows).

    What didn't change stays open only beside what did, a row on each side.
    """
    near = {
        place + step for place, row in enumerate(rows) if row.change != SAME for step in (-1, 0, 1)
    }
    groups = []
    for is_far, numbered in groupby(enumerate(rows), key=lambda each: each[0] not in near):
        run = [row for _, row in numbered]
        groups.append((is_far and len(run) > 2, run))
    return groups


def _changed(old, new, effort):
    """Return the Rows of lines that aren't the same: those alike are compared word by word."""
    rows, place = [], 0
    counts = [Counter(word.key[0] for word in line.words) for line in old]
    for line in new:
        twin = _twin(line, old, counts, place, effort)
        if twin is None:
            rows.append(Row(line, ADDED, [(ADDED, _html(line.words))]))
            continue
        rows += [Row(gone, REMOVED, [(REMOVED, _html(gone.words))]) for gone in old[place:twin]]
        runs = _runs(old[twin].words, line.words, effort)
        rows.append(Row(line, CHANGED, runs, was=old[twin]))
        place = twin + 1
    return rows + [Row(gone, REMOVED, [(REMOVED, _html(gone.words))]) for gone in old[place:]]


def _twin(line, old, counts, start, effort):
    """Return the place of the first line of `old` from `start` that `line` may have been."""
    mine = Counter(word.key[0] for word in line.words)
    for place in range(start, len(old)):
        other = old[place]
        if not effort.takes(PAIR + 3 * len(mine)):
            return None
        if line.picture or other.picture:
            if line.picture == other.picture:
                return place
        elif _share(mine, counts[place]) >= ALIKE:
            return place
    return None


def _share(one, other):
    """Return which share of the words of the longer Counter stands in the other, too: 0 to 1."""
    return (one & other).total() / max(one.total(), other.total(), 1)


def alike(one, other):
    """Whether two blocks of HTML are so like each other that one may have become the other."""
    counts = [
        Counter(word.key[0] for line in lines(block) for word in line.words)
        for block in (one, other)
    ]
    return _share(*counts) >= ALIKE


class Effort:
    """What is left of the time for one comparison."""

    def __init__(self):
        self.left = EFFORT

    def takes(self, cost):
        """Whether `cost` is left; takes it then."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


def matched(before, after, effort):
    """Return where two lists agree and differ: tuples of (agree, i1, i2, j1, j2), as difflib has
    them. What is too much effort differs as a whole, but for the ends that agree."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after)))  # noqa: B905
    ends = zip(reversed(before[start:]), reversed(after[start:]))  # noqa: B905
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    i, j = len(before) - end, len(after) - end
    old, new = before[start:i], after[start:j]
    ours, theirs = Counter(old), Counter(new)
    cost = sum(number * theirs[key] for key, number in ours.items())
    cost = cost * (1 + (ours & theirs).total() // 20) + len(old) + len(new) + CALL
    found = [(True, 0, start, 0, start)]
    if effort.takes(cost):
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        found += [
            (tag == "equal", start + i1, start + i2, start + j1, start + j2)
            for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        ]
    else:
        found.append((False, start, i, start, j))
    found.append((True, i, len(before), j, len(after)))
    return [each for each in found if each[1] < each[2] or each[3] < each[4]]


def _runs(before, after, effort):
    """Return the runs of two lists of Words."""
    keys = [[word.key for word in side] for side in (before, after)]
    changes = []
    for agree, i1, i2, j1, j2 in matched(*keys, effort):
        if agree and (j1 == 0 or j2 == len(after) or _speaks(after[j1:j2])):
            changes.append((SAME, after[j1:j2]))
        else:
            changes += [(REMOVED, before[i1:i2]), (ADDED, after[j1:j2])]
    return [(change, _html(run)) for change, run in _gathered(changes) if run]


def _speaks(run):
    """Whether a run between two changes has a word: a comma that stayed parts no change."""
    return any(any(map(str.isalnum, word.text)) for word in run)


def _gathered(changes):
    """Join runs of one kind, so that what was removed stands whole before what was added."""
    gathered = []
    removed, added = [], []
    for change, run in changes:
        if change == REMOVED:
            removed += run
        elif change == ADDED:
            added += run
        elif run:
            gathered += [(REMOVED, removed), (ADDED, added), (SAME, run)]
            removed, added = [], []
    return [*gathered, (REMOVED, removed), (ADDED, added)]


def _html(run):
    """Return the safe HTML of Words: their marks as tags, a link's address in brackets after it."""
    if not any(word.marks for word in run):
        return _text("".join(word.text for word in run))
    parts, place = [], 0
    while place < len(run):
        marks, text = run[place].marks, ""
        while place < len(run) and run[place].marks == marks:
            text += run[place].text
            place += 1
        shown = _text(text)
        for mark, address in reversed(marks):
            shown = format_html("<{0}>{1}</{0}>", mark_safe(mark), shown)
            if address:
                shown += format_html(" <small>({})</small> ", address)
        parts.append(shown)
    return mark_safe("".join(parts))


def _text(text):
    return mark_safe(html.escape(text).replace("\u00a0", "⍽").replace("\n", "<br>"))
