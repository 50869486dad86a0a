"""The files of the demo: a head in TOML between two lines of +++, then the body in HTML."""

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import time
from pathlib import Path

from news.models.article import Language, State

FOLDER = Path(__file__).resolve().parent
_PARTS = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_TAG_FIELDS = {"name", "name_en", "description", "description_en"}


class Malformed(Exception):
    """A file of the demo is not what it should be; the message names the file and the fault."""

    def __init__(self, path, fault):
        super().__init__(f"{path.name}: {fault}")


@dataclass(frozen=True)
class DemoArticle:
    """One article's file. `days_ago` counts days of Kyiv, a negative one lies in the future."""

    path: Path
    language: str
    title: str
    lead: str
    byline: str
    source_name: str
    source_url: str
    state: str
    days_ago: int
    at: time  # of day in Kyiv
    views: int
    tags: tuple[str, ...]
    oblasts: tuple[str, ...]  # codes
    hromadas: tuple[str, ...]  # codes
    cover_alt: str  # "" where it has no cover
    cover_caption: str
    translation_of: str  # the key of another article, or ""
    read_also: tuple[str, ...]  # keys
    change_note: str
    body: str

    @property
    def key(self):
        return self.path.stem


_HEAD = {field.name: field.type for field in fields(DemoArticle)} | {"at": str}
del _HEAD["path"], _HEAD["body"]


def read_tags(folder=FOLDER):
    """Return the topics of `tags.toml`, dicts with name, name_en, description and description_en.

    Raises Malformed.
    """
    path = folder / "tags.toml"
    tags = _toml(path, _text(path)).get("tags", [])
    for number, tag in enumerate(tags, 1):
        if set(tag) != _TAG_FIELDS:
            raise Malformed(path, f"tag {number} must have just {', '.join(sorted(_TAG_FIELDS))}")
    return tags


def read_articles(folder=FOLDER):
    """Return the `DemoArticle`s of `articles/*.html`, in the order of their names.

    Raises Malformed: also for a link to an article that isn't there.
    """
    articles = [read_article(path) for path in sorted((folder / "articles").glob("*.html"))]
    by_key = {article.key: article for article in articles}
    for article in articles:
        for key in (*article.read_also, *filter(None, [article.translation_of])):
            if key not in by_key or key == article.key:
                raise Malformed(article.path, f"there is no other article {key!r}")
        original = by_key.get(article.translation_of)
        if original and (original.language == article.language or original.translation_of):
            raise Malformed(article.path, f"{original.key!r} is no original in another language")
    return articles


def read_article(path):
    """Return the DemoArticle of one file. Raises Malformed."""
    parts = _PARTS.fullmatch(_text(path))
    if not parts:
        raise Malformed(path, "expected +++, the head, +++ and the body")
    head = _toml(path, parts[1])
    if set(head) != set(_HEAD):
        odd = ", ".join(sorted(set(head) ^ set(_HEAD)))
        raise Malformed(path, f"fields missing or unknown: {odd}")
    for name, value in head.items():
        if _HEAD[name] in (str, int):
            right = type(value) is _HEAD[name]
        else:
            right = isinstance(value, list) and all(isinstance(item, str) for item in value)
            head[name] = tuple(value) if right else ()
        if not right:
            raise Malformed(path, f"{name} is {value!r}")
    if head["language"] not in Language or head["state"] not in State:
        raise Malformed(path, f"language is {head['language']!r}, state is {head['state']!r}")
    try:
        head["at"] = time.fromisoformat(head["at"])
    except ValueError as error:
        raise Malformed(path, f"at is {head['at']!r}: {error}") from error
    return DemoArticle(path=path, body=parts[2].strip(), **head)


def _text(path):
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(path, f"cannot be read: {error}") from error


def _toml(path, text):
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed(path, f"not TOML: {error}") from error
