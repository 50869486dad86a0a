"""How people write the name of a place: «м. Київ», «Куп'янська міська ТГ», «Харківська обл.».

Pure reading of text; which place is meant is found in regions/find.py.
"""

import re
from typing import NamedTuple

from ukrainian.folding import fold, unmixed

MAX_QUERY = 100  # characters of a name that are read; the longest official one has 60

OBLAST, RAION, HROMADA, SETTLEMENT = "oblast", "raion", "hromada", "settlement"

# All words are folded: no apostrophes, lower case. English ones are those of our English pages.
_LEVEL_WORDS = {
    **dict.fromkeys(("область", "обл", "обл.", "oblast", "region"), OBLAST),
    **dict.fromkeys(("район", "р-н", "raion", "district"), RAION),
    **dict.fromkeys(("громада", "тг", "отг", "мтг", "стг", "hromada", "community"), HROMADA),
    **dict.fromkeys(("територіальна", "обєднана", "territorial", "amalgamated"), HROMADA),
    **dict.fromkeys(("місто", "м.", "м", "село", "с.", "с", "селище", "сел.", "смт"), SETTLEMENT),
    **dict.fromkeys(("смт.", "с-ще", "с-ще.", "сщ", "сщ.", "city", "town", "village"), SETTLEMENT),
}
_KIND_WORDS = {
    "міська": "міська",
    "селищна": "селищна",
    "сільська": "сільська",
    "мтг": "міська",
    "urban": "міська",
    "settlement": "селищна",
    "rural": "сільська",
}
_GLUED = re.compile(r"^(м|с|смт|сщ|с-ще|сел)\.(?=\w)")
_NOT_NAME = re.compile("[«»,;()]")
_CYRILLIC = re.compile("[а-яґєії]")


class Name(NamedTuple):
    """A name as somebody wrote it.

    ``key``       the folded name without the words that only say what it is; "" when there is none
    ``level``     OBLAST, RAION, HROMADA, SETTLEMENT, where such a word was there; else None
    ``kind``      of a hromada, «міська», «селищна» or «сільська», where it was said; else None
    ``is_latin``  whether it is written in Latin letters
    """

    key: str
    level: str | None
    kind: str | None
    is_latin: bool


def read_name(text):
    """Return the Name in `text`, of which the first MAX_QUERY characters are read."""
    folded = fold(unmixed(text[:MAX_QUERY].replace("\x00", "")))
    words = (
        _GLUED.sub(r"\1. ", folded).replace(",", " ").replace("«", " ").replace("»", " ").split()
    )
    level = kind = None
    # Words of kind stand at either end; «село» and the like are looked for in front first. The last
    # word left is the name, whatever it is: there is a village Громада, and many called Селище.
    while len(words) > 1:
        if _LEVEL_WORDS.get(words[0]) == SETTLEMENT:
            word = words.pop(0)
        elif _tells(words[-1]):
            word = words.pop()
        elif _tells(words[0]):
            word = words.pop(0)
        else:
            break
        kind = kind or _KIND_WORDS.get(word)
        level = level or (HROMADA if word in _KIND_WORDS else _LEVEL_WORDS[word])
    key = " ".join(words)
    return Name(key, level, kind, bool(key) and not _CYRILLIC.search(key))


def _tells(word):
    return word in _LEVEL_WORDS or word in _KIND_WORDS
