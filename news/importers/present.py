"""An article of ours as a `Record`, and what makes two records the same.

`export_articles` writes what `record_of` returns, and the importer of its form gives the same back.
"""

import hashlib
import html

from news.body import images_of
from news.importers import Picture, Record
from news.importers.pictures import is_elsewhere

BASE = (
    *("language", "title", "lead", "published_at", "source_name", "source_url"),
    *("views", "tags_text", "oblasts", "hromadas"),
)
TOLD_BY_SOME = ("state", "tags", "byline", "changed_at", "change_note", "addresses")


def digests_of(record):
    """Return {name of a field: digest} of all that a Record tells, for `Article.import_digests`.

    Where a picture's file lies makes no difference; a whole address of one is part of the text.
    """
    told = {name: getattr(record, name) for name in BASE}
    told |= {name: value for name in TOLD_BY_SOME if (value := getattr(record, name)) is not None}
    text, pictures = record.body, record.pictures
    if pictures is not None:
        for src, picture in pictures.items():
            if not is_elsewhere(src):
                text = text.replace(html.escape(src), picture.digest).replace(src, picture.digest)
        told["pictures"] = sorted(picture.key for picture in pictures.values())
    told["body"] = text
    if record.has_cover:
        told["cover"] = record.cover and record.cover.key
    if record.translation_of is not None or record.read_also is not None:
        told["links"] = record.translation_of, record.read_also
    return {name: _digest(value) for name, value in told.items()}


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def record_of(article):
    """Return the Record of an Article as it stands: ten queries at most, fewer where relations are
    prefetched."""
    shown = images_of(article.body)
    return Record(
        imported_from=article.imported_from or "",
        pk=article.pk,
        language=article.language,
        state=article.state,
        title=article.title,
        lead=article.lead,
        body=article.body,
        published_at=article.published_at,
        changed_at=article.changed_at,
        change_note=article.change_note,
        views=article.views,
        tags=tuple(tag.name for tag in article.tags.all()),
        oblasts=tuple(place.katottg for place in article.oblasts.all()),
        hromadas=tuple(place.katottg for place in article.hromadas.all()),
        byline=article.byline,
        source_name=article.source_name,
        source_url=article.source_url,
        cover=picture_of(article.cover) if article.cover else None,
        has_cover=True,
        pictures={f"/media/images/{pk}.jpg": picture_of(shown[pk]) for pk in sorted(shown)},
        addresses=tuple(sorted(former.path for former in article.former_addresses.all())),
        translation_of=article.translation_of_id,
        read_also=tuple(pick.to_id for pick in article.picks.all()),
        created_at=article.created_at,
    )


def picture_of(image):
    """Return the Picture of an Image that is here."""
    focus = image.focal_x, image.focal_y
    return Picture(None, image.digest, image.alt, image.caption, image.credit, focus, image)
