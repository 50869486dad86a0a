"""Versions of articles as plain data: taking them, showing them, keeping them.

A version is a dict that JSON can hold:

    title, lead, body, byline, source_name, source_url, language, state, change_note: str
    cover, translation_of: the id, or None
    published_at: an ISO 8601 moment in UTC, or None
    tags, oblasts, hromadas: lists of {"id", "name"}; a tag that isn't made yet has the id None
    read_also: a list of {"id", "title"}, in the order of the cards
    typed: {field: what was typed} of what would not validate; only in autosaves

Names stand beside the ids so that history can be read after the row they name is gone.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from django.db import transaction

from news.body import clean
from news.models import Article, Image, ReadAlso, Tag
from newsroom.models import Revision
from newsroom.models.revision import Kind
from regions.models import Hromada, Oblast
from ukrainian.slugs import slugify

TEXTS = ("title", "lead", "body", "byline", "source_name", "source_url", "change_note")
CHOICES = ("language", "state")
LABELS = ("tags", "oblasts", "hromadas")
FIELDS = (*TEXTS, *CHOICES, "cover", "translation_of", "published_at", *LABELS, "read_also")


class Present(NamedTuple):
    """What the row of an article holds."""

    version: int
    data: dict


def snapshot(article):
    """Return the present version of an Article as data; relations that aren't prefetched take a
    query each (four at most)."""
    return {
        **{name: getattr(article, name) for name in (*TEXTS, *CHOICES)},
        "cover": article.cover_id,
        "translation_of": article.translation_of_id,
        "published_at": moment(article.published_at),
        "tags": _named(article.tags.all()),
        "oblasts": _named(article.oblasts.all()),
        "hromadas": _named(article.hromadas.all()),
        "read_also": [{"id": pick.to_id, "title": pick.to.title} for pick in _picks(article)],
    }


def _named(rows):
    return [{"id": row.pk, "name": row.name} for row in rows]


def _picks(article):
    cached = getattr(article, "_prefetched_objects_cache", {})
    return cached["picks"] if "picks" in cached else article.picks.select_related("to")


def moment(at):
    """Return an aware datetime as data holds it: ISO 8601 in UTC; None stays None."""
    return at.astimezone(UTC).isoformat() if at else None


def read_moment(text):
    """Return the aware datetime of what `moment` wrote; None stays None."""
    return datetime.fromisoformat(text) if text else None


def same(one, other):
    """Whether two versions are the same but for the names of what they point at."""
    return _plain(one) == _plain(other)


def _plain(data):
    plain = {name: data.get(name) for name in FIELDS} | {"typed": data.get("typed") or {}}
    for name in (*LABELS, "read_also"):
        plain[name] = [each["id"] or each.get("name") for each in plain[name] or ()]
    for name in LABELS:
        plain[name] = set(plain[name])
    return plain


def as_article(data, article=None):
    """Return an Article in memory that looks as the version `data`; it must not be saved.

    `article` is the Article whose version it is: its id, dates and views are taken over. Without
    it the id is 0. Tags, places, cover and picks are gathered here (six queries at most), so that
    a page, a check or a card can be made of it as of any other. What was deleted since is left
    out, a tag that isn't made yet is there without an id.
    """
    shown = Article(pk=0)
    if article is not None:
        for field in Article._meta.concrete_fields:
            setattr(shown, field.attname, getattr(article, field.attname))
        if "views" in vars(article):  # as `with_views` has found them
            shown.views = article.views
    else:
        shown.views = 0
    for name in (*TEXTS, *CHOICES):
        setattr(shown, name, data.get(name) or "")
    # A page shows it as it is: what was kept by an older allow-list passes the one of today.
    shown.body = clean(shown.body)
    shown.slug = slugify(shown.title)
    shown.cover = Image.objects.filter(pk=data["cover"]).first() if data.get("cover") else None
    shown.translation_of_id = data.get("translation_of")
    shown.published_at = read_moment(data.get("published_at"))
    hromadas = Hromada.objects.select_related("oblast", "raion")
    articles = Article.objects.defer("body")
    made = [Tag(name=tag["name"]) for tag in data.get("tags", ()) if not tag["id"]]
    picked = _rows(articles, data.get("read_also"))
    shown._prefetched_objects_cache = {
        "tags": _filled(Tag.objects.all(), [*_rows(Tag.objects.all(), data.get("tags")), *made]),
        "oblasts": _filled(Oblast.objects.all(), _rows(Oblast.objects.all(), data.get("oblasts"))),
        "hromadas": _filled(hromadas, _rows(hromadas, data.get("hromadas"))),
        "picks": _filled(
            ReadAlso.objects.all(),
            [ReadAlso(article=shown, to=to, position=at) for at, to in enumerate(picked)],
        ),
    }
    return shown


def _rows(queryset, named):
    """Return the rows that a list of {"id"} names, in its order, but for those that are gone."""
    ids = [each["id"] for each in named or () if each["id"]]
    found = queryset.in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _filled(queryset, rows):
    """Return a queryset that has its answer already, as prefetching leaves it."""
    queryset = queryset.none() if not rows else queryset.all()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    return queryset


def keep(article, user, kind=Kind.SAVE, note="", draft=None):
    """Keep the present version of an Article as a Revision and return it.

    Call it after the row and its relations were saved, in the same transaction. `user` is who did
    it, or None; `note` says how, for the reader of the history. Of a version that stands already as
    the last one nothing is written, and the last one is returned. `draft` is the UUID of the form
    that a new article was written in.
    """
    data = snapshot(article)
    last = article.revisions.accepted().first()
    if last and same(last.data, data):
        return last
    return article.revisions.create(
        kind=kind,
        version=article.version,
        data=data,
        note=note,
        draft=draft,
        created_by=user if user and user.pk else None,
    )


def keep_present(article):
    """Keep what the row of an Article holds now, before it is changed, unless it was kept.

    Imported articles and those of the demo have no history; an importer writes past it. Call it
    before the first change, in the transaction of the change. Returns what is stored, as Present.
    """
    stored = Article.objects.get(pk=article.pk)
    data = snapshot(stored)
    last = article.revisions.accepted().first()
    if not (last and same(last.data, data)):
        stored.revisions.create(
            kind=Kind.SAVE,
            version=stored.version,
            data=data,
            note="Стан до наступної зміни",
            created_at=stored.saved_at,
            created_by_id=stored.saved_by_id,
        )
    return Present(stored.version, data)


def keep_unsaved(data, user, *, article=None, draft=None, version=0, kind=Kind.AUTOSAVE, at):
    """Put an autosave of `user` where the one before stood; returns the Revision.

    It belongs to `article`, or, for one that was never saved, to the UUID `draft`. An autosave that
    says the same as the one before isn't written again.
    """
    place = {"article": article} if article else {"article": None, "draft": draft}
    own = Revision.objects.filter(created_by=user, kind=kind, **place)
    found = own.first()
    if found and same(found.data, data) and found.version == version:
        return found
    with transaction.atomic():
        revision, _ = Revision.objects.update_or_create(
            created_by=user,
            kind=kind,
            **place,
            defaults={"data": data, "version": version, "created_at": at},
        )
    return revision
