"""What the labelled texts want and what was found, counted as the labelling rules say."""

from regions.mentions import detect_places
from tests.gold import places, sentences_after
from tests.gold.labels import Sentence

HROMADAS = places.HROMADAS | sentences_after.MORE


def found_in(labelled):
    """Return the Places of a labelled Sentence or Story; a sentence is a body."""
    if isinstance(labelled, Sentence):
        return detect_places(body=labelled.text)
    return detect_places(labelled.title, labelled.lead, labelled.body)


class Score:
    """Counts over labelled texts, with what was wrong in words for the message of a test."""

    def __init__(self, labelled):
        self.right = {"hromadas": 0, "oblasts": 0}
        self.extra = {"hromadas": [], "oblasts": []}
        self.missed = {"hromadas": [], "oblasts": []}
        self.silent_choices, self.not_offered = [], []
        for one in labelled:
            self._add(one, found_in(one))

    def precision(self, level):
        return self.right[level] / (self.right[level] + len(self.extra[level]))

    def recall(self, level):
        return self.right[level] / (self.right[level] + len(self.missed[level]))

    def _add(self, one, found):
        text = getattr(one, "text", None) or one.title
        for level, codes in (("hromadas", HROMADAS), ("oblasts", places.OBLASTS)):
            got = {place.katottg: place for place in getattr(found, level)}
            wanted = {codes[key] for key in getattr(one, level)}
            either = {codes[key] for key in getattr(one, f"either_{level}")}
            self.right[level] += len(got.keys() & wanted)
            self.extra[level] += [
                (text, got[code].name, got[code].matches[0].text)
                for code in got.keys() - wanted - either
            ]
            self.missed[level] += [(text, code) for code in wanted - got.keys()]
        chosen = {place.katottg for place in found.hromadas}
        offered = [set(name.candidates) for name in found.ambiguous]
        for name, keys in one.ambiguous:
            candidates = {HROMADAS[key] for key in keys}
            if candidates & chosen:
                self.silent_choices.append((text, name))
            if (candidates not in offered) if candidates else not offered:
                self.not_offered.append((text, name, found.ambiguous))
