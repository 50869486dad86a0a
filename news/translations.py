"""The public articles that say the same in the other language, for a whole list at once."""

from django.db.models import Prefetch

from news.models import Article


def with_translations(articles):
    """Gather what `translations` reads for a queryset of articles; costs one query for all."""
    # Hidden ones too: a database without statistics, asked for the public ones, reads all of them
    # by the index of the state instead of these few by the index of the original.
    versions = Article.objects.defer("lead", "body")
    return (
        articles.select_related("translation_of")
        .defer("translation_of__lead", "translation_of__body")
        .prefetch_related(Prefetch("translations", versions))
    )


def translations(article):
    """Return the public translations of an Article from `with_translations`, as a list of Article.

    There is one at most for each other language: of two, the newest counts.
    """
    versions = list(article.translations.all())
    if article.translation_of:
        versions.append(article.translation_of)
    by_language = {}
    for version in versions:
        if version.language != article.language and version.is_published():
            by_language.setdefault(version.language, version)
    return list(by_language.values())
