from news.models.article import Article, ReadAlso, SearchEntry, ViewsByDay
from news.models.image import Image
from news.models.tag import FormerTagSlug, Tag

__all__ = [
    "Article",
    "FormerTagSlug",
    "Image",
    "ReadAlso",
    "SearchEntry",
    "Tag",
    "ViewsByDay",
]
