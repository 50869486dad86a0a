"""Two who saved at once: the pieces in which their versions differ, and one version out of them.

A field is a piece, but for the body, which is decided block by block: a paragraph, a list, a table,
a picture. Where the version that both began with is known, each piece suggests the side that
changed it; where both did, or it isn't known, one's own.
"""

from dataclasses import dataclass, field

from newsroom.comparing import ADDED, REMOVED, Effort, alike, compare_bodies, folded, matched
from newsroom.differences import differences, same_field
from newsroom.lines import blocks

MINE, THEIRS = "mine", "theirs"


@dataclass
class Piece:
    """One thing to decide: `name` is what the form sends, MINE or THEIRS what it may be.

    `theirs` and `mine` are runs (differences.Difference), `their_rows` and `my_rows` the lines of a
    piece of the body. An empty side means that there is nothing: taking it leaves the piece out.
    """

    name: str
    label: str
    suggested: str
    theirs: list = field(default_factory=list)
    mine: list = field(default_factory=list)
    their_rows: list = field(default_factory=list)
    my_rows: list = field(default_factory=list)
    pictures: tuple = ()
    is_list: bool = False


@dataclass
class Agreed:
    """Blocks of the body that are the same on both sides; `groups` are their lines, folded."""

    groups: list


def pieces(mine, theirs, base=None):
    """Return what is to be decided between two versions: Pieces, and Agreed between those of the
    body. `base` is the version that `mine` was begun with, when it is known."""
    found = []
    for difference in differences(theirs, mine):
        if difference.name == "body":
            found += _pieces_of_body(mine["body"], theirs["body"], base and base["body"])
        else:
            untouched = base is not None and same_field(difference.name, base, mine)
            found.append(
                Piece(
                    difference.name,
                    difference.label,
                    THEIRS if untouched else MINE,
                    theirs=difference.before,
                    mine=difference.after,
                    pictures=difference.pictures,
                    is_list=difference.is_list,
                )
            )
    return found


def merge(mine, theirs, chosen):
    """Return the version made of two: `chosen` is {name of a piece: MINE or THEIRS}; what it
    doesn't name is taken as one's own."""
    merged = dict(mine)
    for difference in differences(theirs, mine):
        if chosen.get(difference.name) == THEIRS:
            merged[difference.name] = theirs[difference.name]
    number, body = 0, []
    for ours, others, agree in _pairs(mine["body"], theirs["body"]):
        taken = ours
        if not agree:
            taken = others if chosen.get(f"body-{number}") == THEIRS else ours
            number += 1
        body += taken
    return merged | {"body": "\n".join(body), "typed": {}}


def _pairs(mine, theirs):
    """Return where two bodies agree and differ, in order: (my blocks, their blocks, agree).

    Neighbouring blocks that both sides have, one as it was and one changed, are places of their
    own: each may have been changed by another hand.
    """
    ours, others = blocks(mine), blocks(theirs)
    pairs = []
    for agree, i1, i2, j1, j2 in matched(others, ours, Effort()):
        old, new = others[i1:i2], ours[j1:j2]
        if not agree and len(old) == len(new) and all(map(alike, old, new)):
            pairs += [([one], [other], False) for one, other in zip(new, old, strict=True)]
        else:
            pairs.append((new, old, agree))
    return pairs


def _pieces_of_body(mine, theirs, base):
    known = None if base is None else set(blocks(base))
    found, number, effort = [], 0, Effort()
    for ours, others, agree in _pairs(mine, theirs):
        rows = compare_bodies("\n".join(others), "\n".join(ours), effort)
        if agree:
            found.append(Agreed(folded(rows)))
            continue
        # All that I have here stood here before, and what they have didn't: they changed it.
        untouched = known is not None and known.issuperset(ours) and not known.issuperset(others)
        found.append(
            Piece(
                f"body-{number}",
                f"Текст, місце {number + 1}",
                THEIRS if untouched else MINE,
                their_rows=[row for row in rows if row.change != ADDED],
                my_rows=[row for row in rows if row.change != REMOVED],
            )
        )
        number += 1
    return found
