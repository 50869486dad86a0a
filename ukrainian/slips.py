"""Slips of a hand and of an ear: what may have been meant by a word with one letter wrong."""

# The rows of the keyboards: neighbours in a row, and those above and below, are hit by mistake.
_ROWS = (
    ("йцукенгшщзхї", "фівапролджє", "ячсмитьбю"),
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
)
_LETTERS = ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'", "abcdefghijklmnopqrstuvwxyz'")
# Sounds that aren't stressed or stand side by side are heard as each other (orthography of 2019,
# sections 2, 3 and 32); the first is Ukrainian, then what the same sounds are in English.
_HEARD = (
    "оа еи иі еє іє іи ії уо ую яа яє йі зс зж цс дт гк гх бп щш кх ґг чщ шж",
    "ae ei ie iy ou sz ck",
)

# What each costs, in natural logarithms of the number of articles: a slip that costs 1 more must
# lead to a word that e times as many articles have.
_HEARD_AS, _DOUBLED, _SOFT, _SWAPPED, _BESIDE = 0.5, 0.5, 0.5, 1.0, 1.0
_LEFT_OUT, _TOO_MANY, _ANOTHER, _FIRST = 1.5, 1.5, 2.5, 1.0


def slips(word):
    """Return {word: cost} of what may have been meant by a normal `word` (str) with one letter
    wrong: another letter, one too many, one left out, two in each other's place.

    The cost is less for the slips that people make most; some 75 words for each letter. Of a word
    that isn't of one alphabet, or is shorter than three letters, {}.
    """
    alphabet = next((n for n, letters in enumerate(_LETTERS) if set(word) <= {*letters, "-"}), None)
    if alphabet is None or len(word) < 3:
        return {}
    letters, near = _LETTERS[alphabet], _NEAR[alphabet]
    found = {}

    def add(meant, cost, place):
        cost += _FIRST if place == 0 else 0
        found[meant] = min(cost, found.get(meant, cost))

    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        around = before[-1:] + after[:1]
        for letter in letters:
            cost = _DOUBLED if letter in around else _SOFT if letter in "ь'" else _LEFT_OUT
            add(before + letter + after, cost, place)
        if not after:
            break
        here, rest = after[0], after[1:]
        twice = here in (before[-1:], rest[:1])
        add(before + rest, _DOUBLED if twice else _SOFT if here in "ь'" else _TOO_MANY, place)
        if rest:
            add(before + rest[0] + here + rest[1:], _SWAPPED, place)
        for letter in letters:
            add(before + letter + rest, near.get(here + letter, _ANOTHER), place)
    found.pop(word, None)
    return found


def _near(rows, heard):
    """Return {two letters: cost of one in the place of the other}."""
    costs = {}
    for above, row in zip(("", *rows), rows, strict=False):
        for place, letter in enumerate(row):
            for other in row[place + 1 : place + 2] + above[place : place + 2]:
                costs[letter + other] = costs[other + letter] = _BESIDE
    for one, other in heard.split():
        costs[one + other] = costs[other + one] = _HEARD_AS
    return costs


_NEAR = tuple(_near(rows, heard) for rows, heard in zip(_ROWS, _HEARD, strict=True))
