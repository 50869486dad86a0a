"""What WordPress makes of the text of a post when it shows it: paragraphs, captions, galleries.

A text of its older editor has no tags of paragraphs, and both editors' texts hold shortcodes,
«[caption …]…[/caption]». Here they become HTML, of which news/body.py takes what it knows.
"""

import html
import re

from news import embeds

# A file may be hostile: none of these may look at the same characters again and again. So an
# opening ends where the next one begins, and what stands between it and its end is found by
# `_between`, never by a pattern.
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))""",
)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\[\]]*)\]")
_CAPTION_END = re.compile(r"\[/(?:wp_)?caption\]")
_PICTURE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
_GALLERY = re.compile(r"\[gallery\b([^\[\]]*)\]")
_EMBED = re.compile(
    r"\[(embed|youtube|video)\b([^\[\]]*)\](?:\s{0,20}([^\[\]\s]{0,2000})\s{0,20}\[/\1\])?"
)
# Only what can be no remark in brackets: Latin, with attributes or in the form of an end.
_OTHER = re.compile(
    r"\[(?P<name>[a-z][a-z0-9_-]+)"
    r"(?:\s+[\w-]+\s*=\s*(?:\"[^\"\[]*\"|'[^'\[]*'|[^\s\[\]\"'][^\s\[\]]*))++\s*/?\]"
    r"|\[/(?P<end>[a-z][a-z0-9_-]+)\]"
)
_LONE_URL = re.compile(r"^[ \t]*(https?://\S+)[ \t]*$", re.MULTILINE)
_COMMENT, _COMMENT_END = re.compile("<!--"), re.compile("-->")
# A block that WordPress fills when it shows it: there is nothing of it in the text.
_FILLED_LATER = re.compile(r" wp:([a-z][a-z0-9/-]*) .*/", re.DOTALL)
_FRAME = re.compile(r"<iframe\b([^<>]*)>|</iframe\s*>", re.IGNORECASE)
# Beside the link to a file stands the same once more as a button.
_FILE_BUTTON = re.compile(r"<a\b[^<>]*\bwp-block-file__button\b[^<>]*>")
_LINK_END = re.compile("</a>")

_BLOCKS = "p|h[1-6]|div|section|article|figure|blockquote|hr|address|form|center"
_WHOLE = "table|ul|ol|dl|pre|figure|script|style|iframe|object|video|audio"
_OPENS = re.compile(rf"<(?:{_BLOCKS}|{_WHOLE})\b", re.IGNORECASE)
_CLOSES = re.compile(rf"</(?:{_BLOCKS}|{_WHOLE})>|<hr\b[^<>]*>", re.IGNORECASE)
_KEPT = re.compile(rf"<({_WHOLE})\b", re.IGNORECASE)
_KEPT_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _WHOLE.split("|")}
_GAP = re.compile(r"\n[ \t]*\n\s*")


def html_of(content, gallery):
    """Return the HTML of a post's content (str), and what was left out: names of shortcodes, of
    blocks that have no text of their own, of frames that show nobody whom we know.

    `gallery` is called with the ids (list of int) that a gallery names, or None where it means all
    pictures of the post, and returns its `wordpress.Attachment`s.
    """
    left_out = []

    def pictures(match):
        told = attributes(match[1])
        ids = None
        if "ids" in told or "include" in told:
            names = re.findall(r"\d{1,18}", told.get("ids") or told.get("include") or "")
            ids = [int(name) for name in names]
        return "\n\n" + "".join(map(_figure, gallery(ids))) + "\n\n"

    def other(match):
        name = match["name"] or match["end"]
        if match["name"]:
            left_out.append(f"shortcode [{name}]")
        return ""

    def framed(match):
        address = attributes(match[1] or "").get("src", "")
        address = f"https:{address}" if address.startswith("//") else address
        if embeds.find(address):
            return _link(address)
        left_out.extend(["<iframe>"] * (match[1] is not None))
        return ""

    def comment(_, inside):
        if filled := _FILLED_LATER.fullmatch(inside):
            left_out.append(f"block {filled[1]}")
        return ""

    text = content.replace("\r\n", "\n").replace("\r", "\n")
    is_blocks = "<!-- wp:" in text
    text = _between(_COMMENT, _COMMENT_END, comment, text)
    text = _between(_FILE_BUTTON, _LINK_END, lambda *_: "", text)
    text = _FRAME.sub(framed, text)
    text = _between(_CAPTION, _CAPTION_END, _captioned, text)
    text = _GALLERY.sub(pictures, text)
    text = _EMBED.sub(_embedded, text)
    text = _OTHER.sub(other, text)
    text = _LONE_URL.sub(_shown, text)
    return (text if is_blocks else paragraphs(text)), left_out


def _between(opens, ends, made, text):
    """Return a text in which what stands from a match of `opens` to the next of `ends` is replaced
    by `made(match, what stands between)`. Once there is no end, nothing further is looked at."""
    parts, at = [], 0
    while match := opens.search(text, at):
        end = ends.search(text, match.end())
        if end is None:
            break
        parts += [text[at : match.start()], made(match, text[match.end() : end.start()])]
        at = end.end()
    return "".join([*parts, text[at:]])


def attributes(text):
    """Return the attributes of a shortcode or tag (str) as a dict."""
    return {
        name.lower(): html.unescape(quoted or single or bare)
        for name, quoted, single, bare in _ATTRIBUTE.findall(text)
    }


def _captioned(match, inside):
    picture = _PICTURE.search(inside)
    if not picture:
        return inside
    caption = inside[: picture.start()] + inside[picture.end() :]
    caption = caption.strip() or html.escape(attributes(match[1]).get("caption", ""), quote=False)
    return f"\n\n<figure>{picture[0]}<figcaption>{caption}</figcaption></figure>\n\n"


def _figure(picture):
    return (
        f'<figure><img class="wp-image-{picture.number}" src="{html.escape(picture.address)}" '
        f'alt="{html.escape(picture.alt)}">'
        f"<figcaption>{html.escape(picture.caption, quote=False)}</figcaption></figure>"
    )


def _embedded(match):
    told = attributes(match[2])
    address = match[3] or next(
        (told[name] for name in ("url", "src", "mp4", "m4v", "webm") if name in told), ""
    )
    if not address and match[1] == "youtube":  # [youtube=https://…], [youtube https://…]
        address = match[2].strip(" =")
    return _link(address) if address.startswith(("http://", "https://")) else ""


def _shown(match):
    """A line that is nothing but the address of a video or a post is shown as that."""
    address = html.unescape(match[1])
    return _link(address) if embeds.find(address) else match[0]


def _link(address):
    shown = html.escape(address)
    link = f'<a href="{shown}">{shown}</a>'
    return f"\n\n<figure>{link}</figure>\n\n" if embeds.find(address) else f"\n\n{link}\n\n"


def paragraphs(text):
    """Return a text of the older editor as HTML: empty lines part its paragraphs, other ends of
    lines are breaks. What stands in tables, lists and other blocks stays as it is."""
    made, at = [], 0
    for start, end in _kept(text):
        made += [*_wrapped(text[at:start]), text[start:end]]
        at = end
    made += _wrapped(text[at:])
    return "\n".join(made)


def _kept(text):
    """Yield (start, end) of the blocks that stay as they are."""
    endless, at = set(), 0
    while match := _KEPT.search(text, at):
        at, name = match.end(), match[1].lower()
        end = None if name in endless else _KEPT_ENDS[name].search(text, at)
        if end:
            at = end.end()
            yield match.start(), at
        else:
            endless.add(name)


def _wrapped(text):
    text = _OPENS.sub(lambda match: f"\n\n{match[0]}", text)
    text = _CLOSES.sub(lambda match: f"{match[0]}\n\n", text)
    for part in _GAP.split(text):
        line = part.strip()
        if not line:
            continue
        if _OPENS.match(line) or line.startswith("</"):
            yield line.replace("\n", "<br>\n") if re.match(r"<p\b", line, re.IGNORECASE) else line
        else:
            yield "<p>" + line.replace("\n", "<br>\n") + "</p>"
