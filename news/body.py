"""The body of an article: which HTML it may hold, and how it is shown.

One allow-list for everything that enters: the admin, the importers, the demo. What it lets through
is stored in one form (news/markup.py), the one that the editor of the newsroom writes.
"""

import html
import re

import nh3
from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from news import embeds, markup, markup_tree
from news.addresses import absolute as whole
from news.addresses import with_whole_links
from news.nesting import shallow
from ukrainian.folding import printable

ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# The first of two gates, by the rules of browsers: nothing active leaves it. The second writes what
# is left anew, and only what it knows.
_cleaner = nh3.Cleaner(
    tags=markup_tree.TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "embed", "noscript", "template"},
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
    strip_comments=True,
)

# Ends of blocks become spaces in the plain text, so that words of two paragraphs don't stick.
_BLOCK_END = re.compile(
    r"</(?:p|h[2-4]|li|blockquote|td|th|tr|figcaption|caption)>|<br\s*/?>|<hr\s*/?>"
)
# Of a plain text with many «<» nothing is read twice.
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"\s+")
_BLOCK = re.compile(
    r"<(?:p|h[1-6]|[uod]l|table|blockquote|figure|div|pre|section|article)\b", re.IGNORECASE
)
# As news/markup.py writes them.
_PICTURE = re.compile(
    r'<figure><img src="/media/images/(\d+)\.jpg" alt="([^"]*)">'
    r"(?:<figcaption>(.*?)</figcaption>)?</figure>"
)
_EMBED = re.compile(r'<figure><a href="([^"]*)" rel="noopener">(.*?)</a></figure>')
_BULLET = re.compile(r"^(?:[•·▪‣●◦]\s*|\*\s+)")


def clean(text):
    """Return the body as clean HTML in its one form; `expand` makes it ready for readers.

    `text` is HTML from anybody, or plain text (no block tag in it), which `from_text` turns into
    paragraphs and lists first. What isn't allowed is dropped, the content of scripts and styles
    with it, or becomes what is; pictures may come only from our own library. Cleaning twice gives
    the same as cleaning once.
    """
    text = printable(text or "").replace("\r\n", "\n")
    if not text.strip():
        return ""
    if not _BLOCK.search(text):
        text = from_text(text, escape="<" not in text)
    return markup.canonical(_cleaner.clean(shallow(text)))


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


def lines(body):
    """Return the visible text of a clean body as a list of str, one for each block: a paragraph, a
    heading, an item of a list, a cell of a table. None is empty."""
    return [line for block in _BLOCK_END.split(body) if (line := plain_text(block))]


def characters(body):
    """Return the visible characters of a clean body, entities decoded: one str, in which spaces
    stand where tags stood. Quicker than `plain_text`, for who only counts."""
    text = _TAG.sub(" ", body)
    return html.unescape(text) if "&" in text else text


def images_of(*bodies):
    """Return {id: Image} of all pictures in clean bodies that are still there: one query, or none
    where no body has a picture."""
    numbers = {int(number) for text in bodies for number, _, _ in _PICTURE.findall(text)}
    return apps.get_model("news", "Image").objects.in_bulk(numbers) if numbers else {}


def expand(body, *, absolute=False, images=None):
    """Return a clean body (HTML) as it is shown, in the language that is active.

    On a page pictures come sized and in several widths, with caption and credit, and videos and
    posts as cards that load nothing before they are asked. With `absolute`, for feeds and the API,
    a picture is one JPEG, a video is a link, and every address is whole. A picture that is no more
    leaves its caption. `images` is what `images_of` gave for many bodies at once.
    """
    if "<figure" not in body:
        return with_whole_links(body) if absolute else body
    images = images_of(body) if images is None else images

    def picture(match):
        number, alt, caption = match.groups(default="")
        image = images.get(int(number))
        if image is None:
            return f"<p>{caption}</p>" if caption else ""
        shown = _plain_picture(image, alt) if absolute else _sized_picture(image, alt)
        if image.credit:
            # Translators: «Фото: %(name)s»; who took a picture
            credit = _("Photo: %(name)s") % {"name": image.credit}
            space = " " if caption else ""
            caption += space + format_html('<span class="credit">{}</span>', credit)
        return f"<figure>{shown}{caption and f'<figcaption>{caption}</figcaption>'}</figure>"

    body = _PICTURE.sub(picture, body)
    return with_whole_links(body) if absolute else _EMBED.sub(_card, body)


def _plain_picture(image, alt):
    shown = image.rendition("full-960")
    return (
        f'<img src="{whole(shown.urls["jpg"])}" alt="{alt}" '
        f'width="{shown.width}" height="{shown.height}">'
    )


def _sized_picture(image, alt):
    # The tag imports the models, which import this module.
    from news.templatetags.pictures import picture  # noqa: PLC0415

    sizes = "(min-width: 44rem) 42rem, 100vw"
    return picture(image, "full", sizes=f"auto, {sizes}", alt=mark_safe(alt))


def _card(match):
    """Return the card of a video or post; its link works by itself, its button by script."""
    embed = embeds.find(html.unescape(match[1]))
    if embed is None:
        return match[0]
    # Translators: «%(provider)s дізнається, що ви це дивитеся»
    warning = _("%(provider)s will know that you watch it.") % {"provider": embed.provider.name}
    return format_html(
        '<figure class="embed" data-frame="{}" data-offer="{}" data-warning="{}">'
        '<a href="{}" rel="noopener"><span>{}</span> {}</a></figure>',
        embed.frame,
        _(embed.provider.offer),
        warning,
        embed.address,
        embed.provider.name,
        mark_safe(match[2]),
    )
