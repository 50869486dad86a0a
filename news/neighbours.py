"""What came before an article and after it on the same topic."""

from dataclasses import dataclass

from django.db.models import Q, Subquery

from news.models import Article, Tag


@dataclass
class Neighbours:
    """The topic, and the public articles next to one in time: each an Article or None."""

    tag: Tag
    earlier: Article | None
    later: Article | None


def neighbours(article, at=None):
    """Return the Neighbours of an article by the first of its tags, or None where it has none.

    Public at the aware datetime `at` (default: now), in the article's language; one query for both.
    Reads the article's tags (prefetch them). Of a preview the tag or the article may not be stored.
    """
    tag = next((tag for tag in article.tags.all() if tag.pk), None)
    if not (tag and article.pk and article.published_at):
        return None
    moment = article.published_at
    public = Article.objects.published(at).in_language(article.language).with_tag(tag)
    before = public.filter(published_at__lte=moment).filter(
        Q(published_at__lt=moment) | Q(pk__lt=article.pk)
    )
    after = public.filter(published_at__gte=moment).filter(
        Q(published_at__gt=moment) | Q(pk__gt=article.pk)
    )
    nearest = (
        before.order_by("-published_at", "-pk").values("pk")[:1],
        after.order_by("published_at", "pk").values("pk")[:1],
    )
    found = Article.objects.filter(Q(pk=Subquery(nearest[0])) | Q(pk=Subquery(nearest[1]))).only(
        "language", "title", "slug", "published_at"
    )
    earlier = later = None
    for other in found:
        if (other.published_at, other.pk) < (moment, article.pk):
            earlier = other
        else:
            later = other
    return Neighbours(tag, earlier, later) if earlier or later else None
