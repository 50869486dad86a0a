"""What tags are besides their names, as lines of JSON beside the lines of the articles.

    {"name": "вода", "name_en": "water", "slug": "voda", "description": "…", "description_en": "…",
     "former_slugs": ["vodohin"]}

`export_articles FILE.jsonl` writes them into FILE-tags.jsonl, and `import_articles` reads that
first. What a tag says of itself here is never written over: only what is empty is filled in.
"""

import json

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import DataError, IntegrityError, transaction

from news.importers import Refused
from news.importers.jsonl import Taker, object_of
from news.importers.labels import MAX_TAG
from news.models import FormerTagSlug, Tag
from ukrainian.folding import mend, unmixed
from ukrainian.slugs import slugify

MAX_DESCRIPTION, MAX_SLUGS = 5000, 200  # characters; former addresses of one tag
FILLED = ("name_en", "description", "description_en")


def beside(file):
    """Return the Path of the tags that belong to the Path of a file of articles."""
    return file.with_name(f"{file.stem}-tags.jsonl")


def written(tag):
    """Return a Tag with its `former_slugs` prefetched as a line (str), without its end."""
    told = {name: getattr(tag, name) for name in ("name", "name_en", "slug")}
    told |= {name: getattr(tag, name) for name in ("description", "description_en")}
    told["former_slugs"] = sorted(former.slug for former in tag.former_slugs.all())
    return json.dumps(told, ensure_ascii=False)


def store(line, *, dry_run=False):
    """Bring the tag of a line (bytes) into the database; return its name where it is new, else "".

    A new tag gets the address that the line tells, if that is free; of a tag that is here the
    address stays, and the one told leads to it. Raises Refused for what is no tag.
    """
    take = Taker(object_of(line))
    name = unmixed(mend(take.text("name", MAX_TAG)))
    if not slugify(name):
        raise Refused(f"the tag «{name}» has neither letters nor digits")
    texts = {key: take.text(key, MAX_DESCRIPTION).strip() for key in FILLED[1:]}
    texts["name_en"] = mend(take.text("name_en", MAX_TAG))
    slugs = [take.text("slug", MAX_TAG), *(take.texts("former_slugs", MAX_TAG, MAX_SLUGS) or ())]
    for slug in filter(None, slugs):
        try:
            validate_slug(slug)
        except ValidationError:
            raise Refused(f"«{slug}» is no address of a tag") from None
    try:
        with transaction.atomic():
            return _stored(name, texts, slugs, dry_run)
    except (DataError, IntegrityError) as error:
        raise Refused(f"the database refuses it: {str(error).splitlines()[0]}") from error


def _stored(name, texts, slugs, dry_run):
    tag = Tag.objects.named(name)
    is_new = tag is None
    if dry_run:
        return name if is_new else ""
    if is_new:
        tag = Tag(name=name, slug=slugs[0] if _is_free(slugs[0]) else "")
    empty = [key for key in FILLED if texts[key] and not getattr(tag, key)]
    for key in empty:
        setattr(tag, key, texts[key])
    if is_new or empty:
        tag.save()
    FormerTagSlug.objects.bulk_create(
        FormerTagSlug(slug=slug, tag=tag)
        for slug in dict.fromkeys(slugs)
        if slug != tag.slug and _is_free(slug)
    )
    return name if is_new else ""


def _is_free(slug):
    """Whether no tag has or had that address; an empty one can't be given."""
    if not slug or Tag.objects.filter(slug=slug).exists():
        return False
    return not FormerTagSlug.objects.filter(slug=slug).exists()
