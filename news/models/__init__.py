from news.models.article import Article, ReadAlso, SearchEntry
from news.models.front_page import FrontPage, Pin
from news.models.image import Image, ImageUse
from news.models.listed import Kind, Listed
from news.models.related import RelatedArticles
from news.models.sources import ViewsBySource
from news.models.tag import FormerTagSlug, Tag
from news.models.views import (
    DailyKey,
    DrainedJournal,
    Refusal,
    RefusedViews,
    Seen,
    ViewsByDay,
    ViewsTotal,
)

__all__ = [
    "Article",
    "DailyKey",
    "DrainedJournal",
    "FormerTagSlug",
    "FrontPage",
    "Image",
    "ImageUse",
    "Kind",
    "Listed",
    "Pin",
    "ReadAlso",
    "Refusal",
    "RefusedViews",
    "RelatedArticles",
    "SearchEntry",
    "Seen",
    "Tag",
    "ViewsByDay",
    "ViewsBySource",
    "ViewsTotal",
]
