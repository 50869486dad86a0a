"""The Ukrainian alphabetical order, as a key that any database sorts rightly.

SQLite compares bytes, and a PostgreSQL without ICU has no Ukrainian collation, so names keep a
key of their own beside them: two digits a letter, the same order in every collation.
"""

from ukrainian.folding import fold

_ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"  # ДСТУ order: г ґ, е є, и і ї й
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_WEIGHT = {" ": "01", "-": "02"}
_WEIGHT |= {str(digit): f"{10 + digit}" for digit in range(10)}
_WEIGHT |= {letter: f"{20 + place}" for place, letter in enumerate(_ALPHABET)}
_WEIGHT |= {letter: f"{60 + place}" for place, letter in enumerate(_LATIN)}


def sort_key(text, max_length=120):
    """Return the key that sorts `text` in Ukrainian alphabetical order.

    The apostrophe is ignored, a space sorts before a hyphen and both before letters, digits before
    letters, Cyrillic before Latin; other signs sort first. `max_length` is the length of the key
    in characters, two for each letter of the text.
    """
    return "".join(_WEIGHT.get(letter, "00") for letter in fold(text))[:max_length]
