"""The one form in which a body is written: whatever HTML comes in, one text is stored one way.

`canonical` takes HTML that was cleaned of everything active and gives back exactly what the
editor's schema can hold, written as the editor writes it (static/js/newsroom/editor/writing.js has
the same rules; tests/newsroom/test_editor_in_browser.py holds the two together):

- a body is blocks, one on a line: p, h2–h4, ul, ol, blockquote, table, figure, hr; a quotation, an
  item and a cell hold blocks too, and an item or cell with one paragraph holds its text bare;
- a text holds br, links, strong, em, s, sub and sup; what lasts longest is outside, then in this
  order, and no link is cut in pieces;
- white space is one space, none at the edges; what is empty isn't written;
- what has no place of its own becomes what does: b is strong, h1 is h2, a caption of a table is a
  paragraph before it, a term of a list of terms is bold. No text is lost.
"""

import re
from itertools import takewhile

from django.conf import settings

from news import embeds, markup_tables
from news.markup_tree import (
    HEADINGS,
    MARKS,
    Element,
    descendants,
    is_tag,
    number_of,
    texts,
    tree_of,
)

MAX_EMBED = 3000  # characters of the link to a video or post
BREAK = "\n"  # a br among the texts of a paragraph, whose white space is spaces

# The order of nesting, from the outside, of what lasts equally long.
RANKS = ("a", "strong", "em", "s", "sub", "sup")
TEXTS = {"p", "h2", "h3", "h4"}  # the blocks of the form that hold nothing but text

_SPACES = re.compile("[ \t\n\r\f\xa0]{2,}|[\t\n\r\f]")
_ADDRESS = re.compile(r"https?://\S|mailto:\S|tel:\S|/", re.IGNORECASE)
_OWN_IMAGE = re.compile(r"/media/(?:images/(\d{1,18})\.jpg|renditions/(\d{1,18})/[^/]*)")


class Block:
    """A block of the body, written: `html` without its tags, which a paragraph may go without."""

    __slots__ = ("html", "tag")

    def __init__(self, tag, html):
        self.tag, self.html = tag, html

    def __str__(self):
        return self.html if self.tag is None else f"<{self.tag}>{self.html}</{self.tag}>"


class Picture(Block):
    """A figure with a picture of our own; `caption` is written inline."""

    __slots__ = ("caption",)

    def __init__(self, html):
        super().__init__("figure", html)
        self.caption = ""

    def __str__(self):
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return f"<figure>{self.html}{caption}</figure>"


def canonical(html):
    """Return well-formed HTML, of TAGS and without anything active, in the one form of a body."""
    return "\n".join(map(str, _of(tree_of(html))))


def address_of(href):
    """Return a link's address as it is stored, or None for what a reader can't or mustn't follow.

    Browsers leave out tabs, line ends and control characters (https://url.spec.whatwg.org/), so
    they are left out before the scheme is looked at.
    """
    address = re.sub("[\t\n\r]", "", href).strip("".join(map(chr, range(33))))
    return address if _ADDRESS.match(address) else None


def own_image(src):
    """Return the number of the Image that an address of a picture means, or None for others'."""
    match = _OWN_IMAGE.fullmatch(src.strip().removeprefix(settings.SITE_URL))
    return int(match[1] or match[2]) if match else None


def escape(text):
    """Return a text as HTML; a value of an attribute too, when its `"` are replaced after."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\xa0", "&nbsp;")):
        text = text.replace(character, entity)
    return text


def _value(text):
    return escape(text).replace('"', "&quot;")


class _Flow:
    """Reads a container's children into `blocks`; texts wait in `run` for their paragraph."""

    def __init__(self):
        self.blocks, self.run = [], []

    def of(self, nodes):
        """Return the Blocks of a container's children."""
        self.read(nodes, (), "p")
        self.end("p")
        return self.blocks

    def end(self, tag):
        """End the paragraph or heading that is being read."""
        self.blocks += (Block(tag, html) for html in _paragraphs(self.run, tag))
        self.run = []

    def read(self, nodes, marks, tag):
        """Read nodes that stand in `marks` and in a block of `tag`."""
        for node in nodes:
            if isinstance(node, str):
                self.run.append((_SPACES.sub(" ", node), marks))
            elif reader := getattr(self, f"_{node.tag}", None):
                reader(node, marks, tag)
            elif mark := MARKS.get(node.tag):
                self.read(node.children, (*marks, (mark, "")), tag)
            else:
                self._part(node, marks, HEADINGS.get(node.tag, "p"), tag)

    def _part(self, node, marks, tag, around):
        self.end(around)
        self.read(node.children, marks, tag)
        self.end(tag)

    def _a(self, node, marks, tag):
        href = address_of(node.attributes.get("href") or "")
        self.read(node.children, (*marks, ("a", href)) if href else marks, tag)

    def _br(self, node, marks, tag):
        self.run.append((BREAK, marks))

    def _q(self, node, marks, tag):
        self.read(["«", *node.children, "»"], marks, tag)

    def _dt(self, node, marks, tag):
        self._part(node, (*marks, ("strong", "")), "p", tag)

    def _pre(self, node, marks, tag):
        self.end(tag)
        self.read(_lines(node.children), marks, "p")
        self.end("p")

    def _hr(self, node, marks, tag):
        self._add(tag, Block(None, "<hr>"))

    def _img(self, node, marks, tag):
        number = own_image(node.attributes.get("src") or "")
        if number is not None:
            alt = _value(_one_line(node.attributes.get("alt") or ""))
            self._add(tag, Picture(f'<img src="/media/images/{number}.jpg" alt="{alt}">'))

    def _figure(self, node, marks, tag):
        captions = [
            block for one in node.children if is_tag(one, "figcaption") for block in _of(one)
        ]
        node.children = [one for one in node.children if not is_tag(one, "figcaption")]
        blocks = _of(node)
        if len(blocks) == 1 and (embed := _embed(node, blocks[0])):
            blocks = [embed]
        pictures = [block for block in blocks if isinstance(block, Picture)]
        if pictures:
            texts = [block for block in captions if block.tag in TEXTS]
            own = pictures[-1].caption  # of a figure in this one, as in a gallery of WordPress
            pictures[-1].caption = "<br>".join(filter(None, [own, *(one.html for one in texts)]))
            captions = [block for block in captions if block.tag not in TEXTS]
        self._add(tag, *blocks, *captions)

    def _blockquote(self, node, marks, tag):
        if blocks := _of(node):
            self._add(tag, Block("blockquote", "".join(map(str, blocks))))

    def _ul(self, node, marks, tag):
        items = []
        for child in node.children:
            blocks = _of(child) if is_tag(child, "li") else _Flow().of([child])
            if items and not is_tag(child, "li") and not isinstance(child, str):
                items[-1] += blocks
            elif blocks:
                items.append(blocks)
        html = "".join(f"<li>{_contents(blocks)}</li>" for blocks in items)
        if html and node.tag == "ol" and (start := number_of(node, "start", 1)) != 1:
            self._add(tag, Block(None, f'<ol start="{start}">{html}</ol>'))
        elif html:
            self._add(tag, Block(node.tag, html))

    _ol = _ul

    def _table(self, node, marks, tag):
        cells, grid = markup_tables.read(node)
        for child in node.children:
            if is_tag(child, "caption"):
                self._dt(child, marks, tag)
        if grid is None:
            for cell in cells:
                self._part(cell, marks, "p", tag)
        elif grid:
            html = markup_tables.written(grid, lambda cell: _contents(_of(cell)))
            self._add(tag, Block("table", html))

    def _add(self, tag, *blocks):
        self.end(tag)
        self.blocks += blocks


def _of(element):
    return _Flow().of(element.children)


def _one_line(text):
    return _SPACES.sub(" ", text).strip(" \xa0")


def _lines(nodes):
    """Return the nodes of a pre, its line ends written as br."""
    made = []
    for node in nodes:
        if isinstance(node, str):
            for line in node.split("\n"):
                made += [line, Element("br")]
            made.pop()
        else:
            node.children = _lines(node.children)
            made.append(node)
    return made


def _contents(blocks):
    """Return the HTML of an item or a cell; its only paragraph, if it comes first, stands bare."""
    if blocks and blocks[0].tag == "p" and all(block.tag != "p" for block in blocks[1:]):
        blocks = [Block(None, blocks[0].html), *blocks[1:]]
    return "".join(map(str, blocks))


def _paragraphs(run, tag):
    """Yield the HTML of the paragraphs of a run of (text, marks); an empty line parts two.

    A heading is always one.
    """
    parts, breaks = [[]], 0
    for text, marks in run:
        if text == BREAK:
            breaks += 1
        elif text.strip(" \xa0"):
            if breaks > 1 and tag == "p":
                parts.append([])
            breaks = 0
        parts[-1].append((text, marks))
    yield from filter(None, map(_inline, parts))


def _inline(run):
    """Return the HTML of (text, marks), each mark a (tag, address), as one text."""
    leaves = []
    for text, marks in run:
        before = leaves[-1][0] if leaves else BREAK
        if text == BREAK:
            if before == BREAK:
                continue
            _trim(leaves)
        elif before[-1] in " \n\xa0" and text[:1] in {" ", "\xa0"}:
            text = text[1:]  # noqa: PLW2901
        if text:
            held = dict(marks)
            leaves.append((text, [(one, held[one]) for one in RANKS if one in held]))
    while leaves and leaves[-1][0] == BREAK:
        leaves.pop()
    _trim(leaves)
    return "".join(_written(leaves))


def _written(leaves):
    """Yield the HTML of (text, marks): what lasts longest is opened first, no link is in pieces."""
    last, after = [], {}  # for each leaf: the number of the last one that a mark of it reaches
    for number, (_, marks) in reversed(list(enumerate(leaves))):
        after = {mark: after.get(mark, number) for mark in marks}
        last.append(after)
    last.reverse()
    held = []
    for (text, _), reach in zip([*leaves, ("", ())], [*last, {}], strict=True):
        kept = list(takewhile(reach.__contains__, held))
        for link, end in reach.items():
            if link[0] == "a" and link not in kept:
                kept = [mark for mark in kept if reach[mark] >= end]
        new = [mark for mark in reach if mark not in kept]
        new.sort(key=lambda mark: (-reach[mark], RANKS.index(mark[0])))  # noqa: B023
        yield from (f"</{mark}>" for mark, _ in reversed(held[len(kept) :]))
        yield from (_start(*mark) for mark in new)
        yield "<br>" if text == BREAK else escape(text)
        held = kept + new


def _trim(leaves):
    """Take white space and breaks from the end of leaves."""
    while leaves and (text := leaves[-1][0].rstrip(" \xa0")) != leaves[-1][0]:
        _, marks = leaves.pop()
        if text:
            leaves.append((text, marks))


def _start(mark, address):
    return f'<a href="{_value(address)}" rel="noopener">' if mark == "a" else f"<{mark}>"


def _embed(figure, block):
    """Return the Block of a figure that is nothing but the link to a video or post, or None."""
    if block.tag != "p" or len(block.html) > MAX_EMBED:
        return None
    links = [node for node in descendants(figure) if node.tag == "a"]
    title = _one_line("".join(texts(figure)))
    address = links[0].attributes.get("href") or "" if len(links) == 1 else title
    if not (found := embeds.find(address_of(address) or "")):
        return None
    link = f'<a href="{_value(found.address)}" rel="noopener">{escape(title)}</a>'
    return Block("figure", link)
