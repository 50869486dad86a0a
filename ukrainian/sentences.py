"""Where sentences of a text end, and its beginning for places with room for one or two."""

import re

# An end of a sentence: the next one begins with a capital, a digit or a quotation mark. A word of
# up to three letters before the full stop is likely an abbreviation («м. Київ», «25 тис. грн»),
# and so is what has a full stop inside («т.д.»).
_END = re.compile(
    r"[.!?…](?:(?<=[^\W\d_]{4}[.!?…])[.!?…]*[»”\")]*|(?<=[»”\d)][.!?…])[.!?…]*)"
    r"(?= [«„“(]?[A-ZА-ЩЬЮЯЄІЇҐ\d])"
)


def beginning(text, limit):
    """Return as many whole sentences of `text` (str) as stand in `limit` characters.

    Where even the first doesn't, it is cut after a whole word and ends with «…». Spaces of any kind
    become single ones. Returns at most `limit` characters, "" for an empty text.
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _END.finditer(text, 0, limit + 1) if match.end() <= limit]
    if ends:
        return text[: ends[-1]]
    cut = text[:limit].rpartition(" ")[0] or text[: limit - 1]
    return cut.rstrip(" ,;:–—-«(") + "…"


def ends(text):
    """Return the places (a list of int, exclusive) where sentences of `text` (str) end.

    An end of a line ends one, too; the last place is the length of a text.
    """
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        found += [match.end() for match in _END.finditer(text, start, end)]
        if not found or found[-1] < end:
            found.append(end)
        start = end + 1
    return found
