from news.models.article import Article, ReadAlso, SearchEntry, ViewsByDay
from news.models.front_page import FrontPage, Pin
from news.models.image import Image, ImageUse
from news.models.tag import FormerTagSlug, Tag

__all__ = [
    "Article",
    "FormerTagSlug",
    "FrontPage",
    "Image",
    "ImageUse",
    "Pin",
    "ReadAlso",
    "SearchEntry",
    "Tag",
    "ViewsByDay",
]
