"""The dictionary of Ukrainian words: one small interface, and a light stemmer where it is missing.

Behind it stand pymorphy3 and pymorphy3-dicts-uk, two packages that we depend on and copy nothing
from. Without them everything goes on with our own stemmer (ukrainian/stemming.py), which finds
fewer forms; `has_words()` says which it is. Loaded on first use: a tenth of a second, 20 MB.
"""

import logging
import threading
from functools import lru_cache

from ukrainian.stemming import stem

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_loaded = []  # the analyser, or None where there is none; empty until the first use


def has_words():
    """Return whether the dictionary is installed and could be read."""
    return _analyser() is not None


def is_known(word):
    """Return whether the dictionary has `word` (str, as `ukrainian.words.normal` gives it)."""
    analyser = _analyser()
    return analyser is not None and analyser.word_is_known(word)


def normal_forms(word):
    """Return all normal forms that a `word` may have, a list of str: «мостів» gives «міст».

    Of a word that the dictionary lacks they are guessed by its ending; without the dictionary the
    only one is the stem. `word` is as `ukrainian.words.normal` gives it.
    """
    analyser = _analyser()
    return [stem(word)] if analyser is None else analyser.normal_forms(word)


@lru_cache(4096)
def natures(word):
    """Return what a `word` with a capital may be besides a place's name: a frozenset of str.

    "given" name, "surname" (also a patronymic), "common" for what any sentence may begin with. The
    dictionary doesn't mark places: what has no other number («Полтава», «Суми») is one. Empty for a
    word that the dictionary lacks, and without it.
    """
    analyser = _analyser()
    if analyser is None or not analyser.word_is_known(word):
        return frozenset()
    return frozenset(nature for reading in analyser.parse(word) for nature in _natures(reading))


@lru_cache(4096)
def parts_of_speech(word):
    """Return what parts of speech a `word` of the dictionary may be: a frozenset of NOUN, VERB …

    Empty for any other word, and without the dictionary.
    """
    analyser = _analyser()
    if analyser is None or not analyser.word_is_known(word):
        return frozenset()
    return frozenset(str(tag.POS) for tag in analyser.tag(word))


@lru_cache(4096)
def is_thing(word):
    """Return whether a `word` of the dictionary is a noun and can't be somebody: «бюджет», «вода».

    False for any other word, and without the dictionary.
    """
    analyser = _analyser()
    if analyser is None or not analyser.word_is_known(word):
        return False
    nouns = [tag for tag in analyser.tag(word) if "NOUN" in tag]
    return bool(nouns) and not any("anim" in tag for tag in nouns)


@lru_cache(4096)
def nouns(word):
    """Return of which nouns a `word` of the dictionary is a form: {normal form: whether it is the
    nominative}, without given names and patronymics.

    {} for any other word, and without the dictionary.
    """
    analyser = _analyser()
    if analyser is None or not analyser.word_is_known(word):
        return {}
    found = {}
    for reading in analyser.parse(word):
        marks = reading.tag.grammemes
        if "NOUN" in marks and marks.isdisjoint({"Name", "Patr"}):
            form = reading.normal_form
            found[form] = found.get(form, False) or "nomn" in marks
    return found


@lru_cache(4096)
def agree(adjective, noun):
    """Return whether the dictionary has `adjective` and `noun` in one case, number and gender."""
    analyser = _analyser()
    if analyser is None or not analyser.word_is_known(noun):
        return False
    described = {_agreement(tag) for tag in analyser.tag(adjective) if "ADJF" in tag}
    return any(_agreement(tag) in described for tag in analyser.tag(noun) if "NOUN" in tag)


def _agreement(tag):
    return tag.case, tag.number or "sing", None if tag.number == "plur" else tag.gender


def _natures(reading):
    if "NOUN" not in reading.tag.grammemes:
        yield "common"
        return
    # The nominative of some given names isn't marked as one; their other forms are.
    forms = [form.tag.grammemes for form in reading.lexeme]
    if any("Name" in form for form in forms):
        yield "given"
    elif any("Surn" in form or "Patr" in form for form in forms):
        yield "surname"
    elif "anim" in reading.tag.grammemes or len({"plur" in form for form in forms}) > 1:
        yield "common"


def _analyser():
    if not _loaded:
        with _lock:
            if not _loaded:
                _loaded.append(_load())
    return _loaded[0]


def _load():
    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it tells of every start
    try:
        import pymorphy3
        import pymorphy3_dicts_uk

        return pymorphy3.MorphAnalyzer(path=pymorphy3_dicts_uk.get_path(), lang="uk")
    except (ImportError, OSError, ValueError):
        logger.exception("The dictionary of Ukrainian can't be read: words are stemmed instead")
        return None
