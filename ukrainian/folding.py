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


def printable(text):
    """Return `text` without control characters; tabs and ends of lines stay."""
    return _CONTROLS.sub("", text)


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
