"""Tags in the API."""

from typing import Annotated

from ninja import Query, Router
from pydantic import StringConstraints

from news.api import schemas
from news.api.describing import tag_label
from news.api.paging import Paging
from news.api.refusals import REFUSALS, missing
from news.filters import tag_called
from news.models import Tag

router = Router(tags=["Tags"])

Slug = Annotated[str, StringConstraints(pattern="^[-a-zA-Z0-9_]+$", max_length=100)]


@router.get(
    "",
    response={200: schemas.Page[schemas.Tag]} | REFUSALS,
    summary="Tags by name",
    operation_id="listTags",
)
def tags(request, paging: Query[Paging]):
    """The tags of public articles in the Ukrainian alphabetical order."""
    return paging.answer(request, Tag.objects.public(), Tag.objects.all(), _described)


@router.get(
    "{slug}",
    response={200: schemas.Tag} | REFUSALS,
    summary="One tag",
    operation_id="getTag",
)
def tag(request, slug: Slug):
    """A tag that public articles have, by its slug, today's or a former one."""
    one = called(slug)
    if not Tag.objects.public().filter(pk=one.pk).exists():
        raise missing("tag", slug)
    return _described(one)


def called(slug):
    """Return the Tag of a slug, today's or a former one, or raise HttpError 404."""
    one = tag_called(slug)
    if one is None:
        raise missing("tag", slug)
    return one


def _described(tag):
    return tag_label(tag) | {"description": tag.description, "description_en": tag.description_en}
