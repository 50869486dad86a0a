"""Articles in the API."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal

from django.http import JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from ninja import Field, Query, Router, Schema
from pydantic import BeforeValidator, WithJsonSchema

from news.api import schemas
from news.api.describing import described, gathered
from news.api.newest import matching, newest
from news.api.paging import Paging, decoded, encoded, page
from news.api.refusals import REFUSALS, Katottg, found
from news.api.tags import Slug, called
from news.listing import Listing, pair_of
from news.models import Article
from news.models.article import Language
from news.search import MAX_QUERY
from regions.models import Hromada, Oblast

router = Router(tags=["Articles"])

# Beyond them the calendars of time zones run out; nothing of ours is dated so.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)
LOOKS = re.compile(r"\d{4}-\d\d-\d\d(?:$|T.{2,30}$)", re.ASCII)
MOMENT = timedelta(microseconds=1)
NAMES = tuple(schemas.Article.model_fields)
IN_LISTS = tuple(name for name in NAMES if name != "body_html")


def _moment(edge):
    """Return the validator of a moment or a day; a day means its `edge`, a time of Kyiv."""

    def read(value):
        # An unescaped + of an offset arrives as a space.
        text = value.upper().replace(" ", "+") if "T" in value.upper() else value
        try:
            if not LOOKS.match(text):
                raise ValueError("no day")
            day = parse_date(text)
            moment = datetime.combine(day, edge) if day else parse_datetime(text)
        except ValueError:  # «30 лютого»
            moment = None
        if moment is None:
            raise ValueError("write a day as 2025-07-31 or a moment as 2025-07-31T12:40:00+03:00")
        if moment.year <= FIRST.year or moment.year >= LAST.year:
            return FIRST if moment.year <= FIRST.year else LAST
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    return BeforeValidator(read)


_AS_ASKED = WithJsonSchema(
    {
        "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
        "examples": ["2025-07-31", "2025-07-31T12:40:00Z"],
    }
)
Since = Annotated[datetime, _moment(time.min), _AS_ASKED]
Until = Annotated[datetime, _moment(time.max), _AS_ASKED]


def _names(value):
    """Return the fields that are named by a str, in their order; the id always."""
    asked = {"id", *value.split(",")}
    if unknown := asked.difference(NAMES):
        listed = ", ".join(NAMES)
        raise ValueError(
            f"there is no field {min(unknown) or 'without a name'}; choose of {listed}"
        )
    return tuple(name for name in NAMES if name in asked)


_ONE_OF = f"({'|'.join(NAMES)})"
Fields = Annotated[
    tuple,
    BeforeValidator(_names),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_ONE_OF}(,{_ONE_OF})*$",
            "examples": ["title,url,published_at"],
        }
    ),
]
FIELDS = "Only these fields, parted by commas; `id` is always there."


class Sparse(Schema):
    fields: Fields | None = Field(None, description=FIELDS)


class Narrowing(Schema):
    """Which articles are meant, wherever that is asked. The filters combine."""

    language: Literal["uk", "en"] | None = Field(None, description="Without it both.")
    oblast: Katottg | None = Field(
        None, description="The KATOTTG code of an oblast.", examples=["UA63000000000041885"]
    )
    hromada: Katottg | None = Field(
        None, description="The KATOTTG code of a hromada.", examples=["UA63080090000067457"]
    )
    tag: Slug | None = Field(
        None, description="The slug of a tag, today's or a former one.", examples=["voda"]
    )

    def listings(self, **dates):
        """Return the Listings of all articles that are meant, one for each language.

        `dates` are `since` and `until` of a Listing. Raises HttpError 404 for an unknown label.
        """
        labels = []
        if self.oblast:
            labels.append(found(Oblast.objects, "oblast", katottg=self.oblast))
        if self.hromada:
            labels.append(found(Hromada.objects, "hromada", katottg=self.hromada))
        if self.tag:
            labels.append(called(self.tag))
        labels = tuple(map(pair_of, labels))
        languages = [self.language] if self.language else Language.values
        return [Listing(language, labels, **dates) for language in languages]


class ArticleFilters(Paging, Sparse, Narrowing):
    since: Since | None = Field(
        None, description="Published then or later. What has no offset is a time of Kyiv."
    )
    until: Until | None = Field(None, description="Published then or earlier; a day counts whole.")
    q: str | None = Field(
        None,
        max_length=MAX_QUERY,
        description="Words, all of which the article has in any form, in its text or in the names "
        "of its topics and places. A phrase stands in quotation marks, a minus before a word that "
        "the article hasn't.",
        examples=["вода", '"нове обладнання" -лікарня'],
    )


@router.get(
    "",
    response={200: schemas.Page[schemas.Article]} | REFUSALS,
    summary="Articles, newest first",
    operation_id="listArticles",
)
def articles(request, filters: Query[ArticleFilters]):
    """The public articles, newest first, without their texts. The filters combine."""
    until = filters.until and filters.until + MOMENT
    listings = filters.listings(since=filters.since, until=until)
    edge = decoded(filters.cursor, _date) if filters.cursor else None
    if filters.q is None:
        rows, is_more = newest(listings, filters.limit, edge)
    else:
        rows, is_more = matching(filters.q.replace("\x00", " "), listings, filters.limit, edge)
    names = filters.fields or IN_LISTS
    there = gathered(Article.objects.published(), names).in_bulk([pk for _, pk in rows])
    items = [described(there[pk], names) for _, pk in rows if pk in there]
    cursor = encoded(rows[-1][0].isoformat(), rows[-1][1]) if is_more else None
    return _answer(page(request, items, cursor))


@router.get(
    "{int:id}",
    response={200: schemas.Article} | REFUSALS,
    summary="One article, with its text",
    operation_id="getArticle",
)
def article(request, id: int, sparse: Query[Sparse]):
    """One public article by its id. What isn't public, or not yet, is not found."""
    names = sparse.fields or NAMES
    rows = gathered(Article.objects.published(), names)
    return _answer(described(found(rows, "public article", pk=id), names))


def _answer(data):
    """Return data as it is: which fields there are depends on what was asked."""
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _date(text):
    moment = datetime.fromisoformat(text)
    if timezone.is_naive(moment) or not FIRST < moment < LAST:
        raise ValueError("not a date of ours")
    return moment
