"""The editors' guide: Markdown of docs/guide/, shown in the newsroom as help.

The files are read once, when the first page of the guide is asked for.
"""

import os
import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from ukrainian.slugs import slugify

FOLDER = settings.BASE_DIR / "docs" / "guide"
_CHAPTER = re.compile(r"(?P<number>\d+)-(?P<slug>[a-z-]+)\.md")
_PICTURE = re.compile(r"[a-z0-9-]+\.webp")


@dataclass(frozen=True)
class Chapter:
    """One page of the guide; `html` stands under the page's own h1 and begins with an h2 or text.

    `sections` are (anchor, title) of its h2s, in their order.
    """

    slug: str
    title: str
    html: SafeString
    sections: tuple


@cache
def chapters():
    """Return the chapters of the guide in their order: {slug: Chapter}."""
    names = [name for name in map(_CHAPTER.fullmatch, os.listdir(FOLDER)) if name]
    names.sort(key=lambda name: int(name["number"]))
    return {
        name["slug"]: read_chapter(name["slug"], (FOLDER / name[0]).read_text(encoding="utf-8"))
        for name in names
    }


def read_chapter(slug, text):
    """Return the Chapter of a Markdown text whose first line is its title («# Перша стаття»).

    Headings get anchors by resolution 55; links between the files of the guide become links between
    its pages. Raises ValueError for a text without a title.
    """
    first, _, rest = text.partition("\n")
    if not first.startswith("# "):
        raise ValueError(f"the chapter {slug} has no title in its first line")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(rest)
    sections = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = tokens[at + 1].content
            token.attrSet("id", slugify(title))
            if token.tag == "h2":
                sections.append((slugify(title), title))
        elif token.type == "inline":
            for part in token.children:
                _turn_to_pages(part)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Chapter(slug, first.removeprefix("# ").strip(), mark_safe(html), tuple(sections))


def _turn_to_pages(part):
    """Lead a link to a file of the guide, or a picture beside it, to its address here."""
    if part.type == "link_open":
        name, mark, anchor = part.attrGet("href").partition("#")
        chapter = _CHAPTER.fullmatch(name)
        if chapter:
            part.attrSet("href", reverse("admin:guide", args=[chapter["slug"]]) + mark + anchor)
    elif part.type == "image":
        name = part.attrGet("src").removeprefix("img/")
        part.attrSet("src", reverse("admin:guide_picture", args=[name]))
        part.attrSet("loading", "lazy")


@require_safe
def page(request, site, slug=None):
    """A chapter in the frame of the admin `site`, or the first one."""
    known = chapters()
    chapter = known.get(slug or next(iter(known)))
    if chapter is None:
        raise Http404("no such chapter of the guide")
    context = site.each_context(request) | {
        "title": chapter.title,
        "chapter": chapter,
        "chapters": known.values(),
    }
    return TemplateResponse(request, "newsroom/guide.html", context)


@require_safe
def picture(request, name):
    """A picture of the guide."""
    path = FOLDER / "img" / name
    if not (_PICTURE.fullmatch(name) and path.is_file()):
        raise Http404("no such picture of the guide")
    response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=3600"
    return response
