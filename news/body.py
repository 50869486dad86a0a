"""The body of an article: which HTML it may hold, and how plain text becomes it.

One allow-list for everything that enters: the admin, the importers, the demo.
"""

import html
import re

import nh3

from ukrainian.folding import printable

TAGS = {
    "p", "br", "h2", "h3", "h4", "strong", "em", "b", "i", "s", "sub", "sup",
    "ul", "ol", "li", "blockquote", "cite", "a", "hr", "figure", "figcaption", "img",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "abbr", "code", "pre",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "*": {"lang"},
}
_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "embed", "noscript", "template"},
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
    strip_comments=True,
    attribute_filter=lambda tag, attribute, value: (
        value if (tag, attribute) != ("img", "src") or value.startswith("/media/") else None
    ),
)

# Ends of blocks become spaces in the plain text, so that words of two paragraphs don't stick.
_BLOCK_END = re.compile(
    r"</(?:p|h[2-4]|li|blockquote|td|th|tr|figcaption|caption)>|<br\s*/?>|<hr\s*/?>"
)
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_BLOCK = re.compile(r"<(?:p|h[1-6]|ul|ol|table|blockquote|figure|div|pre)\b", re.IGNORECASE)
_EMPTY = re.compile(r"<(p|h[2-4]|li|ul|ol|blockquote)>(?:\s|&nbsp;|<br>)*</\1>")
_IMAGE_WITHOUT_FILE = re.compile(r"<img(?![^>]*\bsrc=)[^>]*>")
_BULLET = re.compile(r"^(?:[•·▪‣●◦]\s*|\*\s+)")


def clean(text):
    """Return the body as clean HTML that may be shown to readers as it is.

    `text` is HTML from anybody, or plain text (no block tag in it), which `from_text` turns into
    paragraphs and lists first. What the allow-list doesn't name is dropped, the content of scripts
    and styles with it; pictures may come only from our own `/media/`; empty paragraphs, headings
    and lists are dropped. Cleaning twice gives the same as cleaning once.
    """
    text = printable(text or "").replace("\r\n", "\n")
    if not text.strip():
        return ""
    if not _BLOCK.search(text):
        text = from_text(text, escape="<" not in text)
    text = _IMAGE_WITHOUT_FILE.sub("", _cleaner.clean(text))
    before = None
    while before != text:
        before, text = text, _EMPTY.sub("", text)
    return text.strip()


def from_text(text, escape=True):
    """Return HTML for plain text: a blank line parts paragraphs, a line with «•» is a list item.

    Lines that follow each other without a blank line are paragraphs of their own, as councils'
    press offices write them. With `escape` false the lines may hold inline tags.
    """
    blocks, items = [], []

    def end_list():
        if items:
            blocks.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
            items.clear()

    for line in filter(None, map(str.strip, text.splitlines())):
        shown = html.escape(line, quote=False) if escape else line
        if _BULLET.match(line):
            items.append(_BULLET.sub("", shown))
        else:
            end_list()
            blocks.append(f"<p>{shown}</p>")
    end_list()
    return "\n".join(blocks)


def plain_text(body):
    """Return the visible text of a clean body: one str, entities decoded, single spaces."""
    text = _TAG.sub("", _BLOCK_END.sub(" ", body))
    return _SPACES.sub(" ", html.unescape(text)).strip()
