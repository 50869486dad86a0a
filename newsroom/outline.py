"""What stands in the body of an article: its blocks, headings, links, pictures and tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "source", "col", "wbr"}  # of the HTML standard, 13.1.2
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass
class Part:
    """A block, heading, link, picture or table. `block` is the number, from 0, of the block of the
    body that it stands in; the editor counts in the same way."""

    tag: str
    block: int
    attributes: dict
    pieces: list = field(default_factory=list)  # of its text
    has_header: bool = False  # of a table

    @property
    def text(self):
        return "".join(self.pieces)

    @property
    def level(self):
        """The level of a heading, 1–6."""
        return HEADINGS[self.tag]


@dataclass
class Outline:
    blocks: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    links: list = field(default_factory=list)
    images: list = field(default_factory=list)
    tables: list = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.outline = Outline()
        self.open = []  # (tag, Part or None) from the outermost
        self.block = -1

    def handle_starttag(self, tag, attrs):
        is_block = not self.open
        if is_block:
            self.block += 1
        part = Part(tag, self.block, dict(attrs))
        if is_block:
            self.outline.blocks.append(part)
        kinds = {"a": self.outline.links, "table": self.outline.tables, "img": self.outline.images}
        kinds |= dict.fromkeys(HEADINGS, self.outline.headings)
        if tag in kinds:
            kinds[tag].append(part)
        if tag == "th":
            for _, table in self.open:
                if table and table.tag == "table":
                    table.has_header = True
        if tag == "img":
            self._say(part.attributes.get("alt") or "")
        if tag not in VOID:
            self.open.append((tag, part if is_block or tag in kinds else None))

    def handle_endtag(self, tag):
        if tag in (name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        self._say(data)

    def _say(self, words):
        for _, part in self.open:
            if part:
                part.pieces.append(words)


def read_outline(body):
    """Return the Outline of a clean body (HTML). The words of a picture count as text of the link
    or heading that it stands in."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return reader.outline
