"""A body as lines and as blocks: what a comparison and a choice between two of them work with.

A line is a paragraph, a heading, an item of a list, a row of a table, a picture; a block is what
stands in nothing else. A word carries its marks (bold, a link with its address), so that a new link
on an old word is a change.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

_WORD = re.compile(r"(?:\w+(?:[’'ʼ‑-]\w+)*|\u00a0|[^\w\s])[^\S\u00a0]*|[^\S\u00a0]+")
VOID = {"br", "hr", "img", "col", "wbr", "source", "input"}
LINES = {
    "p": "абзац", "h2": "заголовок 2", "h3": "заголовок 3", "h4": "заголовок 4",
    "li": "пункт списку", "tr": "рядок таблиці", "figcaption": "підпис", "caption": "назва таблиці",
    "pre": "код", "cite": "джерело цитати", "figure": "зображення", "hr": "риска",
}  # fmt: skip
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "s": "s", "sub": "sub",
         "sup": "sup", "code": "code", "a": "u", "abbr": "abbr"}  # fmt: skip


class Word(NamedTuple):
    """A word with the space after it, the inline marks it stands in as pairs of (mark, address),
    and the key by which it is compared: the space is none of it."""

    text: str
    marks: tuple
    key: tuple


@dataclass
class Line:
    """One line of a body: its kind (a key of LINES), how deep it stands in lists and quotes, its
    words, and for a picture the address."""

    kind: str = "p"
    depth: int = 0
    words: list = field(default_factory=list)
    picture: str = ""

    @property
    def key(self):
        return self.kind, self.depth, self.picture, tuple(word.key for word in self.words)


def words(text, marks=()):
    """Return the Words of a plain text; their texts joined are the text again."""
    return [Word(each, marks, (each.strip(" \t\n\r"), marks)) for each in _WORD.findall(text)]


class _Reader(HTMLParser):
    """Turns a clean body into Lines."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.line, self.marks, self.depth = [], None, [], 0

    def begin(self, kind, **fields):
        self.end()
        self.line = Line(kind, self.depth, **fields)

    def end(self):
        if self.line and (self.line.words or self.line.picture or self.line.kind == "hr"):
            self.lines.append(self.line)
        self.line = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("ul", "ol", "blockquote"):
            self.end()
            self.depth += 1
        elif tag in ("td", "th"):
            if self.line and self.line.words:
                self.line.words += words("| ")
        elif tag == "br":
            self.add("\n")
        elif tag == "hr":
            self.begin("hr")
            self.end()
        elif tag == "img":
            self.begin("figure", picture=attrs.get("src") or "")
            self.add(attrs.get("alt") or "")
            self.end()
        elif tag in MARKS:
            address = attrs.get("href") or attrs.get("title") or ""
            self.marks.append((tag, MARKS[tag], address))
        elif tag in LINES and not (tag == "p" and self.line and self.line.kind in ("li", "tr")):
            self.begin(tag)
        for name in attrs:  # an embed says what it shows by its data-attributes
            if name.startswith("data-") and attrs[name]:
                self.line = self.line or Line("figure", self.depth)
                self.add(f"{attrs[name]} ")

    def handle_endtag(self, tag):
        if tag in ("ul", "ol", "blockquote"):
            self.end()
            self.depth = max(0, self.depth - 1)
        elif tag in MARKS:
            for place in range(len(self.marks) - 1, -1, -1):
                if self.marks[place][0] == tag:
                    del self.marks[place]
                    break
        elif tag in LINES and not (tag == "p" and self.line and self.line.kind in ("li", "tr")):
            self.end()

    def handle_data(self, data):
        if self.line is None:
            if not data.strip(" \t\r\n"):
                return
            self.line = Line("p", self.depth)
        self.add(data)

    def add(self, text):
        if text:
            marks = tuple((mark, address) for _, mark, address in self.marks)
            self.line = self.line or Line("p", self.depth)
            self.line.words += words(text, marks)


def lines(body):
    """Return the Lines of a clean body."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    reader.end()
    return reader.lines


class _Splitter(HTMLParser):
    """Finds where the blocks of a body begin: the elements that stand in no other."""

    def __init__(self, body):
        super().__init__(convert_charrefs=True)
        self.starts, self.depth = [], 0
        self.rows = [0]
        for end in re.finditer("\n", body):
            self.rows.append(end.end())
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        if self.depth == 0 and tag not in MARKS and tag != "br":
            row, column = self.getpos()
            self.starts.append(self.rows[row - 1] + column)
        if tag not in VOID:
            self.depth += 1

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.depth = max(0, self.depth - 1)


def blocks(body):
    """Return the top blocks of a clean body as strs of HTML, without the spaces between them."""
    starts = _Splitter(body).starts
    cuts = sorted({0, *starts, len(body)})
    pieces = [body[start:end].strip() for start, end in zip(cuts, cuts[1:], strict=False)]
    return [piece for piece in pieces if piece]
