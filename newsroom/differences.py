"""What differs between two versions of an article, field by field, in words for the editor."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.html import escape

from news.body import plain_text
from news.models import Article, Image
from news.models.article import Language, State
from newsroom.comparing import ADDED, REMOVED, SAME, compare_bodies, compare_texts
from newsroom.revisions import FIELDS, LABELS, read_moment, same

# In the order in which an editor looks at an article.
ORDER = (
    "title", "lead", "body", "cover", "tags", "hromadas", "oblasts", "read_also", "state",
    "published_at", "change_note", "byline", "source_name", "source_url", "language",
    "translation_of",
)  # fmt: skip
TEXTS = {"title", "lead", "byline", "source_name", "source_url", "change_note"}
NOTHING = "—"


@dataclass
class Difference:
    """One field in which two versions differ.

    A text has `runs`, pairs of (SAME, REMOVED or ADDED, safe HTML); a body has `rows` of
    comparing.Row; other fields have runs of whole values. `pictures` are (Image before, after).
    """

    name: str
    label: str
    runs: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    pictures: tuple = ()

    @property
    def is_list(self):
        """Whether the runs are names of a list, not the words of a sentence."""
        return self.name in LABELS or self.name == "read_also"

    @property
    def before(self):
        return [run for run in self.runs if run[0] != ADDED]

    @property
    def after(self):
        return [run for run in self.runs if run[0] != REMOVED]


def label_of(name):
    """Return the field's name as a heading: «Заголовок», «Читайте також»."""
    label = str(Article._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def changed_fields(before, after):
    """Return the names of the fields in which two versions differ, in ORDER."""
    return [name for name in ORDER if not same_field(name, before, after)]


def same_field(name, before, after):
    """Whether two versions agree in one field."""
    empty = dict.fromkeys(FIELDS)
    return same(empty | {name: before.get(name)}, empty | {name: after.get(name)})


def differences(before, after):
    """Return the Differences between two versions, in ORDER; at most two queries."""
    names = changed_fields(before, after)
    pictures = _rows(Image, "cover", names, before, after)
    articles = _rows(Article, "translation_of", names, before, after)
    found = []
    for name in names:
        difference = Difference(name, label_of(name))
        old, new = before.get(name), after.get(name)
        if name == "body":
            difference.rows = compare_bodies(old or "", new or "")
        elif name in TEXTS:
            difference.runs = compare_texts(old or "", new or "")
        elif name in LABELS:
            difference.runs = _labels(old, new, "name")
        elif name == "read_also":
            difference.runs = _cards(old, new)
        else:
            if name == "cover":
                difference.pictures = (pictures.get(old), pictures.get(new))
            difference.runs = _values(
                *(_in_words(name, value, pictures | articles) for value in (old, new))
            )
        found.append(difference)
    return found


def _rows(model, name, names, before, after):
    """Return {id: row} of what a foreign key names in either version."""
    if name not in names:
        return {}
    ids = {before.get(name), after.get(name)} - {None}
    rows = model.objects.defer("body") if model is Article else model.objects
    return rows.in_bulk(ids)


def _values(old, new):
    return [(REMOVED, escape(old)), (ADDED, escape(new))]


def _labels(old, new, key):
    """Return runs of names: those that stayed, those that went, those that came."""
    before = {each["id"] or each[key]: each[key] for each in old or ()}
    after = {each["id"] or each[key]: each[key] for each in new or ()}
    return (
        [(SAME, escape(after[each])) for each in after if each in before]
        + [(REMOVED, escape(before[each])) for each in before if each not in after]
        + [(ADDED, escape(after[each])) for each in after if each not in before]
    )


def _cards(old, new):
    """Return runs of the picked cards; a new order of the same is shown as two lists."""
    runs = _labels(old, new, "title")
    if any(change != SAME for change, _ in runs):
        return runs
    return _values(*("; ".join(card["title"] for card in cards) for cards in (old, new)))


def _in_words(name, value, rows):
    """Return a value of a field as an editor reads it."""
    if value in (None, ""):
        return NOTHING
    if name == "published_at":
        return f"{timezone.localtime(read_moment(value)):%d.%m.%Y, %H:%M}"
    if name == "state":
        return State(value).label if value in State else value
    if name == "language":
        return Language(value).label if value in Language else value
    if name == "cover":
        return rows[value].alt or f"зображення № {value}" if value in rows else "видалено"
    return rows[value].title if value in rows else "видалено"


def in_short(before, after):
    """Return which fields changed, as a phrase: «заголовок, текст (+120 знаків), теги»."""
    parts = []
    for name in changed_fields(before, after):
        words = label_of(name)
        words = words[:1].lower() + words[1:]
        if name in {"lead", "body"}:
            grown = length(after.get(name)) - length(before.get(name))
            words += f" ({grown:+d} зн.)".replace("-", "−") if grown else ""
        parts.append(words)
    return ", ".join(parts)


def length(body):
    """Return how many characters a reader sees of a body or a lead."""
    return len(plain_text(body or ""))
