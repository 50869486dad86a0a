"""The dozen words that an article is about: those that it says often and others seldom do."""

import math
from collections import Counter
from typing import NamedTuple

from news import body, corpus
from ukrainian import dictionary
from ukrainian.lemmas import terms
from ukrainian.words import normal

MOST = 12  # words of an article
WHOLE = 1000  # the length of the vector that their weights make
# How often a word counts that stands there once. One that the text says once is said in passing.
TITLE, LEAD, TEXT = 3, 2, 1
FEW = 2  # a word that fewer articles have isn't rarer: it may be a slip
# A word that more than one of so many articles have says nothing, where more than some have it.
COMMON, SOME = 3, 3
SHORTEST, LONGEST = 3, 60  # letters
_NAMES = {"NOUN", "ADJF"}  # what says what a text is about; verbs say what about everything


class Told(NamedTuple):
    """What an article tells, as readers see it: four str, the text without markup."""

    language: str
    title: str
    lead: str
    text: str


def told(language, title, lead, html):
    """Return the Told of the fields of an article, `html` being its clean body."""
    return Told(language, title, lead, body.characters(html))


def keywords(articles):
    """Return a list of {lemma: weight} of `articles`, a list of Told: MOST lemmas at most.

    Of a word that may have several lemmas one is taken. The weight is an int from 1 to WHOLE, and
    the squares of all make WHOLE². One query for each language, for the words that aren't known.
    """
    said = [_said(article) for article in articles]
    rarity = {}
    for language in {article.language for article in articles}:
        mine = [
            lemmas
            for article, counted in zip(articles, said, strict=True)
            if article.language == language
            for lemmas in counted
        ]
        asked = {lemma for lemmas in mine for lemma in lemmas}
        number = max(corpus.total(language), 1)
        rarity[language] = {
            lemma: (articles_with, _rarity(articles_with, number))
            for lemma, articles_with in corpus.articles_with(asked, language).items()
        }
    return [
        _weighed(_of_one_each(counted, rarity[article.language]), rarity[article.language])
        for article, counted in zip(articles, said, strict=True)
    ]


def _said(article):
    """Return a Counter of the words of a Told: by the tuple of lemmas that each may have."""
    found = Counter()
    for text, weight in ((article.title, TITLE), (article.lead, LEAD), (article.text, TEXT)):
        for term in terms(text):
            lemmas = tuple(
                lemma
                for lemma in term.lemmas
                if SHORTEST <= len(lemma) <= LONGEST and _is_word(lemma)
            )
            if lemmas and _names_something(text[term.start : term.end]):
                found[lemmas] += weight
    return found


def _is_word(lemma):
    return not any(character.isdigit() for character in lemma)


def _names_something(word):
    """Return whether a word may be a noun, an adjective or a name: all that isn't known may."""
    natures = dictionary.parts_of_speech(normal(word))
    return not natures or not natures.isdisjoint(_NAMES)


def _rarity(articles_with, number):
    if articles_with > max(SOME, number / COMMON):
        return 0
    return math.log((number + 1) / max(articles_with, FEW)) if number >= FEW else 1


def _of_one_each(counted, rarity):
    """Return a Counter by lemma: of the lemmas of a word that one which most words here share."""
    alike = Counter()
    for lemmas, number in counted.items():
        for lemma in lemmas:
            alike[lemma] += number
    found = Counter()
    for lemmas, number in counted.items():
        found[max(lemmas, key=lambda lemma: (alike[lemma], rarity[lemma][0], lemma))] += number
    return found


def _weighed(counted, rarity):
    weights = {lemma: math.log(number) * rarity[lemma][1] for lemma, number in counted.items()}
    best = sorted((-weight, lemma) for lemma, weight in weights.items() if weight > 0)[:MOST]
    length = math.hypot(*(weight for weight, _ in best))
    return {lemma: max(1, round(-weight * WHOLE / length)) for weight, lemma in best}
