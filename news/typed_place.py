"""Which hromada a reader means by what they typed into a filter: a name, an address, a code.

A town, a village and a former name mean the hromada of today. Where several are meant, nobody
chooses for the reader: «Іванівка» is 119 settlements. What stands after a comma narrows them:
«Іванівка, Сумська область», «Іванівка, Карлівська громада».
"""

from regions.find import bare_name, find_typed, oblast_keys
from regions.models import Hromada, Oblast, Raion, is_katottg
from regions.names import read_name
from ukrainian.folding import fold
from ukrainian.slugs import transliterate


def typed_places(text, oblast=None):
    """Return the places that `text` may mean, a list of Hromada (with raion and oblast) or Oblast.

    One is the answer, several are candidates, the likeliest first, none is nothing found. An
    Oblast is meant where a reader typed its name: Київ is no hromada by the codifier. `oblast`
    decides between namesakes where one of them lies in it. Twelve queries at most.
    """
    hromadas = Hromada.objects.select_related("raion", "oblast")
    if is_katottg.regex.match(text.upper()):
        return list(hromadas.filter(katottg=text.upper()))
    found = list(hromadas.filter(slug=text)) or _named(text)
    within = [place for place in found if place == oblast or _oblast(place) == oblast]
    return within or found


def _named(text):
    """Return the places of a name, those that bear it whole if there are any."""
    name, *narrowings = text.split(",")
    meant, found = find_typed(name)
    asked = read_name(meant).key
    # A raion has no page, and «Куп’янськ» is the beginning of its name.
    found = [match for match in found if not isinstance(match.match, Raion)]
    for narrowing in narrowings:
        if key := read_name(narrowing).key:
            found = [match for match in found if _lies_in(match, key)]
    whole = [match for match in found if asked in (fold(match.name), _latin(match.name))]
    # «Куп’янська» is the hromada, whatever villages are called so; «Київ» is the city.
    own = [match.place for match in whole if match.match == match.place]
    return own if len(own) == 1 else [match.place for match in whole or found]


def _lies_in(match, key):
    """Whether a Found lies in an oblast, raion or hromada whose folded name begins with `key`."""
    around = [bare_name(match.raion), bare_name(match.place)] if match.raion else []
    names = {fold(name) for name in around} | {_latin(name) for name in around}
    return any(name.startswith(key) for name in names | oblast_keys(match.oblast))


def _latin(name):
    return fold(transliterate(name))


def _oblast(place):
    return place if isinstance(place, Oblast) else place.oblast
