"""Tags in the API."""

from ninja import Query, Router

from news.api import schemas
from news.api.describing import tag_label
from news.api.paging import Paging
from news.api.refusals import REFUSALS
from news.models import Tag

router = Router(tags=["Tags"])


@router.get("", response={200: schemas.Page[schemas.Tag]} | REFUSALS, summary="Tags by name")
def tags(request, paging: Query[Paging]):
    """The tags of public articles in the Ukrainian alphabetical order."""
    return paging.answer(request, Tag.objects.public(), Tag.objects.all(), _described)


def _described(tag):
    return tag_label(tag) | {"description": tag.description, "description_en": tag.description_en}
