"""How many articles have a word: what search, «Читайте також» and mending weigh words by."""

from news import generation
from news.listing import Listing, counted
from news.models import CorpusLemma, CorpusWord
from news.models.corpus import numbers

MOST = 20_000  # lemmas whose numbers are kept in the process for one generation


def total(language):
    """Return how many public articles a language ("uk" or "en") has."""
    return counted(Listing(language))


def articles_with(lemmas, language):
    """Return {lemma: number of public articles of a language that have it}, 0 for none.

    The numbers are those of the last count; of a lemma that came since, 1 or some more. One query
    for those that weren't asked for in this generation of the content.
    """
    return {lemma: number or 0 for lemma, number in known(lemmas, language).items()}


def known(lemmas, language):
    """Return what `articles_with` does, with None for a lemma that neither an article nor a name of
    a place or a topic has. A name that no article has is known, and has 0."""
    kept = _kept(language)
    found = {lemma: kept.get(lemma, -1) for lemma in lemmas}
    missing = [lemma for lemma, number in found.items() if number == -1]
    if missing:
        new = dict.fromkeys(missing) | numbers(CorpusLemma, missing, language)
        if len(kept) < MOST:
            kept.update(new)
        found |= new
    return found


def spelled(words, language):
    """Return {word: number of articles} of those spellings that an article or a name has."""
    return numbers(CorpusWord, words, language)


@generation.kept
def _kept(language):
    """Return the dict {lemma: number} that one generation of the content fills."""
    return {}
