"""The words of all public articles of a language: how many articles have each, and what a reader
meant who typed one that none has.

New words come with the article that brings them (`learn`, news/models/corpus.py); `count` counts
all anew, at night and when the newsroom has grown.
"""

from news.corpus.counting import claim, count, learn_newest
from news.corpus.mending import Mended, mended
from news.corpus.numbers import articles_with, total
from news.models.corpus import learn

__all__ = [
    "Mended",
    "articles_with",
    "claim",
    "count",
    "learn",
    "learn_newest",
    "mended",
    "total",
]
