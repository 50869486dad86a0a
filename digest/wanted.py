"""What a reader wants to be told of: all news, or some places and topics, as keys of `followed`."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from news.followed import MOST, things_called
from news.listing import pair_of


class Things:
    """What keys mean today: of many subscriptions at once, in five queries.

    `asked` is an iterable of dictionaries {"regions": [codes], "tags": [slugs]}.
    """

    def __init__(self, asked):
        keys = {"regions": {}, "tags": {}}
        for one in asked:
            for kind, found in one.items():
                keys[kind] |= dict.fromkeys(found)
        found = things_called({kind: list(found) for kind, found in keys.items()})
        self.found = {(one.kind, key): one for one in found for key in one.keys}

    def of(self, asked):
        """Return what a dictionary of keys means, each Oblast, Hromada and Tag once; what is gone
        is left out."""
        named = [(kind, key) for kind in ("regions", "tags") for key in asked[kind]]
        things = {}
        for name in named:
            if one := self.found.get(name):
                things.setdefault(pair_of(one.what), one.what)
        return list(things.values())


def title_of(thing):
    """Return the name of an Oblast, a Hromada or a Tag as a list says it."""
    return capfirst(getattr(thing, "short_title", thing.title))


def titles(everything, things):
    """Return the names of what is wanted, in the active language."""
    return [_("All news")] if everything else [title_of(thing) for thing in things]


def joined(before, added):
    """Return the keys of two dictionaries as one, at most MOST of them; what was there stays."""
    both, left = {}, MOST
    for kind in ("regions", "tags"):
        keys = list(dict.fromkeys([*before[kind], *added[kind]]))[:left]
        both[kind] = keys
        left -= len(keys)
    return both
