"""New articles that are made from others: copies and translations."""

from django.db import transaction

from news.models import Article
from news.models.article import Language, State
from newsroom import revisions
from ukrainian.slugs import transliterate

COPY = " (копія)"


def copy_of(article, user):
    """Make a draft of `user` with the text, cover, labels and source of an Article; return it.

    Its state, dates, views, address and translations stay with the first.
    """
    room = Article._meta.get_field("title").max_length - len(COPY)
    copy = Article(
        title=f"{article.title[:room].rstrip()}{COPY}",
        lead=article.lead,
        body=article.body,
        byline=article.byline,
        source_name=article.source_name,
        source_url=article.source_url,
        language=article.language,
        cover_id=article.cover_id,
    )
    return _make(copy, article, user, f"Копія статті № {article.pk}")


def other_version(article):
    """Return the Article that says the same in the other language, or None.

    It is the original of a translation, and the newest translation of an original.
    """
    if article.translation_of_id:
        return article.translation_of
    others = article.translations.exclude(language=article.language)
    return others.defer("body").order_by("-pk").first()


def translation_of(article, user):
    """Return (the Article in the other language, whether it was made just now).

    A new one is a draft of `user` with the cover, labels and source of the original. Its title,
    lead and text are empty: never Ukrainian text under an English frame. Two who begin at once get
    one translation.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article.pk)
        found = other_version(article)
        if found:
            return found, False
        is_english = article.language == Language.UKRAINIAN
        translation = Article(
            language=Language.ENGLISH if is_english else Language.UKRAINIAN,
            translation_of=article,
            byline=transliterate(article.byline) if is_english else "",
            source_url=article.source_url,
            cover_id=article.cover_id,
        )
        return _make(translation, article, user, f"Переклад статті № {article.pk}"), True


def _make(new, article, user, note):
    """Save a new Article with the labels of another, and its first version."""
    with transaction.atomic():
        new.state = State.DRAFT
        new.created_by = new.saved_by = user
        new.save()
        for labels in ("tags", "oblasts", "hromadas"):
            getattr(new, labels).set(getattr(article, labels).all())
        revisions.keep(new, user, note=note)
    return new


def changed_since(original, translation):
    """Return when the text of an Article was changed after its translation was saved, or None.

    Its versions tell whether title, lead or text are others now; without a version as old as the
    translation any later save counts.
    """
    if original.saved_at <= translation.saved_at:
        return None
    versions = original.revisions.accepted().order_by("created_at", "pk")
    before = versions.filter(created_at__lte=translation.saved_at).last()
    if before is None:
        return original.saved_at
    texts = ("title", "lead", "body")
    if all(before.data.get(name) == getattr(original, name) for name in texts):
        return None
    last = versions.filter(created_at__gt=translation.saved_at).last()
    return last.created_at if last else original.saved_at
