"""A picture of the newsroom on a page: sized, in three formats, as large as the screen needs."""

from html import escape

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from news.images import CONTENT_TYPES, FORMATS

register = template.Library()

# What the browser may choose from, and what stands in `src` for what can't choose.
WIDTHS = {
    "card": ("card-small", "card", "card-large"),
    "full": ("full-480", "full-960", "full-1600"),
}


@register.simple_tag
def picture(image, shape, sizes="", alt=None, is_first=False):
    """Show an Image: `{% picture article.cover "full" sizes="…" is_first=True %}`.

    `shape` is "card", cropped to 16:9 around the focal point, or "full", the whole picture; `sizes`
    says how wide it stands on the page, as in HTML; `alt` replaces the image's own words, "" where
    the text beside says it all; `is_first` is for the one that is seen first, which is fetched
    before the others. Asks neither the database nor the storage. Also the first is lazy, which it
    hardly feels with the CSS in the page: in light mode no picture is fetched before it is shown.

    AVIF or WebP where the browser knows it, in as many widths; else one JPEG. Of an image whose
    renditions are still being made there is one JPEG, and the page says no more.
    """
    made = [image.rendition(name) for name in WIDTHS[shape]]
    # Those of a small picture are equal: srcset must not name a width twice.
    choices = {one.width: one for one in reversed(made)}.values()
    width = f' sizes="{escape(sizes)}"' if sizes else ""
    # A browser measures for the sources only where the <img> says so too (HTML, auto-sizes).
    measured = ' sizes="auto"' if sizes.startswith("auto") else ""
    sources = ""
    for extension in FORMATS:
        if extension != "jpg" and extension in made[0].urls:
            srcset = ", ".join(f"{one.urls[extension]} {one.width}w" for one in choices)
            kind = CONTENT_TYPES[extension]
            sources += f'<source type="{kind}" srcset="{escape(srcset)}"{width}>'
    shown = made[1]
    words = conditional_escape(image.alt if alt is None else alt)
    first = ' fetchpriority="high"' if is_first else ""
    return mark_safe(
        f'<picture>{sources}<img src="{escape(shown.urls["jpg"])}" width="{shown.width}" '
        f'height="{shown.height}" alt="{words}" loading="lazy" decoding="async"{measured}{first}>'
        "</picture>"
    )
