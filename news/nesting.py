"""How deep the elements of HTML stand in each other, looked at before a parser of HTML is asked.

Such a parser goes through the open elements for each new one and opens forgotten `<b>`s again in
each paragraph (https://html.spec.whatwg.org/, 13.2.6): 100 KB of `<div>` took two seconds, ten
times as much took minutes. With a bounded depth it takes time by the length of the text.
"""

import re
from collections import Counter

DEEPEST = 100  # elements in each other; texts and their wrappers have some ten
MOST_FORMATS = 10  # of those that a parser opens again in each paragraph

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# They hold no elements: being void, or because what they hold is text.
_HOLLOW = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea",
    "title", "xmp",
}  # fmt: skip
# They end when the next of their kind begins.
_ENDING = {"a", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"}
_FORMATS = {
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
}  # fmt: skip
_INLINE = _FORMATS | {
    "abbr", "bdi", "bdo", "cite", "del", "dfn", "ins", "kbd", "mark", "q", "samp", "span", "sub",
    "sup", "time", "var",
}  # fmt: skip
_PASSING = _INLINE | _ENDING


def shallow(html):
    """Return HTML without the tags that stand deeper than DEEPEST; their texts stay.

    Tags that are closed in a wrong order count as open where a parser may leave them open.
    """
    if html.count("<") <= DEEPEST:
        return html
    return _TAG.sub(_Depth().tag, html)


class _Depth:
    def __init__(self):
        self.open, self.numbers = [], Counter()
        self.formats = Counter()  # those that wait for their own end, wherever they were begun

    def tag(self, match):
        """Return what stands for the beginning of a tag: a void tag that nobody keeps if it is too
        deep, or itself."""
        name = match[2].lower()
        if name in _HOLLOW:
            return match[0]
        if match[1]:
            if self.formats[name]:
                self.formats[name] -= 1
            self.close(name)
            return match[0]
        if name in _ENDING:
            self.close(name)
        is_format = name in _FORMATS
        if len(self.open) == DEEPEST or (is_format and self.formats.total() == MOST_FORMATS):
            return "<wbr"
        self.open.append(name)
        self.numbers[name] += 1
        if is_format:
            self.formats[name] += 1
        return match[0]

    def close(self, name):
        """Close an element and what ends with it; a block in it holds it open."""
        if not self.numbers[name]:
            return
        place = len(self.open) - 1
        while self.open[place] != name and self.open[place] in _PASSING:
            place -= 1
        if self.open[place] == name:
            self.numbers.subtract(self.open[place:])
            del self.open[place:]
