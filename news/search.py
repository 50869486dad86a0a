"""Search over the articles: every word asked for stands in the title, lead, text or source.

Words are compared folded (case and apostrophes don't matter).
"""

from news import body
from ukrainian.folding import fold

MAX_QUERY = 200  # characters of a query that are read
MAX_WORDS = 12


def text_of(article):
    """Return the folded text by which an Article is found: title, lead, body, source."""
    parts = [article.title, article.lead, body.plain_text(article.body), article.source_name]
    return fold(" ".join(parts))


def words(query):
    """Return the folded words of a reader's query: at most MAX_WORDS, in their order."""
    return fold(query[:MAX_QUERY]).split()[:MAX_WORDS]


def search(articles, query):
    """Narrow a queryset of articles to those that hold every word of `query`.

    A query without a word finds nothing.
    """
    asked = words(query)
    if not asked:
        return articles.none()
    for word in asked:
        articles = articles.filter(search_entry__text__contains=word)
    return articles
