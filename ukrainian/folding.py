"""Mending and folding of Ukrainian text: what is one name to a person is one string to us."""

import re
import unicodedata

# All signs found in the place of the apostrophe: ' ` ´ ʹ ʼ ʻ ˈ ‘ ’ ‛ ′ ＇
_APOSTROPHES = re.compile("['`´ʹʼʻˈ‘’‛′＇]")
# Between two letters only: elsewhere the sign is a quotation mark.
_INNER_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['`´ʹʼʻˈ‘’‛′＇](?=[^\W\d_])")
# What no text means to hold, and what XML 1.0 (section 2.2) forbids in a feed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zà-ÿ]", re.IGNORECASE)
# Letters that look alike, by pairs: what a keyboard in the wrong layout leaves unseen in a word.
_LATIN_TWINS = "aceikopxyïABCEHIKMOPTXYÏ"
_CYRILLIC_TWINS = "асеікорхуїАВСЕНІКМОРТХУЇ"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_ONE_LETTER_WORDS = frozenset("aioy")  # what stands for «а», «і», «о», «у»


def printable(text):
    """Return `text` without control characters; tabs and ends of lines stay."""
    return _CONTROLS.sub("", text)


def count_cyrillic(text):
    """Return how many letters of a text (str) are Cyrillic: 0 in what is English throughout."""
    return len(_CYRILLIC.findall(text))


def mend(text):
    """Return `text` in the form that we store and show: NFC, single spaces, one apostrophe ’.

    Only signs between letters become the apostrophe; control characters go. Takes and returns a
    str.
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", printable(text))).strip()
    return _INNER_APOSTROPHE.sub("’", text)


def fold(text):
    """Return the key by which names are compared: mended, no apostrophes, case folded.

    «Куп'янська », «КУП’ЯНСЬКА» and «Купʼянська» give one key. The key is for comparing and is
    never shown.
    """
    return _APOSTROPHES.sub("", mend(text)).casefold()


def unmixed(text):
    """Return `text` with each word in one alphabet, where only look-alike letters mixed them.

    «освiта» with a Latin i becomes Cyrillic, «Сovid» with a Cyrillic С becomes Latin; a lone Latin
    i, a, o or y in a Cyrillic text is the word that it looks like. «IT-громада» and «Дія.QR» stay:
    their words are of one alphabet each. Takes and returns a str.
    """
    if not (_LATIN.search(text) and _CYRILLIC.search(text)):
        return text
    return _WORD.sub(_in_one_alphabet, text)


def _in_one_alphabet(match):
    word = match[0]
    if word in _ONE_LETTER_WORDS:
        return word.translate(_TO_CYRILLIC)
    if _LATIN.search(word) and _CYRILLIC.search(word):
        cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
        if not _LATIN.search(cyrillic):
            return cyrillic
        if not _CYRILLIC.search(latin):
            return latin
    return word


def in_cyrillic(text):
    """Return `text` unmixed, and Latin words that Cyrillic letters could write in those: IT as ІТ.

    What looks the same is the same then: for comparing, never shown. Takes and returns a str.
    """
    return _WORD.sub(_in_cyrillic, text)


def _in_cyrillic(match):
    cyrillic = match[0].translate(_TO_CYRILLIC)
    return _in_one_alphabet(match) if _LATIN.search(cyrillic) else cyrillic
