"""The search: every word asked for, in any of its forms, in an article or in its labels' names.

`find` answers readers (public articles of a list), `search` narrows any queryset of articles.
"""

from news.search.finding import Found, find, search
from news.search.query import MAX_QUERY, MAX_WORDS, Query, parse

__all__ = ["MAX_QUERY", "MAX_WORDS", "Found", "Query", "find", "parse", "search"]
