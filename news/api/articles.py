"""Articles in the API."""

from datetime import datetime, time
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import override
from ninja import Field, Query, Router
from pydantic import BeforeValidator, WithJsonSchema

from news.addresses import absolute
from news.api import schemas
from news.api.describing import place_label, tag_label
from news.api.paging import Paging
from news.api.refusals import REFUSALS, Katottg, found
from news.body import expand
from news.models import Article, Tag
from news.search import MAX_QUERY, search
from news.translations import translations, with_translations
from regions.models import Hromada, Oblast

router = Router(tags=["Articles"])

COVERS = ("card", "full-960", "full-1600")  # the renditions that are given
YEARS = range(1900, 2101)  # beyond them the calendars of time zones run out


def _moment(edge):
    """Return the validator of a moment or a day; a day means its `edge`, a time of Kyiv."""

    def read(value):
        # An unescaped + of an offset arrives as a space.
        text = value.replace(" ", "+") if "T" in value else value
        day = parse_date(text)
        moment = datetime.combine(day, edge) if day else parse_datetime(text)
        if moment is None or moment.year not in YEARS:
            raise ValueError("write a day as 2025-07-31 or a moment as 2025-07-31T12:40:00+03:00")
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    return BeforeValidator(read)


_AS_ASKED = WithJsonSchema({"type": "string", "examples": ["2025-07-31", "2025-07-31T12:40:00Z"]})
Since = Annotated[datetime, _moment(time.min), _AS_ASKED]
Until = Annotated[datetime, _moment(time.max), _AS_ASKED]


class ArticleFilters(Paging):
    language: Literal["uk", "en"] | None = None
    oblast: Katottg | None = Field(None, description="The KATOTTG code of an oblast.")
    hromada: Katottg | None = Field(None, description="The KATOTTG code of a hromada.")
    tag: str | None = Field(
        None, pattern="^[-a-zA-Z0-9_]+$", max_length=100, description="The slug of a tag."
    )
    since: Since | None = Field(
        None, description="Published then or later. What has no offset is a time of Kyiv."
    )
    until: Until | None = Field(None, description="Published then or earlier; a day counts whole.")
    q: str | None = Field(
        None, max_length=MAX_QUERY, description="Words, all of which the article holds."
    )


@router.get(
    "", response={200: schemas.Page[schemas.Article]} | REFUSALS, summary="Articles, newest first"
)
def articles(request, filters: Query[ArticleFilters]):
    """The public articles, newest first, without their texts. The filters combine."""
    rows = Article.objects.published()
    if filters.language:
        rows = rows.in_language(filters.language)
    if filters.oblast:
        rows = rows.in_oblast(found(Oblast.objects, "oblast", katottg=filters.oblast))
    if filters.hromada:
        rows = rows.in_hromada(found(Hromada.objects, "hromada", katottg=filters.hromada))
    if filters.tag:
        tag = Tag.objects.filter(slug=filters.tag).first()
        rows = rows.with_tag(tag or found(Tag.objects, "tag", former_slugs__slug=filters.tag))
    if filters.since:
        rows = rows.filter(published_at__gte=filters.since)
    if filters.until:
        rows = rows.filter(published_at__lte=filters.until)
    if filters.q is not None:
        rows = search(rows, filters.q.replace("\x00", " "))
    return filters.answer(
        request,
        rows,
        _gathered(Article.objects.published()),
        _described,
        "published_at",
        newest_first=True,
        read=_date_of_cursor,
    )


@router.get(
    "{int:id}",
    response={200: schemas.ArticleInFull} | REFUSALS,
    summary="One article, with its text",
)
def article(request, id: int):
    """One public article by its id. What isn't public, or not yet, is not found."""
    one = found(_gathered(Article.objects.published()).defer(None), "public article", pk=id)
    with override(one.language):
        return _described(one) | {"body_html": expand(one.body, absolute=True)}


def _date_of_cursor(text):
    moment = datetime.fromisoformat(text)
    if timezone.is_naive(moment) or moment.year not in YEARS:
        raise ValueError("not a date of ours")
    return moment


def _gathered(rows):
    """Gather all that `_described` reads, in a fixed number of queries: five."""
    return with_translations(rows.with_cards().with_views().prefetch_related("tags"))


def _described(article):
    """Return an Article as a dict of schemas.Article."""
    with override(article.language):
        return {
            "id": article.pk,
            "url": absolute(article.get_absolute_url()),
            "language": article.language,
            "title": article.title,
            "lead": article.lead,
            "published_at": timezone.localtime(article.published_at),
            "changed_at": article.changed_at and timezone.localtime(article.changed_at),
            "change_note": article.change_note,
            "byline": article.byline,
            "source_name": article.source_name,
            "source_url": article.source_url,
            "tags": [tag_label(tag) for tag in article.tags.all()],
            "oblasts": [place_label(oblast) for oblast in article.oblasts.all()],
            "hromadas": [place_label(hromada) for hromada in article.hromadas.all()],
            "views": article.views,
            "cover": article.cover and _cover(article.cover),
            "translations": [
                {
                    "id": other.pk,
                    "language": other.language,
                    "title": other.title,
                    "url": absolute(other.get_absolute_url()),
                }
                for other in translations(article)
            ],
        }


def _cover(image):
    made = [image.rendition(name) for name in COVERS]
    return {
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "renditions": {
            one.name: {
                "width": one.width,
                "height": one.height,
                **{extension: absolute(url) for extension, url in one.urls.items()},
            }
            for one in made
        },
    }
