"""Places and tags of `Record`s: from names, as sources write them, to rows of ours."""

import re
from contextlib import suppress

from news.importers import Refused
from news.models import Tag
from regions.find import AmbiguousPlace, UnknownPlace, resolve_hromada, resolve_oblast
from ukrainian.folding import fold, mend, unmixed
from ukrainian.slugs import slugify

MAX_TAG = 100  # characters, as the model's field
MAX_TAGS = 30  # of one article, in a text: more are one that went astray
MAX_LISTED_TAGS = 300  # in a list of whole names

_SAYS_PLACE = re.compile(r"\b(?:область|громада|о?тг)\b")


def named_tags(record, known_tags=False):
    """Return (ids, names): of the tags that a record carries and that there are, and of new ones.

    With `known_tags` a new one is refused. Raises Refused, also for names that can't be tags.
    """
    rows = Tag.objects.order_by().values_list("key", "pk")
    if record.tags is None:
        known = dict(rows)
        names = split_tags(record.tags_text, known)
    else:
        names = list({key_of(name): mend(name) for name in record.tags}.values())
        known = dict(rows.filter(key__in=list(map(key_of, names)))) if names else {}
    new = tuple(name for name in names if key_of(name) not in known)
    if known_tags and new:
        raise Refused(f"unknown tags: {', '.join(new)}")
    most = MAX_TAGS if record.tags is None else MAX_LISTED_TAGS
    if len(names) > most:
        raise Refused(f"{len(names)} tags, {most} are the limit")
    for name in new:
        if len(name) > MAX_TAG:
            raise Refused(f"the tag «{name[:40]}…» is longer than {MAX_TAG} characters")
        if not slugify(name):
            raise Refused(f"the tag «{name}» has neither letters nor digits")
    return [known[key] for name in names if (key := key_of(name)) in known], new


def key_of(name):
    """Return the key by which a tag of that name is found, as `Tag.key`."""
    return fold(unmixed(mend(name)))


def resolve_places(record, known=None):
    """Return the Oblasts and the Hromadas that the record names, two lists.

    The record's oblasts decide between hromadas of one name, and a hromada of none of them is
    refused. `known` is a dict in which answers are kept. Raises Refused, with the candidates where
    a name fits several places.
    """
    known = {} if known is None else known
    oblasts = []
    for name in record.oblasts:
        if name not in known:
            try:
                known[name] = resolve_oblast(name)
            except UnknownPlace as error:
                raise Refused(str(error), record.lines.get(name)) from error
        oblasts.append(known[name])
    hromadas = []
    for name in record.hromadas:
        key = (name, *(oblast.pk for oblast in oblasts))
        if key not in known:
            known[key] = _hromada(name, oblasts, record.lines.get(name))
        hromadas.append(known[key])
    return oblasts, hromadas


def places_among(names, known):
    """Return (oblasts, hromadas, others): codes of the places that some of the `names` are, and the
    names that are left.

    For sources that know topics only. A name is taken for a place when it says that it is one
    («Харківська область», «Куп’янська ТГ») and only one place bears it; an oblast among the names
    decides between namesakes. `known` is a dict in which answers are kept.
    """
    said = tuple(name for name in names if _SAYS_PLACE.search(fold(name)))
    if said and said not in known:
        known[said] = _places(said)
    oblasts, hromadas = known.get(said, ({}, {}))
    others = [name for name in names if name not in oblasts and name not in hromadas]
    return tuple(oblasts.values()), tuple(hromadas.values()), others


def _places(names):
    oblasts, hromadas = {}, {}
    of_oblasts = [name for name in names if "область" in fold(name)]
    for name in of_oblasts:
        with suppress(UnknownPlace):
            oblasts[name] = resolve_oblast(name)
    for name in names:
        if name not in of_oblasts:
            with suppress(Refused):
                hromadas[name] = _hromada(name, list(oblasts.values()), None).katottg
    return {name: oblast.katottg for name, oblast in oblasts.items()}, hromadas


def _hromada(name, oblasts, line):
    found, faults = [], []
    for oblast in oblasts or [None]:
        try:
            found.append(resolve_hromada(name, oblast))
        except AmbiguousPlace as error:
            found.extend(error.candidates)
        except UnknownPlace as error:
            faults.append(str(error))
    if not found:
        raise Refused("; ".join(faults), line)
    if len(found) > 1:
        raise Refused(str(AmbiguousPlace(name, found)), line)
    return found[0]


def split_tags(text, known):
    """Return the names of tags in `text`, each once, in their order.

    Commas or semicolons part whole names. Without them the names stand separated by spaces, as on
    the old portal's pages: known tags are matched first, the longest first, and every word that is
    left is a name. `known` holds the folded names of the tags there are.
    """
    pieces = [mend(piece) for piece in re.split("[,;]", text) if _has_letters(piece)]
    names = []
    for piece in pieces:
        inside = _split_words(piece, known)
        if len(pieces) > 1 and not all(fold(name) in known for name in inside):
            inside = [piece]
        names.extend(inside)
    return list({fold(name): name for name in names}.values())


def _split_words(text, known):
    words = [word.lstrip("#") for word in text.split() if _has_letters(word)]
    keys = [fold(word) for word in words]
    longest = max((key.count(" ") + 1 for key in known), default=1)
    spans = [
        (start, end)
        for start in range(len(words))
        for end in range(start + 1, min(start + longest, len(words)) + 1)
        if " ".join(keys[start:end]) in known
    ]
    taken = {}
    for start, end in sorted(spans, key=lambda span: -len(" ".join(keys[slice(*span)]))):
        if not any(place in taken for place in range(start, end)):
            taken |= dict.fromkeys(range(start, end), (start, end))
    spans = dict.fromkeys(taken.get(place, (place, place + 1)) for place in range(len(words)))
    return [" ".join(words[start:end]) for start, end in spans]


def _has_letters(text):
    return any(map(str.isalnum, text))
