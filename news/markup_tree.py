"""The tree of what came in: elements and texts, as deep and of such tags as a body may have."""

import re
from html.parser import HTMLParser

MAX_DEPTH = 40  # elements in each other; deeper ones are left out, their texts stay

MARKS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "dfn": "em",
    "var": "em", "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup",
}  # fmt: skip
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
# What only parts one text from another.
PARAGRAPHS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "address",
    "center", "details", "summary", "fieldset", "legend", "form", "hgroup", "dl", "dd",
    "figcaption", "caption", "li", "tr", "td", "th",
}  # fmt: skip
VOID = {"br", "hr", "img"}
TAGS = {
    *MARKS, *HEADINGS, *PARAGRAPHS, *VOID, "a", "q", "dt", "pre", "ul", "ol", "blockquote",
    "figure", "table", "thead", "tbody", "tfoot",
}  # fmt: skip


class Element:
    """A tag, its attributes (dict) and its children: Elements and str."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag, attributes=()):
        self.tag, self.attributes, self.children = tag, dict(attributes), []


class _Builder(HTMLParser):
    """Builds a tree of Elements from well-formed HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Element(None)]
        self.skipped = []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS or (len(self.open) > MAX_DEPTH and tag not in VOID):
            self.skipped.append(tag)
            return
        element = Element(tag, attributes)
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()
        elif tag == self.open[-1].tag:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def tree_of(html):
    """Return the Element, of no tag, that holds all of a well-formed HTML."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.open[0]


def is_tag(node, tag):
    """Whether a node is an Element of a tag."""
    return isinstance(node, Element) and node.tag == tag


def descendants(node):
    """Yield the Elements below a node, in the order of the text."""
    for child in node.children:
        if isinstance(child, Element):
            yield child
            yield from descendants(child)


def texts(node):
    """Yield the texts (str) below a node."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from texts(child)


def number_of(node, attribute, default):
    """Return an attribute as an int of five digits at most; `default` for anything else."""
    match = re.fullmatch(r"\s*(-?\d{1,5})\s*", node.attributes.get(attribute) or "", re.ASCII)
    return int(match[1]) if match else default
