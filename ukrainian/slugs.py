"""Latin letters for Ukrainian names, by the rules of the Cabinet of Ministers.

The rules: resolution 55 of 27.01.2010 «Про впорядкування транслітерації українського алфавіту
латиницею» (Згурівка → Zghurivka, Куп’янськ → Kupiansk).
"""

import re

import translitua

from ukrainian.folding import mend

_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def transliterate(text):
    """Return `text` with its Ukrainian letters in Latin ones by resolution 55.

    The apostrophe and the soft sign are not rendered, as the resolution says; other characters
    stay. A word in capitals stays in capitals. Takes and returns a str of any length.
    """
    return _WORD.sub(_transliterate_word, mend(text))


def _transliterate_word(match):
    word = match[0].replace("’", "")
    latin = translitua.translit(word, translitua.UkrainianKMU)
    if word.isupper():
        return latin.upper() if len(word) > 1 else latin.capitalize()
    return latin


def slugify(text, max_length=80):
    """Return the slug of a name or title: lower-case Latin letters, digits and single hyphens.

    `max_length` is in characters; a longer slug ends at a whole word (or is cut hard where its
    first word alone is longer). Text without a letter or digit gives "".
    """
    slug = _NOT_SLUG.sub("-", transliterate(text).lower()).strip("-")
    if len(slug) > max_length:
        head, _, _ = slug[: max_length + 1].rpartition("-")
        slug = head or slug[:max_length]
    return slug
