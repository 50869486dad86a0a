"""How articles come in from elsewhere: a module for each form, and one `store` for all of them.

A form's module makes `Record`s (`pages.parse(text)`) and knows no database; `store.store(record)`
is idempotent and knows no form. What can't be taken over is `Refused`, with its line and reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class Refused(Exception):
    """This record isn't imported. `reason` is a sentence in English, `line` counts from 1 or is
    None where no single line is to blame."""

    def __init__(self, reason, line=None):
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Picture:
    """A picture of a record: a file on this machine, or an Image that is here already.

    Its `digest` tells the content; `path` is read only where no Image has it yet.
    """

    path: str | None  # None for an Image of ours
    digest: str  # 32 hexadecimal digits of the SHA-256 of the file
    alt: str = ""
    caption: str = ""
    credit: str = ""
    focus: tuple[float, float] = (0.5, 0.5)  # fractions of the width and height
    image: Any = None  # the Image of ours
    is_plain: bool = False  # its words are of one text only: any Image of that content will do

    @property
    def key(self):
        """What makes two pictures one: the content and all words, not where the file lies."""
        return self.digest, self.alt, self.caption, self.credit, self.focus


@dataclass(frozen=True)
class Record:
    """One article as its source tells it: plain values, places and tags still by their names.

    None means that the source doesn't say: then it is left as it is here.
    """

    imported_from: str  # what identifies the article at its source, for `Article.imported_from`
    title: str
    body: str  # HTML; who makes it may have cleaned it, and saving does in any case
    published_at: datetime | None  # aware, UTC; None only of a draft
    language: str = "uk"
    lead: str = ""
    views: int = 0
    tags_text: str = ""  # names parted by spaces, or by commas or semicolons
    oblasts: tuple[str, ...] = ()
    hromadas: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    pk: int | None = None  # the number that the article keeps
    also_from: str = ""  # identifies it too, for `Article.imported_from` of an earlier import
    state: str | None = None  # None: published at its date, and afterwards never touched
    tags: tuple[str, ...] | None = None  # whole names, instead of tags_text
    byline: str | None = None
    changed_at: datetime | None = None
    change_note: str | None = None
    cover: Picture | None = None
    has_cover: bool = False  # whether `cover` is told; None then means that there is none
    pictures: Mapping[str, Picture] | None = None  # of the body, by their `src`
    addresses: tuple[str, ...] | None = None  # where it stood, as `former_path` writes them
    translation_of: int | str | None = None  # a number, or what identifies the article
    read_also: tuple[int | str, ...] | None = None
    created_at: datetime | None = None  # when it was begun there; for a new article only
    # Told to the person who imports; not stored:
    notes: tuple[str, ...] = ()  # what was left out, one word or phrase each: it is counted
    lines: Mapping[str, int] = field(default_factory=dict)  # where a name of a place stands
