"""Places named by an adjective beside its noun: «Куп’янська міська рада», «Ізюмський район».

An adjective alone names nothing: it is accepted beside its noun, in a list that has the noun once,
or, the noun said before, where it stands instead of it («а Куп’янська — на школу»).
"""

from typing import NamedTuple

from regions.gazetteer import CITY
from regions.passages import COLON, COMMA, DASH, END, SPACE
from ukrainian.dictionary import parts_of_speech

HROMADA, RAION, OBLAST = "hromada", "raion", "oblast"
URBAN, TOWN, RURAL = "міська", "селищна", "сільська"
REACH = 5  # words between an adjective and its noun at most: «X-ська міська об’єднана тер. громада»
LINK = 3  # words between two adjectives of a list at most: «й сусідня», «та ще одна»

FEMININE, MASCULINE, PLURAL = "f", "m", "p"


def _declined(stem, endings):
    return [stem + ending for ending in endings.split()]


_ENDINGS = {
    FEMININE: _declined("", "а ої ій у ою"),
    MASCULINE: _declined("", "ий ого ому им ім"),
    PLURAL: _declined("", "і их им ими"),
}
_HARD = "ий ого ому им ім а ої ій у ою е і их ими"
_KINDS = {
    form: kind
    for stem, kind in (("міськ", URBAN), ("селищн", TOWN), ("сільськ", RURAL))
    for form in _declined(stem, _HARD)
}
_LEVELS = {
    form: level
    for stem, level in (("обласн", OBLAST), ("районн", RAION))
    for form in _declined(stem, _HARD)
}
_FILLERS = {
    form
    for stem in ("територіальн", "об'єднан", "військов", "державн", "виконавч", "цивільн")
    for form in _declined(stem, _HARD)
}
_COUNCIL = frozenset(
    _declined("рад", "а и і у ою ам ами ах")
    + ["рад"]
    + _declined("адміністраці", "я ї ю єю й ям ями ях")
    + _declined("комітет", "у а ом ові і и ів ам ами ах")
    + ["комітет"]
)
_MAYOR = frozenset(_declined("голов", "а и і у ою") + ["мер", "мера", "меру", "мером", "мерка"])
# Noun → level, kinds (None: any). What needs «міська», «обласна» beside it isn't here.
_NOUNS = {
    **dict.fromkeys(_declined("громад", "а и і у ою о ам ами ах"), (HROMADA, None)),
    **dict.fromkeys(("громад", "тг", "отг"), (HROMADA, None)),
    "мтг": (HROMADA, (URBAN,)),
    "стг": (HROMADA, (TOWN, RURAL)),
    "мва": (HROMADA, (URBAN,)),
    "сва": (HROMADA, (TOWN, RURAL)),
    **dict.fromkeys(_declined("міськрад", "а и і у ою"), (HROMADA, (URBAN,))),
    **dict.fromkeys(_declined("селищрад", "а и і у ою"), (HROMADA, (TOWN,))),
    **dict.fromkeys(_declined("сільрад", "а и і у ою"), (HROMADA, (RURAL,))),
    **dict.fromkeys(["міськвиконком", *_declined("міськвиконком", "у ом")], (HROMADA, (URBAN,))),
    **dict.fromkeys(["виконком", *_declined("виконком", "у ом і")], (HROMADA, None)),
    **dict.fromkeys(("ова", "ода", "обл"), (OBLAST, None)),
    **dict.fromkeys(_declined("област", "ь і ю ей ям ями ях"), (OBLAST, None)),
    **dict.fromkeys(_declined("облрад", "а и і у ою"), (OBLAST, None)),
    **dict.fromkeys(_declined("облдержадміністраці", "я ї ю єю"), (OBLAST, None)),
    **dict.fromkeys(("рва", "рда", "р-н", "р-ну", "р-ні"), (RAION, None)),
    **dict.fromkeys(["район", *_declined("район", "у ом ові і и ів ам ами ах")], (RAION, None)),
    **dict.fromkeys(_declined("райрад", "а и і у ою"), (RAION, None)),
    **dict.fromkeys(_declined("райдержадміністраці", "я ї ю єю"), (RAION, None)),
}
_AND = frozenset(["і", "й", "та", "або", "чи", "а", "і", "також", "ще"])
_PREPOSITIONS = frozenset(_declined("", "у в на до з із зі від для про через між за під при по"))
# Adjectives that mostly say of which people or land somebody is: a name only with more beside it.
OF_A_PEOPLE = frozenset(["українськ", "руськ", "болгарськ", "кримськ"])


class Named(NamedTuple):
    """An adjective that names a place.

    ``level``       HROMADA, RAION or OBLAST
    ``codes``       of the places of that level that it may name, by the noun's kind already
    ``start, end``  the first and the last token (exclusive)
    ``sure``        whether more than the bare noun shows that a place is meant
    ``kinds``       what the noun says of a hromada's kind: a tuple, or None
    """

    level: str
    codes: tuple[str, ...]
    start: int
    end: int
    sure: bool
    kinds: tuple[str, ...] | None


class _Head(NamedTuple):
    level: str
    kinds: tuple[str, ...] | None
    end: int  # after the noun
    plain: bool  # a bare «громада» or «рада»


def named_places(tokens, gazetteer):
    """Return the places that adjectives name, a list of Named in their order.

    `tokens` are those of regions.passages, `gazetteer` a Gazetteer.
    """
    readings = {}  # by the token's number: a set of pairs (gender, stem)
    for index, token in enumerate(tokens):
        if token.capital and not token.named:
            found = _adjectives(token.low, gazetteer)
            if found:
                readings[index] = found
    heads = {}
    for index in sorted(readings, reverse=True):
        head = _head(tokens, index, gazetteer) or _shared_head(tokens, index, readings, heads)
        if head:
            heads[index] = head
    named = {
        index: _named(tokens, index, readings[index], heads[index], gazetteer) for index in heads
    }
    named = {index: place for index, place in named.items() if place}
    _add_elliptic(tokens, readings, heads, named, gazetteer)
    return [named[index] for index in sorted(named)]


def _adjectives(low, gazetteer):
    found = set()
    for gender, endings in _ENDINGS.items():
        for ending in endings:
            if low.endswith(ending):
                stem = low[: -len(ending)]
                if any(stem in names for names in gazetteer.adjectives.values()):
                    found.add((gender, stem))
    return found


def _head(tokens, index, gazetteer):
    """Return the _Head that stands right after the adjective at `index`, or None."""
    kinds, level, fillers = [], None, 0
    for place in range(index + 1, min(index + 1 + REACH, len(tokens))):
        token = tokens[place]
        if token.gap != SPACE:
            return None
        low = token.low
        if low in _NOUNS:
            noun_level, noun_kinds = _NOUNS[low]
            if noun_level == RAION and _is_of_a_city(tokens, place, gazetteer):
                return None
            return _Head(
                noun_level, tuple(kinds) or noun_kinds, place + 1, not kinds and not noun_kinds
            )
        if low in _COUNCIL:
            plain = not (kinds or level or fillers)
            if plain and not low.startswith("рад"):
                return None
            return _Head(level or HROMADA, tuple(kinds) or None, place + 1, plain)
        if low in _MAYOR:
            if not (kinds or level or low.startswith("мер")):
                return None
            return _Head(level or HROMADA, tuple(kinds) or None, place + 1, False)
        if low in _KINDS:
            kinds.append(_KINDS[low])
        elif low in _LEVELS:
            level = _LEVELS[low]
        elif low in _FILLERS:
            fillers += 1
        else:
            return None
    return None


def _is_of_a_city(tokens, place, gazetteer):
    """Return whether the «район» at `place` is a district: «Подільський район Києва»."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is None or after.gap != SPACE:
        return False
    if after.low in {"міста", "столиці"}:
        return True
    return after.capital and any(
        rank == CITY and divided[0] != after.low
        for divided in gazetteer.starting(after.low)
        for _, rank in gazetteer.bearers(" ".join(divided))
    )


def _shared_head(tokens, index, readings, heads):
    """Return the _Head of the next adjective of a list in which `index` stands, or None."""
    kinds = []
    joined = False
    for place in range(index + 1, min(index + 2 + LINK, len(tokens))):
        token = tokens[place]
        if token.gap == END:
            return None
        joined = joined or token.gap == COMMA or token.low in _AND
        if place in readings and joined:
            head = heads.get(place)
            if head and _agree(tokens[index].low, token.low):
                return head._replace(kinds=tuple(kinds) or head.kinds, end=index + 1)
            return None
        if token.low in _KINDS:
            kinds.append(_KINDS[token.low])
        elif (
            token.low not in _AND
            and token.low not in _FILLERS
            and not (joined and not token.capital and _agree(tokens[index].low, token.low))
        ):
            return None
    return None


def _agree(one, other):
    """Return whether two adjectives stand in one case: their last two letters say so."""
    return one[-1:] == other[-1:] or {one[-1:], other[-1:]} <= {"а", "я"}


def _named(tokens, index, readings, head, gazetteer):
    genders = {FEMININE} if head.level == OBLAST else {FEMININE, MASCULINE}
    if head.level == HROMADA and head.plain:
        genders = {FEMININE}
    codes = _codes(readings, genders, head.level, gazetteer)
    if head.level == HROMADA and head.kinds:
        codes = tuple(code for code in codes if gazetteer.places[code].kind in head.kinds)
    if not codes:
        return None
    people = {stem for _, stem in readings} & OF_A_PEOPLE
    sure = not (head.plain and people)
    return Named(head.level, codes, index, head.end, sure, head.kinds)


def _codes(readings, genders, level, gazetteer):
    names = gazetteer.adjectives[level]
    found = [
        code
        for gender, stem in sorted(readings)
        if gender in genders
        for code in names.get(stem, ())
    ]
    return tuple(dict.fromkeys(found))


def _add_elliptic(tokens, readings, heads, named, gazetteer):
    """Add adjectives that stand for a hromada whose noun the sentence has beside another one."""
    spoken = {tokens[index].sentence for index, place in named.items() if place.level == HROMADA}
    announced = {token.sentence for token in tokens if token.low.startswith("громад")}
    for index in sorted(readings):
        token = tokens[index]
        if index in heads or token.sentence not in spoken | announced or token.shouted:
            continue
        if _stands_alone(tokens, index) and _may_follow(tokens, index, named, spoken):
            codes = _codes(readings[index], {FEMININE}, HROMADA, gazetteer)
            if codes:
                named[index] = Named(HROMADA, codes, index, index + 1, True, None)


def _stands_alone(tokens, index):
    """Return whether no noun of its own follows: «а Прилуцька готує», «з Почаївською на …»."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or after.gap != SPACE or after.low in _AND or after.low in _PREPOSITIONS:
        return True
    return index > 0 and tokens[index - 1].low == "а" and parts_of_speech(after.low) == {"VERB"}


def _may_follow(tokens, index, named, spoken):
    """Return whether what stands before the adjective lets it stand for a hromada."""
    token = tokens[index]
    if token.gap in (DASH, COLON):
        return True
    if index == 0 or token.gap == END:
        return False
    before = tokens[index - 1]
    if before.low in _PREPOSITIONS or before.low == "а":
        return token.sentence in spoken
    linked = before.low in _AND or token.gap == COMMA
    return linked and any(
        place in named and named[place].end >= index - 1
        for place in range(max(0, index - 5), index)
    )
