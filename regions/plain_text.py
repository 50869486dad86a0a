"""The title and the text of what somebody hands over: plain text, or a page of HTML."""

import html
import re

_TAG = re.compile(r"<(?:!doctype|html|body|article|h[1-6]|p|div|br|ul|ol|li|table|span)\b", re.I)
_UNSEEN = re.compile(
    r"<(script|style|template|noscript|head|nav|footer)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S
)
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|div|ul|ol|li|blockquote|figure|figcaption|table|tr|td|th|section|article"
    r"|main|header|aside|br|hr)\b[^<>]*>",
    re.I,
)
_ANY_TAG = re.compile(r"</?[a-z!][^<>]*>", re.I)
_PARAGRAPH_END = re.compile(r"\n\s*\n")
# Where a page ends and its cards of other articles begin; these are about other places.
_CARDS = re.compile(r"^[ \t]*(?:Читайте також|Read also)[ \t]*:?[ \t]*$", re.M | re.I)
CARD = 200  # characters of a line of a card at most
WRAPPED = 200  # no line of a text that was wrapped by hand is longer


def title_and_body(text):
    """Return the first line of a `text` (str) and the rest: a pair of str, plain.

    Of HTML the tags go, and what readers don't see. Paragraphs of the body are parted by an empty
    line, also where the text had one paragraph a line. The cards of other articles under «Читайте
    також» at the end of a page are left out.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _TAG.search(text):
        text = plain(text)
    text = _without_cards(text.strip())
    title, _, body = text.partition("\n")
    if max(map(len, body.split("\n"))) > WRAPPED:
        body = "\n\n".join(body.split("\n"))
    return title.strip(), _PARAGRAPH_END.sub("\n\n", body).strip()


def plain(markup):
    """Return the text of HTML (str) as readers see it; an empty line parts its paragraphs."""
    lines = " ".join(_UNSEEN.sub(" ", markup).split())
    lines = html.unescape(_ANY_TAG.sub("", _BLOCK.sub("\n\n", lines)))
    return "\n\n".join(line for part in lines.split("\n") if (line := " ".join(part.split())))


def _without_cards(text):
    found = _CARDS.search(text)
    if found and all(len(line) <= CARD for line in text[found.end() :].split("\n")):
        return text[: found.start()].rstrip()
    return text
