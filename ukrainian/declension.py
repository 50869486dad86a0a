"""The forms of a place's name by the rules of declension, for names that no dictionary has.

A generator of too many forms is good enough: it only tells whether a word of a text may be a form
of a name that we hold. The rules are those of the orthography of 2019, sections 69–116 (nouns) and
99–102 (adjectives).
"""

import re
from functools import lru_cache

_VOWELS = "аеєиіїоуюя"
# Forms of one name differ in vowels, the soft sign, the apostrophe and these consonants only.
_SKELETON = str.maketrans("цзс", "кгх", _VOWELS + "йьґ'-")
_DOUBLE = re.compile(r"(.)\1+")
_ENDINGS_LEFT = "вгмх"  # what stays of -ові, -ого, -ами, -ах in a skeleton


def _parted(endings):
    return tuple(endings.split())


_MASCULINE = _parted("а у я ю ові еві єві ом ем єм і ї")
_PLURAL = _parted("ам ами ах ям ями ях ів їв ей")
_FEMININE_A = _parted("и і у ою ею")
_FEMININE_YA = _parted("і ї ю ею єю")
_NEUTER = _parted("а я у ю ом ем ові еві і")
_ADJECTIVE = {
    "masculine": _parted("ого ому им ім ій"),
    "soft": _parted("ього ьому ім їм"),
    "feminine": _parted("ої ій у ою"),
    "soft feminine": _parted("ьої ій ю ьою"),
    "plural": _parted("их им ими іх ім іми"),
}
_LAST_SYLLABLE = re.compile("[іїеєо](?=[^аеєиіїоуюя]+$)")
_VELAR = {"г": "з", "ґ": "з", "к": "ц", "х": "с"}


def skeletons(word):
    """Return the keys under which the name may be kept of which `word` is a form: one or two str.

    A name is kept under `skeleton(name)`. `word` is lower case, with ' for the apostrophe.
    """
    whole = skeleton(word)
    return (whole, whole[:-1]) if whole[-1:] in _ENDINGS_LEFT and whole else (whole,)


def skeleton(name):
    """Return what stays the same in all forms of a `name` (one word): consonants, some as one."""
    return _DOUBLE.sub(r"\1", name.translate(_SKELETON))


@lru_cache(4096)
def forms(name):
    """Return the forms that a `name` (one word, nominative, lower case) may have, a frozenset.

    All cases but the vocative; for a name that may be a noun or an adjective («Борова») both.
    """
    return frozenset(_forms(name)) | {name}


def _forms(name):
    ending = name[-1:]
    if ending in "аяоеєиії":
        stem = name[:-1]
        yield from _with_vowel(stem, ending)
    elif name.endswith(("ий", "ій")):
        stem = name[:-2]
        yield from _joined(stem, _ADJECTIVE["masculine"] + _ADJECTIVE["soft"])
        yield from _joined(name[:-1], ("я", "ю", "єм", "ї", "єві"))
    else:
        yield from _with_consonant(name)


def _with_vowel(stem, ending):
    if ending == "а":
        yield from _joined(stem, _FEMININE_A + _ADJECTIVE["feminine"])
        yield from _softened(stem)
        if stem.endswith(("ськ", "цьк", "щ")):  # «Мостиська», «Ставища» are plural
            yield from _joined(stem, ("", *_PLURAL))
    elif ending == "я":
        yield from _joined(stem, (*_FEMININE_YA, *_ADJECTIVE["soft feminine"], "ям", "ї", "ях"))
    elif ending == "о":
        yield from _joined(stem, _NEUTER)
        yield from _softened(stem)
    elif ending in "еє":
        yield from _joined(stem, _ADJECTIVE["masculine"] + _ADJECTIVE["soft"])
        if stem.endswith(("щ", "л", "р", "ц")):  # «Городище», «Поле»
            yield from _joined(stem, _NEUTER)
    else:
        yield from _joined(stem, _PLURAL + _ADJECTIVE["plural"])
        yield from _without_ending(stem)


def _without_ending(stem):
    """Yield the genitive plural of a stem: «Суми» — Сум, «Ромни» — Ромен, «Олешки» — Олешок."""
    yield stem
    yield stem + "ь"
    if len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS:
        head = stem[:-1].removesuffix("ь")
        for vowel in "оеє":
            yield head + vowel + stem[-1]
            yield head + vowel + stem[-1] + "ь"


def _with_consonant(name):
    bare = name.removesuffix("ь").removesuffix("й")
    stems = {bare}
    if _LAST_SYLLABLE.search(bare):
        # «Канів» — Канева, «Ріг» — Рогу; «Тростянець» — Тростянця, «Городок» — Городка.
        stems.update(_LAST_SYLLABLE.sub(vowel, bare) for vowel in ("о", "е", "є", "", "й", "ь"))
    for stem in stems:
        yield from _joined(stem, _MASCULINE)
        yield from _softened(stem)
    if name[-1] in "ьчшжвбп":  # «Умань» — Уманню, «Січ» — Січчю
        yield from _joined(bare, ("і", "ю", bare[-1:] + "ю", "'ю", "и"))
    if bare.endswith(("ин", "ів", "їв")):
        yield bare + "им"


def _softened(stem):
    """Yield the locative of a stem in г, к or х: «Острозі», «Згурівці»."""
    if stem[-1:] in _VELAR:
        yield stem[:-1] + _VELAR[stem[-1]] + "і"


def _joined(stem, endings):
    return [stem + ending for ending in endings]
