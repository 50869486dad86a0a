"""The statement of accessibility: what the last audit found, said as it is.

`make audit` writes news/data/audit.json; nothing on the page about conformance is written by hand.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

AUDIT = Path(__file__).parent / "data" / "audit.json"
OTHER_LANGUAGE = "English "  # how the audit calls a page of the English site

# The audit names kinds of pages; what readers are told instead.
KINDS = {
    "front": gettext_noop("Front page"),
    "news": gettext_noop("News"),
    "news filtered": gettext_noop("News with filters"),
    "news of a month": gettext_noop("News of a month"),
    "news of nothing": gettext_noop("Filters that find nothing"),
    "news with a mistake": gettext_noop("Filters with a mistake"),
    "archive": gettext_noop("Archive"),
    "article": gettext_noop("Article with a table, pictures and a video"),
    "article without cover": gettext_noop("Article without a picture"),
    "preview": gettext_noop("Preview"),
    "expired preview": gettext_noop("Expired preview"),
    "topics": gettext_noop("Topics"),
    "topic": gettext_noop("Topic"),
    "most read": gettext_noop("Most read"),
    "regions": gettext_noop("Regions"),
    "find": gettext_noop("Find a hromada"),
    "find with results": gettext_noop("Hromadas found"),
    "find without results": gettext_noop("No hromada found"),
    "oblast": gettext_noop("Oblast"),
    "hromada": gettext_noop("Hromada"),
    "silent hromada": gettext_noop("Hromada without news"),
    "embed": gettext_noop("News on another site"),
    "search": gettext_noop("Search"),
    "search without results": gettext_noop("Search that finds nothing"),
    "empty search": gettext_noop("Empty search"),
    "feeds": gettext_noop("Feeds"),
    "my": gettext_noop("My feed"),
    "offline": gettext_noop("Without a connection"),
    "accessibility": gettext_noop("Accessibility"),
    "open data": gettext_noop("Open data"),
    "embed code": gettext_noop("News for your site"),
    "not found": gettext_noop("There is no such page"),
    "broken": gettext_noop("Something broke on our side"),
}


@dataclass(frozen=True)
class Checked:
    """One kind of page as the audit saw it.

    `kind` is the audit's own name; `violations` dicts with id, impact, help (English) and nodes,
    how many; `incomplete` and `passes` numbers of rules: left for a person to judge, and kept.
    """

    kind: str
    violations: list
    incomplete: int
    passes: int

    @property
    def name(self):
        """The kind in words, in the language of the page."""
        known = KINDS.get(self.kind.removeprefix(OTHER_LANGUAGE))
        name = _(known) if known else self.kind
        if self.kind.startswith(OTHER_LANGUAGE):
            # Translators: «%(page)s, англійською»; a kind of page
            return _("%(page)s, in English") % {"page": name}
        return name


@dataclass(frozen=True)
class Audit:
    """What `make audit` found: `day` (a date), the version of axe, widths in px, pages."""

    day: date
    axe: str
    sizes: list
    pages: list

    @property
    def widths(self):
        """The widths in words, in the language of the page: «390 і 1280»."""
        # Translators: «%(list)s і %(last)s»; numbers
        both = _("%(list)s and %(last)s")
        *rest, last = map(str, self.sizes)
        return both % {"list": ", ".join(rest), "last": last} if rest else last

    @property
    def failing(self):
        """The pages on which there is a violation."""
        return [page for page in self.pages if page.violations]

    @property
    def violations(self):
        return sum(len(page.violations) for page in self.pages)

    @property
    def incomplete(self):
        return sum(page.incomplete for page in self.pages)


def last_audit(path=AUDIT):
    """Return the last `Audit`, or None where there has been none."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=2)
def _read(path, changed):
    found = json.loads(path.read_text(encoding="utf-8"))
    pages = [
        Checked(page["kind"], page["violations"], page["incomplete"], page["passes"])
        for page in found["pages"]
    ]
    return Audit(date.fromisoformat(found["date"]), found["axe"], found["sizes"], pages)


@require_safe
def statement(request):
    context = {"audit": last_audit(), "email": settings.CONTACT_EMAIL}
    return render(request, "news/accessibility.html", context)
