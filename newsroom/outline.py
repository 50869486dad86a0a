"""What stands in the body of an article: its headings, links, pictures and tables, in order."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "source", "col", "wbr"}  # of the HTML standard, 13.1.2
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass
class Part:
    """A heading, link, picture or table. `block` is the number, from 0, of the block of the body
    that it stands in; the editor counts in the same way."""

    tag: str
    block: int
    attributes: dict
    text: str = ""
    has_header: bool = False  # of a table

    @property
    def level(self):
        """The level of a heading, 1–6."""
        return HEADINGS[self.tag]


@dataclass
class Outline:
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
        if not self.open:
            self.block += 1
        part = Part(tag, self.block, dict(attrs))
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
            self.open.append((tag, part if tag in kinds else None))

    def handle_endtag(self, tag):
        if tag in (name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        self._say(data)

    def _say(self, words):
        for _, part in self.open:
            if part:
                part.text += words


def read_outline(body):
    """Return the Outline of a clean body (HTML). The words of a picture count as text of the link
    or heading that it stands in."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return reader.outline
