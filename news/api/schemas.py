"""What the API answers, field by field: the OpenAPI document is made of this."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")

KATOTTG = Field(
    description="The code of the place in the codifier KATOTTG, its identity.",
    examples=["UA63080090000067457"],
)


class Problem(Schema):
    """What went wrong, in a sentence."""

    detail: str


class Page(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="The address of the next page; null on the last one.")
    next_cursor: str | None = Field(
        description="The same as a value for `cursor`. Opaque: don't build one yourself."
    )


class TagLabel(Schema):
    name: str
    name_en: str = Field(description='May be "".')
    slug: str
    url: str = Field(description="The page of the topic in the language of the article.")


class Tag(TagLabel):
    description: str
    description_en: str


class Place(Schema):
    katottg: str = KATOTTG
    name: str
    name_en: str


class PlaceLabel(Place):
    url: str = Field(description="The page of the place in the language of the article.")


class Oblast(PlaceLabel):
    kind: str = Field(
        description="The kind of the unit.",
        examples=["область", "автономна республіка", "місто зі спеціальним статусом"],
    )


class FormerName(Schema):
    name: str
    until: date


class OblastInFull(Oblast):
    former_names: list[FormerName]
    raions: list[Place]


class Settlement(Place):
    category: str = Field(examples=["місто", "селище", "село"])


class Hromada(PlaceLabel):
    short_name: str = Field(examples=["Куп’янська"])
    kind: str = Field(examples=["міська", "селищна", "сільська"])
    website: str = Field(description='The hromada\'s own site; may be "".')
    oblast: PlaceLabel
    raion: Place
    centre: Settlement | None = Field(description="The administrative centre.")


class HromadaInFull(Hromada):
    former_names: list[FormerName]
    settlements: list[Settlement]


class Rendition(Schema):
    width: int
    height: int
    avif: str | None = Field(None, description="None in the seconds after an upload.")
    webp: str | None = Field(None, description="None in the seconds after an upload.")
    jpg: str


class Cover(Schema):
    alt: str = Field(description="What the picture shows, for those who can't see it.")
    caption: str
    credit: str
    renditions: dict[str, Rendition] = Field(description="By name: `card` is 16:9, `full` whole.")


class Translation(Schema):
    id: int
    language: Literal["uk", "en"]
    title: str
    url: str


class Article(Schema):
    id: int
    url: str = Field(description="The canonical address of the article's page.")
    language: Literal["uk", "en"]
    title: str
    lead: str
    published_at: datetime = Field(examples=["2025-07-07T12:40:00+03:00"])
    changed_at: datetime | None = Field(description="When readers were told of a correction.")
    change_note: str = Field(description='What was corrected; may be "".')
    byline: str
    source_name: str
    source_url: str
    tags: list[TagLabel]
    oblasts: list[PlaceLabel]
    hromadas: list[PlaceLabel]
    views: int = Field(description="The number that readers see.")
    cover: Cover | None
    translations: list[Translation]


class ArticleInFull(Article):
    body_html: str = Field(description="The whole text as clean HTML with whole links.")
