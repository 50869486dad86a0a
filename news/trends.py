"""What is written about this week more than before: words and places, of public articles only.

Compared by Dunning's log-likelihood («Accurate Methods for the Statistics of Surprise and
Coincidence», 1993) of how many articles have a word or a place, in the week and in the eight weeks
before it; in a newsroom that wrote little in those, in its whole archive. A word must stand in the
title or lead of some. Found once an hour, by the command `count_words`, and stored.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from news import body, generation, labels
from news.corpus.counting import BEFORE, WEEK
from news.models import Article, CorpusCount, CorpusLemma, Kind, Listed, Trends
from news.models.article import Language
from news.models.corpus import slices
from ukrainian import dictionary
from ukrainian.lemmas import fold_lemma, lemmas
from ukrainian.sentences import ends
from ukrainian.words import normal, words

SHOWN = 12  # words, and as many places
LEAST = 3  # articles of the week that have what is shown
TIMES = 2  # as often as before, at least
SURE = 6.63  # what chance alone exceeds once in a hundred (chi-squared, one degree of freedom)
READ = 3000  # articles of a week
FEW = 40  # articles in eight weeks: too few to be compared with
ABOVE = 3  # of so many articles that have a word one at least has it in its title or lead
ALIKE = 0.7  # of the articles of two words are the same: they tell of one story
SHORTEST = 4  # letters of a word that no dictionary knows
HOURS = 26  # after which nothing is shown: what counts has stopped

# What every week is full of.
_TIME = """
    січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
    понеділок вівторок середа четвер пятниця субота неділя день тиждень місяць рік година хвилина
    доба ранок вечір ніч весна літо осінь зима сьогодні вчора завтра
"""
_ENGLISH = """
    about above after again against also although among another around because been before being
    below between both came come could does doing done down during each either even ever every
    first from further gave give given gets going have having here himself how however into itself
    just known last later least less like made make makes many might more most much must near need
    never next once only other others over part people said same says second seen several shall
    should since some still such take taken than that their them themselves then there these they
    this those three through took toward under until upon used uses using very want wants were what
    when where which while whole whom whose will with within without work working would year years
    your month months week weeks days today yesterday tomorrow monday tuesday wednesday thursday
    friday saturday sunday january february march april june july august september october november
    december
"""
_KINDS = {labels.HROMADA: Kind.HROMADA, labels.OBLAST: Kind.OBLAST}
_NEVER = frozenset(_TIME.split()) | frozenset(_ENGLISH.split())


class Trend(NamedTuple):
    """A word or a place: how it is shown, where it leads to (a place; "" of a word), the articles
    of the week that have it, and how many had it in a usual week before, a float."""

    text: str
    address: str
    articles: int
    usual: float


class Found(NamedTuple):
    """The Trends of a language, two tuples, the most telling first."""

    words: tuple = ()
    places: tuple = ()


def stored(language):
    """Return what is Found of a language ("uk" or "en") and not too old. One query."""
    row = Trends.objects.filter(pk=language).first()
    if row is None or timezone.now() - row.at > timedelta(hours=HOURS):
        return Found()
    return Found(*(tuple(Trend(*each) for each in found) for found in (row.words, row.places)))


# Readers' pages ask once in a generation of the content.
shown = generation.kept(stored, most=8)


def store(at=None):
    """Find and store the trends at the aware datetime `at` (default: now), of all languages.

    Some 2 ms for each article of the week. Returns {language: Found}.
    """
    at = at or timezone.now()
    every = {}
    for language in Language:
        found = every[language.value] = find(language, at)
        Trends.objects.update_or_create(
            language=language,
            defaults={"at": at, "words": found.words, "places": found.places},
        )
    return every


def claim(now=None):
    """Return whether trends are to be found now, by who asks: an hour after they were found last,
    of several one is told so. `now` is aware. Never before words were counted: that finds them."""
    now = now or timezone.now()
    old = Trends.objects.filter(language=Language.UKRAINIAN, at__lte=now - timedelta(hours=1))
    return bool(old.update(at=now))


def find(language, at):
    """Return the Found of a language in the week before the aware datetime `at`."""
    columns = ("pk", "title", "lead", "source_name", "body")
    week = Article.objects.published(at).in_language(language).filter(published_at__gte=at - WEEK)
    week = list(week.values_list(*columns, named=True)[:READ])
    count = CorpusCount.objects.filter(pk=language).first()
    if len(week) < LEAST or count is None:
        return Found()
    archive = count.before < FEW
    before = max(0, count.articles - len(week)) if archive else count.before
    against = _Against(language, at, len(week), before, archive)
    places = _places(week, against)
    told = [lemma for place in places for word in words(place.text) for lemma in lemmas(word.text)]
    return Found(tuple(_words(week, against, told)), tuple(places))


class _Against(NamedTuple):
    """What a week that ends at a moment is compared with.

    ``week``     how many articles it has
    ``before``   how many those have that it is compared with
    ``archive``  whether they are all that were published before, not those of eight weeks
    """

    language: str
    at: datetime
    week: int
    before: int
    archive: bool

    def telling(self, often, there):
        """Return {key: by how much it tells} of {key: articles of the week}; `there` are those
        before."""
        scores = {}
        for key, number in often.items():
            usual = there.get(key, 0)
            if number / self.week >= TIMES * (usual + 0.5) / (self.before + 1):
                score = _log_likelihood(number, self.week, usual, max(self.before, usual))
                if score >= SURE:
                    scores[key] = score
        return scores

    def of_week(self, there):
        """Return to how many articles of a week a number of those before comes, a float."""
        weeks = self.before / self.week if self.archive else (BEFORE - WEEK) / WEEK
        return round(there / max(1, weeks), 1)


@dataclass
class _Seen:
    """A lemma in the texts of a week: which articles have it, which of them above their texts, and
    its spellings, where a sentence begins and elsewhere."""

    articles: set = field(default_factory=set)
    above: set = field(default_factory=set)
    first: Counter = field(default_factory=Counter)
    inside: Counter = field(default_factory=Counter)

    def literally(self, lemma):
        """How often the lemma itself is written."""
        spellings = (self.first + self.inside).items()
        return sum(number for word, number in spellings if fold_lemma(normal(word)) == lemma)


def _words(week, against, told):
    """Return the Trends of words; `told` are lemmas of the places that are shown as well."""
    seen = _seen(week)
    often = {lemma: len(of.articles) for lemma, of in seen.items()}
    often = {
        lemma: number
        for lemma, number in often.items()
        if number >= LEAST and len(seen[lemma].above) * ABOVE >= number
    }
    there = Counter()
    for some in slices(sorted(often)):
        rows = CorpusLemma.objects.filter(language=against.language, lemma__in=some)
        for lemma, articles, before in rows.values_list("lemma", "articles", "before"):
            there[lemma] += max(0, articles - often[lemma]) if against.archive else before
    scores = against.telling(often, there)
    # A form may be of two words («суми»): the one comes first that is written just so.
    order = sorted(scores, key=lambda lemma: (-scores[lemma], -seen[lemma].literally(lemma), lemma))
    found, taken = [], []
    for lemma in order:
        here = seen[lemma].articles
        if any(_is_near(lemma, other) for other in told):
            continue
        if any(len(here & other) >= ALIKE * len(here | other) for other in taken):
            continue
        if text := readable(lemma, seen[lemma], against.language):
            found.append(Trend(text, "", often[lemma], against.of_week(there[lemma])))
            taken.append(here)
    return found[:SHOWN]


def _is_near(lemma, other):
    """Whether two lemmas are of one root, as «купянськ» and «купянський»."""
    shorter = min(len(lemma), len(other))
    return shorter > 3 and lemma[: shorter - 1] == other[: shorter - 1]


def _seen(week):
    seen = defaultdict(_Seen)
    for article in week:
        above = f"{article.title}\n{article.lead}\n"
        text = above + body.plain_text(article.body)
        sentences = iter([0, *ends(text)])
        begins = next(sentences)
        for word, start, _ in words(text):
            is_first = start >= begins
            while start >= begins:
                begins = next(sentences)
            for lemma in lemmas(word):
                of = seen[lemma]
                of.articles.add(article.pk)
                if start < len(above):
                    of.above.add(article.pk)
                (of.first if is_first else of.inside)[word] += 1
    return seen


def _places(week, against):
    """Return the Trends of hromadas, and of oblasts whose news aren't those of such hromadas."""
    carried = labels.carried([article.pk for article in week], against.language)
    each = [{*found.hromadas, *found.oblasts} for found in carried.values()]
    often = Counter(label for found in each for label in found)
    often = {label: number for label, number in often.items() if number >= LEAST}
    dated = Listed.objects.filter(published_at__lt=against.at - WEEK, language=against.language)
    if not against.archive:
        dated = dated.filter(published_at__gte=against.at - BEFORE)
    there = {}
    for kind, number in _KINDS.items():
        these = {label.pk: label for label in often if label.kind == kind}
        rows = dated.filter(kind=number, label__in=these).order_by().values_list("label")
        there |= {these[pk]: found for pk, found in rows.annotate(found=Count("pk"))}
    scores = against.telling(often, there)
    told = {label for label in scores if label.kind == labels.HROMADA}
    for oblast in [label for label in scores if label.kind == labels.OBLAST]:
        mine = [found for found in each if oblast in found]
        if sum(not told.isdisjoint(found) for found in mine) * 2 > len(mine):
            del scores[oblast]
    return [
        Trend(label.short_title, label.address, often[label], against.of_week(there.get(label, 0)))
        for label in sorted(scores, key=lambda label: (-scores[label], label.order))[:SHOWN]
    ]


def readable(lemma, seen, language):
    """Return how a lemma is shown that is _Seen in texts, a str; "" when it tells nothing.

    A noun in the nominative as it is used most, a name and an abbreviation as they are written.
    """
    spellings = seen.first + seen.inside
    written = Counter()
    for word, number in spellings.items():
        written[normal(word)] += number
    names = sum(number for word, number in seen.inside.items() if word[0].isupper())
    is_name = names * 2 > seen.inside.total() > 0
    in_capitals = [word for word in spellings if word.isupper() and len(word) > 1]
    if sum(spellings[word] for word in in_capitals) * 2 > spellings.total():
        return max(in_capitals, key=spellings.get)
    forms = {word: dictionary.nouns(word) for word in written}
    nominatives = {form for found in forms.values() for form in found if fold_lemma(form) == lemma}
    if any(sign.isdigit() for sign in lemma) or not _NEVER.isdisjoint({lemma, *nominatives}):
        return ""
    if nominatives:
        # Else it is another part of speech: «нове», «раз».
        if not is_name and not any(
            dictionary.parts_of_speech(word) == {"NOUN"} for word in written
        ):
            return ""
        used = [word for word, found in forms.items() if any(map(found.get, nominatives))]
        text = max(used, key=written.get) if used else min(nominatives)
    elif any(map(dictionary.is_known, written)) or len(lemma) < SHORTEST:
        return ""
    elif is_name or language == Language.ENGLISH:
        text = max(written, key=lambda word: (fold_lemma(word) == lemma, written[word]))
    else:
        return ""
    if is_name:
        text = next(
            (word for word in seen.inside if normal(word) == text and word[0].isupper()), text
        )
        text = text[0].upper() + text[1:]
    return text.replace("'", "’")


def _log_likelihood(here, week, there, before):
    """Return by how much two rates are better told apart than as one: here of week, there of
    before."""

    def of(some, all_):
        rest = all_ - some
        return sum(n * log(n / all_) for n in (some, rest) if n)

    return 2 * (of(here, week) + of(there, before) - of(here + there, week + before))
