from news.models.article import Article, ReadAlso
from news.models.corpus import CorpusCount, CorpusLemma, CorpusWord, Trends
from news.models.former_address import FormerAddress
from news.models.front_page import FrontPage, Pin
from news.models.image import Image, ImageUse
from news.models.listed import Kind, Listed
from news.models.related import Keyword, RelatedArticles, RelatedChange
from news.models.search import SearchEntry
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
    "CorpusCount",
    "CorpusLemma",
    "CorpusWord",
    "DailyKey",
    "DrainedJournal",
    "FormerAddress",
    "FormerTagSlug",
    "FrontPage",
    "Image",
    "ImageUse",
    "Keyword",
    "Kind",
    "Listed",
    "Pin",
    "ReadAlso",
    "Refusal",
    "RefusedViews",
    "RelatedArticles",
    "RelatedChange",
    "SearchEntry",
    "Seen",
    "Tag",
    "Trends",
    "ViewsByDay",
    "ViewsBySource",
    "ViewsTotal",
]
