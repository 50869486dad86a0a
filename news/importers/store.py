"""Putting `Record`s into the database: once, and again without doing anything twice."""

import hashlib
import re
from dataclasses import dataclass

from django.db import transaction

from news.importers import Refused
from news.models import Article, Tag
from news.models.article import State
from regions.find import AmbiguousPlace, UnknownPlace, resolve_hromada, resolve_oblast
from ukrainian.folding import fold, mend

TEXT_FIELDS = ("language", "title", "lead", "body", "published_at", "source_name", "source_url")
FIELDS = (*TEXT_FIELDS, "views", "tags_text", "oblasts", "hromadas")
MAX_TAG = 100  # characters, as the model's field
MAX_TAGS = 30  # of one article: more are a text that went astray


@dataclass(frozen=True)
class Stored:
    """What `store` did: `outcome` is "created", "updated" or "unchanged"."""

    outcome: str
    article: Article | None  # None in a dry run that would have created it
    new_tags: tuple[str, ...] = ()  # the names of tags that weren't known


def store(record, *, known_tags=False, dry_run=False):
    """Bring one `Record` into the database, in a transaction of its own; returns `Stored`.

    A record that came before unchanged changes nothing, whatever editors have made of the article
    since: the article keeps a digest of every field as it came. Of a record that has changed, only
    the changed fields are written. Where the article was edited here in the meantime (`saved_by`
    names a person), only the views are taken over; other changes are refused, and nothing of
    either hand is lost. A new article is published at its date; the state is never touched again.

    With `known_tags` a tag that isn't there yet refuses the record, otherwise it is created. With
    `dry_run` nothing is written. Raises Refused, also for a place that is unknown or ambiguous.
    """
    digests = {name: _digest(getattr(record, name)) for name in FIELDS}
    with transaction.atomic():
        article = (
            Article.objects.select_for_update().filter(imported_from=record.imported_from).first()
        )
        changed = set(FIELDS)
        if article:
            changed = {name for name in FIELDS if article.import_digests.get(name) != digests[name]}
            if not changed:
                return Stored("unchanged", article)
            if article.saved_by_id and changed != {"views"}:
                names = ", ".join(sorted(changed - {"views"}))
                raise Refused(
                    f"article {article.pk} was edited here, and now the page has changed too "
                    f"({names}): compare them by hand"
                )
        outcome = "updated" if article else "created"
        oblasts, hromadas = resolve_places(record)
        known = dict(Tag.objects.values_list("key", "pk"))
        names = split_tags(record.tags_text, known)
        new_tags = tuple(name for name in names if fold(name) not in known)
        if known_tags and new_tags:
            raise Refused(f"unknown tags: {', '.join(new_tags)}")
        if len(names) > MAX_TAGS:
            raise Refused(f"{len(names)} tags, {MAX_TAGS} are the limit")
        for name in new_tags:
            if len(name) > MAX_TAG:
                raise Refused(f"the tag «{name[:40]}…» is longer than {MAX_TAG} characters")
        if dry_run:
            return Stored(outcome, article, new_tags)

        article = article or Article(imported_from=record.imported_from, state=State.PUBLISHED)
        for name in changed.intersection(TEXT_FIELDS):
            setattr(article, name, getattr(record, name))
        article.views_imported = record.views if "views" in changed else article.views_imported
        article.import_digests = digests
        if article.pk and changed == {"views"}:
            # Not a new version of the text: nobody who is writing has to be told of it.
            article.save(update_fields=["views_imported", "import_digests"])
        else:
            article.save()
        if "tags_text" in changed:
            known |= {fold(name): Tag.objects.get_or_make(name)[0].pk for name in new_tags}
            article.tags.set(known[fold(name)] for name in names)
        if changed & {"oblasts", "hromadas"}:
            article.oblasts.set(oblasts)
            article.hromadas.set(hromadas)
            article.bring_oblasts()
        return Stored(outcome, article, new_tags)


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def resolve_places(record):
    """Return the Oblasts and the Hromadas that the record names, two lists.

    The record's oblasts decide between hromadas of one name, and a hromada of none of them is
    refused. Raises Refused, with the candidates where a name fits several places.
    """
    oblasts = []
    for name in record.oblasts:
        try:
            oblasts.append(resolve_oblast(name))
        except UnknownPlace as error:
            raise Refused(str(error), record.lines.get(name)) from error
    return oblasts, [_hromada(name, oblasts, record.lines.get(name)) for name in record.hromadas]


def _hromada(name, oblasts, line):
    found, faults = [], []
    for oblast in oblasts or [None]:
        try:
            found.append(resolve_hromada(name, oblast))
        except AmbiguousPlace as error:
            found.extend(error.candidates)
        except UnknownPlace as error:
            faults.append(str(error))
    if not found:
        raise Refused("; ".join(faults), line)
    if len(found) > 1:
        raise Refused(str(AmbiguousPlace(name, found)), line)
    return found[0]


def split_tags(text, known):
    """Return the names of tags in `text`, each once, in their order.

    Commas or semicolons part whole names. Without them the names stand separated by spaces, as on
    the old portal's pages: known tags are matched first, the longest first, and every word that is
    left is a name. `known` holds the folded names of the tags there are.
    """
    pieces = [mend(piece) for piece in re.split("[,;]", text) if _has_letters(piece)]
    names = []
    for piece in pieces:
        inside = _split_words(piece, known)
        if len(pieces) > 1 and not all(fold(name) in known for name in inside):
            inside = [piece]
        names.extend(inside)
    return list({fold(name): name for name in names}.values())


def _split_words(text, known):
    words = [word.lstrip("#") for word in text.split() if _has_letters(word)]
    keys = [fold(word) for word in words]
    longest = max((key.count(" ") + 1 for key in known), default=1)
    spans = [
        (start, end)
        for start in range(len(words))
        for end in range(start + 1, min(start + longest, len(words)) + 1)
        if " ".join(keys[start:end]) in known
    ]
    taken = {}
    for start, end in sorted(spans, key=lambda span: -len(" ".join(keys[slice(*span)]))):
        if not any(place in taken for place in range(start, end)):
            taken |= dict.fromkeys(range(start, end), (start, end))
    spans = dict.fromkeys(taken.get(place, (place, place + 1)) for place in range(len(words)))
    return [" ".join(words[start:end]) for start, end in spans]


def _has_letters(text):
    return any(map(str.isalnum, text))
