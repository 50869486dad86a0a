"""How articles come in from elsewhere: a module for each form, and one `store` for all of them.

A form's module makes `Record`s (`pages.parse(text)`) and knows no database; `store.store(record)`
is idempotent and knows no form. What can't be taken over is `Refused`, with its line and reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class Refused(Exception):
    """This record isn't imported. `reason` is a sentence in English, `line` counts from 1 or is
    None where no single line is to blame."""

    def __init__(self, reason, line=None):
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Record:
    """One article as its source tells it: plain values, places and tags still by their names."""

    imported_from: str  # what identifies the article at its source, for `Article.imported_from`
    title: str
    body: str  # clean HTML, as `news.body.clean` gives it
    published_at: datetime  # aware, UTC
    language: str = "uk"
    lead: str = ""
    views: int = 0
    tags_text: str = ""  # names parted by spaces, or by commas or semicolons
    oblasts: tuple[str, ...] = ()
    hromadas: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    # Told to the person who imports; not stored:
    caption: str = ""  # of a cover that the source doesn't carry
    cards_skipped: int = 0  # other articles' cards
    lines: Mapping[str, int] = field(default_factory=dict)  # where a name of a place stands
