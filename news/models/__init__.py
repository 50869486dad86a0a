from news.models.article import Article, ReadAlso, SearchEntry, ViewsByDay
from news.models.image import Image, ImageUse
from news.models.tag import FormerTagSlug, Tag

__all__ = [
    "Article",
    "FormerTagSlug",
    "Image",
    "ImageUse",
    "ReadAlso",
    "SearchEntry",
    "Tag",
    "ViewsByDay",
]
