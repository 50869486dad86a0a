"""What the API answers, field by field: the OpenAPI document is made of this."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from ninja import Field, Schema
from pydantic import ConfigDict

Item = TypeVar("Item")

CODE = "The code of the place in the codifier KATOTTG, its identity."
SITE = "https://news.example.org"  # of the examples


def _katottg(example):
    return Field(description=CODE, examples=[example])


def _text(example, description=None):
    return Field(description=description, examples=[example])


class WrongParameter(Schema):
    parameter: str = _text("limit")
    detail: str = _text("Input should be less than or equal to 100")


class Problem(Schema):
    """What went wrong: a problem document of RFC 9457."""

    type: str = Field(examples=["about:blank"], description="`about:blank`: the status says it.")
    title: str = _text("Not Found", "The words of the status.")
    status: int = Field(examples=[404])
    detail: str = _text(
        "There is no hromada UA00000000000000000.", "What went wrong, in a sentence."
    )
    errors: list[WrongParameter] | None = Field(
        None, description="Of a 422: which parameters can't be read, and why."
    )


class Page(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = Field(
        description="The address of the next page; null on the last one.",
        examples=[f"{SITE}/api/v1/articles/?cursor=WyIyMDI1LTA3LTA3VDA5OjQwOjAwKzAwOjAwIiw3XQ"],
    )
    next_cursor: str | None = Field(
        description="The same as a value for `cursor`. Opaque: don't build one yourself.",
        examples=["WyIyMDI1LTA3LTA3VDA5OjQwOjAwKzAwOjAwIiw3XQ"],
    )


class TagLabel(Schema):
    name: str = _text("водопостачання")
    name_en: str = _text("water supply", 'May be "".')
    slug: str = _text("vodopostachannia")
    url: str = _text(
        f"{SITE}/tags/vodopostachannia/", "The page of the topic in the language of the article."
    )


class Tag(TagLabel):
    description: str = _text("Як громади мають воду.", 'May be "".')
    description_en: str = _text("How hromadas get their water.", 'May be "".')


class Place(Schema):
    katottg: str = _katottg("UA63080090000067457")
    name: str = _text("Куп’янська міська територіальна громада")
    name_en: str = _text("Kupianska urban hromada")


class PlaceLabel(Place):
    url: str = _text(
        f"{SITE}/regions/kharkivska-oblast/kupianska/",
        "The page of the place in the language of the article.",
    )


class Oblast(PlaceLabel):
    kind: str = Field(
        description="The kind of the unit.",
        examples=["область", "автономна республіка", "місто зі спеціальним статусом"],
    )


class FormerName(Schema):
    name: str = _text("Червоноградська")
    until: date = _text("2024-09-26", "The day until which it had that name.")


class OblastInFull(Oblast):
    former_names: list[FormerName]
    raions: list[Place]


class Raion(Place):
    oblast: PlaceLabel


class RaionInFull(Raion):
    former_names: list[FormerName]
    hromadas: list[PlaceLabel]


class SettlementLabel(Place):
    category: str = Field(examples=["місто", "селище", "село"])


class Settlement(SettlementLabel):
    hromada: PlaceLabel
    raion: Place
    oblast: PlaceLabel


class SettlementInFull(Settlement):
    former_names: list[FormerName]


class Hromada(PlaceLabel):
    short_name: str = Field(examples=["Куп’янська"])
    kind: str = Field(examples=["міська", "селищна", "сільська"])
    website: str = _text("https://kupiansk-rada.gov.ua/", 'The hromada\'s own site; may be "".')
    oblast: PlaceLabel
    raion: Place
    centre: SettlementLabel | None = Field(description="The administrative centre.")


class HromadaInFull(Hromada):
    former_names: list[FormerName]
    settlements: list[SettlementLabel]


class Rendition(Schema):
    width: int = Field(examples=[960])
    height: int = Field(examples=[640])
    avif: str | None = Field(
        None,
        description="Missing in the seconds after an upload.",
        examples=[f"{SITE}/media/renditions/5/full-960-0a1b2c3d.avif"],
    )
    webp: str | None = Field(
        None,
        description="Missing in the seconds after an upload.",
        examples=[f"{SITE}/media/renditions/5/full-960-0a1b2c3d.webp"],
    )
    jpg: str = _text(f"{SITE}/media/renditions/5/full-960-0a1b2c3d.jpg")


class Cover(Schema):
    alt: str = _text("Новий міст", "What the picture shows, for those who can't see it.")
    caption: str = _text("Міст через Оскіл", 'May be "".')
    credit: str = _text("Оксана Коваль", 'May be "".')
    renditions: dict[str, Rendition] = Field(description="By name: `card` is 16:9, `full` whole.")


class Translation(Schema):
    id: int = Field(examples=[8])
    language: Literal["uk", "en"]
    title: str = _text("The water is back")
    url: str = _text(f"{SITE}/en/news/8-the-water-is-back/")


def _sparse(schema):
    schema["required"] = ["id"]


class Article(Schema):
    """An article; with `fields`, its id and what they name."""

    model_config = ConfigDict(json_schema_extra=_sparse)

    id: int = Field(examples=[7])
    url: str = _text(
        f"{SITE}/news/7-voda-povernulasia/", "The canonical address of the article's page."
    )
    language: Literal["uk", "en"]
    title: str = _text("Вода повернулася")
    lead: str = _text("Насосна станція працює знову.", 'May be "".')
    published_at: datetime = Field(examples=["2025-07-07T12:40:00+03:00"])
    changed_at: datetime | None = Field(
        description="When readers were told of a correction.",
        examples=["2025-07-08T09:00:00+03:00"],
    )
    change_note: str = _text("Уточнено дату.", 'What was corrected; may be "".')
    byline: str = _text("Оксана Коваль", 'May be "".')
    source_name: str = _text("Куп’янська міська рада", 'May be "".')
    source_url: str = _text("https://kupiansk-rada.gov.ua/news/1/", 'May be "".')
    tags: list[TagLabel]
    oblasts: list[PlaceLabel]
    hromadas: list[PlaceLabel]
    views: int = Field(description="The number that readers see.", examples=[3001])
    cover: Cover | None
    translations: list[Translation]
    body_html: str = _text(
        "<p>Насосна станція працює знову.</p>",
        "The whole text as clean HTML with whole links: of one article, and in lists where "
        "`fields` asks for it.",
    )


class Month(Schema):
    month: str = Field(
        examples=["2025-07"], description="A month of Kyiv.", pattern=r"^\d{4}-\d\d$"
    )
    articles: int = Field(description="How many public articles it has.", examples=[41])
    views: int = Field(description="How often those have been read until now.", examples=[9120])


class Statistics(Schema):
    months: list[Month] = Field(description="From the first to the last, also those without news.")
    articles: int = Field(description="Of all these months.", examples=[41])
    views: int = Field(description="Of all these months.", examples=[9120])
