"""Places that a text is about: which oblasts and hromadas it names, and in which words.

Where several places bear a name, the context decides, the nearest first: the word for what it is
(місто, село; міська, селищна, сільська), the raion, oblast or hromada beside the name, in its
sentence, then anywhere in the text. Where the context is silent nothing is chosen: the name is
ambiguous, and all the candidates that are left are given.
"""

from collections import defaultdict
from typing import NamedTuple

from regions import gazetteer as gazetteers
from regions.gazetteer import CITY, TOWN, VILLAGE
from regions.head_nouns import HROMADA, OBLAST, RAION, named_places
from regions.named_settlements import settlements
from regions.passages import SPACE, tokens_of

PARTS = ("title", "lead", "body")
LONGEST = 200_000  # characters of a text that are read


class Match(NamedTuple):
    """Words of a text that name a place: as they stand, in "title", "lead" or "body", and where.

    ``start`` and ``end`` (exclusive) count the characters of that part.
    """

    text: str
    part: str
    start: int
    end: int


class Found(NamedTuple):
    """A place that the text names: its KATOTTG code, its full name, the Match that named it each.

    ``matches`` of an oblast are those of its own name and of its raions and hromadas.
    """

    katottg: str
    name: str
    matches: list[Match]


class Ambiguous(NamedTuple):
    """A name that the context doesn't decide, as it stands first, with all that it may mean.

    ``candidates`` are codes of hromadas (or of an oblast, for a city with special status).
    """

    name: str
    candidates: list[str]
    matches: list[Match]


class Places(NamedTuple):
    """What `detect_places` found; each list in the order of the text."""

    oblasts: list[Found]
    hromadas: list[Found]
    ambiguous: list[Ambiguous]


def detect_places(title="", lead="", body="", gazetteer=None):
    """Return the Places that an article names; pure but for the register, which is read once.

    `title`, `lead`, `body` are plain text (str); an empty line parts paragraphs. `gazetteer` is
    that of the database's register (regions.gazetteer.current) unless given.
    """
    return _Reading((title, lead, body), gazetteer or gazetteers.current()).places()


class _Reading:
    """One text being read: what it names, and what of it is decided."""

    def __init__(self, texts, gazetteer):
        self.gazetteer = gazetteer
        self.texts = [text[:LONGEST] for text in texts]
        self.tokens = tokens_of(*self.texts)
        # What decides between namesakes, by the number of the sentence; None is the whole text.
        self.raions, self.oblasts = defaultdict(set), defaultdict(set)
        self.hromadas = defaultdict(set)
        self.at = {}  # by the token at which a place's name begins: (level, codes)
        self.chosen = []  # triples of a code, the first token, the last (exclusive)
        self.implied = []  # the same of raions named
        self.left = []  # pairs of a mention and its candidates

    def places(self):
        """Return the Places of the text."""
        adjectives = named_places(self.tokens, self.gazetteer)
        self._regions()
        for mention in adjectives:
            self.at[mention.start] = (mention.level, mention.codes)
            if mention.level != HROMADA:
                self._name(mention.level, mention.codes, mention.start, mention.end)
        for mention in adjectives:
            if mention.level == HROMADA:
                self._decide_hromada(mention)
        self.named = set(self.hromadas[None])
        taken = {place for mention in adjectives for place in range(mention.start, mention.end)}
        taken.update(place for place, (level, _) in self.at.items() if level != HROMADA)
        found = settlements(self.tokens, taken, set(self.at), self.gazetteer)
        # Cities and what is qualified first: the hromadas of these decide about villages.
        for one in found:
            self._decide_settlement(one, final=False)
        for one in found:
            self._decide_settlement(one, final=True)
        return self._result()

    def _regions(self):
        """Read «Харківщина», «Волинь», «Крим»."""
        for index, token in enumerate(self.tokens):
            if not token.capital or token.named:
                continue
            before = self.tokens[index - 1].low if index else ""
            # «на Запоріжжі» is the oblast, «у Запоріжжі» the city, «на Запоріжжя» fall bombs.
            key = f"{before} {token.low}" if token.low == "запоріжжі" else token.low
            if key in self.gazetteer.regions:
                level, code = self.gazetteer.regions[key]
                self.at[index] = (level, (code,))
                self._name(level, (code,), index, index + 1)

    def _name(self, level, codes, start, end):
        """Keep an oblast or raion that is named: it is labelled, and it decides."""
        if len(codes) > 1:
            return
        sentence = self.tokens[start].sentence
        oblast = codes[0]
        if level == RAION:
            oblast = self.gazetteer.raions[codes[0]][1]
            for where in (sentence, None):
                self.raions[where].add(codes[0])
        for where in (sentence, None):
            self.oblasts[where].add(oblast)
        self.implied.append((oblast, start, end))

    def _decide_hromada(self, mention):
        codes = self._qualified(mention)
        codes, by_context = self._narrowed(codes, mention.start)
        if not codes or not (mention.sure or by_context):
            return
        if len(codes) == 1:
            self._choose(codes[0], mention.start, mention.end)
        else:
            self.left.append((mention, codes))

    def _qualified(self, mention):
        """Return the hromadas of `mention` that lie in the raion or oblast right after it."""
        level, codes = self.at.get(mention.end, (None, ()))
        if level not in (RAION, OBLAST):
            return mention.codes
        fit = tuple(code for code in mention.codes if self._lies_in(code, level, codes))
        # After a comma it may be the next of a list; without one it contradicts.
        return fit if fit or self.tokens[mention.end].gap == SPACE else mention.codes

    def _lies_in(self, code, level, codes):
        key = {HROMADA: "code", RAION: "raion", OBLAST: "oblast"}[level]
        return getattr(self.gazetteer.places[code], key) in codes

    def _choose(self, code, start, end):
        self.chosen.append((code, start, end))
        for where in (self.tokens[start].sentence, None):
            self.hromadas[where].add(code)

    def _narrowed(self, codes, start):
        """Return the `codes` that the context leaves, and whether it spoke of any of them."""
        spoke = False
        place = self.gazetteer.places
        sentence = self.tokens[start].sentence
        for where in (sentence, None):
            for names, level in (
                (self.hromadas, "code"),
                (self.raions, "raion"),
                (self.oblasts, "oblast"),
            ):
                if level == "code" and len(codes) < 2:
                    continue
                fit = tuple(c for c in codes if getattr(place[c], level) in names[where])
                if fit:
                    codes, spoke = fit, True
        return codes, spoke

    def _decide_settlement(self, one, final):
        bearers = self._of_type(one)
        if one.qualifier is not None:
            level, codes = self.at[one.qualifier]
            bearers = [pair for pair in bearers if self._lies_in(pair[0], level, codes)]
        if not bearers:
            return
        cities = [pair for pair in bearers if pair[1] == CITY]
        villages_only = all(rank == VILLAGE for _, rank in bearers)
        is_early = bool(one.type or one.qualifier is not None or not villages_only)
        if is_early == final:
            return
        if not one.type:
            known = [pair for pair in bearers if pair[0] in self.named]
            if known and one.qualifier is None and not any(map(self._is_main, cities)):
                bearers = known
            elif cities:
                bearers = cities
        codes = tuple(dict.fromkeys(code for code, _ in bearers))
        narrowed, _ = self._narrowed(codes, one.start)
        in_named = bool(set(codes) & self.hromadas[None])
        needs_more = one.doubtful or (villages_only and not in_named)
        if needs_more and not one.evident:
            return
        if len(narrowed) == 1:
            self._choose(narrowed[0], one.start, one.end)
        elif one.evident or cities:
            self.left.append((one, narrowed))

    def _is_main(self, city):
        """Return whether a city is its oblast's, whose name nobody gives a village beside it."""
        place = self.gazetteer.places[city[0]]
        return self.gazetteer.oblasts[place.oblast] in (f"{place.name} область", place.name)

    def _of_type(self, one):
        """Return the bearers that are what the text calls them."""
        if not one.type:
            return list(one.bearers)
        fit = [pair for pair in one.bearers if pair[1] == one.type]
        if not fit and one.type != CITY:  # a town is called a village now and then
            fit = [pair for pair in one.bearers if pair[1] in (TOWN, VILLAGE)]
        return fit

    def _result(self):
        hromadas, oblasts = defaultdict(list), defaultdict(list)
        for code, start, end in sorted(self.chosen, key=lambda one: one[1]):
            place = self.gazetteer.places[code]
            match = self._match(start, end)
            oblasts[place.oblast].append(match)
            if place.raion:
                hromadas[code].append(match)
        for code, start, end in self.implied:
            oblasts[code].append(self._match(start, end))
        return Places(
            [self._found(code, self.gazetteer.oblasts[code], oblasts) for code in oblasts],
            [self._found(code, self._title(code), hromadas) for code in hromadas],
            self._ambiguous(),
        )

    def _found(self, code, name, matches):
        return Found(code, name, sorted(set(matches[code]), key=_order))

    def _title(self, code):
        place = self.gazetteer.places[code]
        return f"{place.name} {place.kind} територіальна громада"

    def _ambiguous(self):
        found = {}
        chosen = {code for code, _, _ in self.chosen}
        for mention, codes in sorted(self.left, key=lambda pair: pair[0].start):
            if chosen.intersection(codes):
                continue  # said more exactly elsewhere
            match = self._match(mention.start, mention.end)
            key = frozenset(codes)
            if key in found:
                found[key].matches.append(match)
            else:
                name = self._text(mention.start, self._end_of_name(mention))
                found[key] = Ambiguous(name, sorted(codes), [match])
        return list(found.values())

    def _end_of_name(self, mention):
        """The name without its noun: an adjective is one word."""
        return mention.start + 1 if hasattr(mention, "level") else mention.end

    def _match(self, start, end):
        first, last = self.tokens[start], self.tokens[end - 1]
        return Match(self._text(start, end), PARTS[first.part], first.start, last.end)

    def _text(self, start, end):
        first, last = self.tokens[start], self.tokens[end - 1]
        return self.texts[first.part][first.start : last.end]


def _order(match):
    return PARTS.index(match.part), match.start
