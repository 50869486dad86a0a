"""The headings of a body as places to link to, and the contents of a long text made of them."""

import re

from news.body import plain_text
from ukrainian.slugs import slugify

LONG = 2500  # characters of text from which contents are worth their place
PARTS = 3  # and parts: fewer are seen at a glance

# As news/markup.py writes them: without attributes, on one line.
_HEADING = re.compile(r"<h([2-4])>(.*?)</h\1>")
_PART = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>')


def with_anchors(body):
    """Return a clean body (HTML) whose headings each carry an id of its own, made of their words.

    The same words give the same id, so that a link to a part lives as long as its heading. The
    prefix keeps them apart from the ids of the page around: a heading may well say «Main».
    """
    taken = set()

    def anchored(heading):
        level, words = heading.groups()
        stem = anchor = "s-" + (slugify(plain_text(words), 60) or "1")
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{stem}-{number}"
        taken.add(anchor)
        return f'<h{level} id="{anchor}">{words}</h{level}>'

    return _HEADING.sub(anchored, body)


def contents(body):
    """Return [(id, words)] of the parts of a clean body, as `with_anchors` names them.

    Empty for a text that is short (LONG) or has few parts (PARTS).
    """
    parts = _PART.findall(with_anchors(body))
    if len(parts) < PARTS or len(plain_text(body)) < LONG:
        return []
    return [(anchor, plain_text(words)) for anchor, words in parts]
