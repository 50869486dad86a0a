"""«Читайте також»: the editor's picks, then what shares a place or a topic, then the newest.

Every card knows why it is there.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from news.models import Article

CARDS = 4
HROMADA, TAG, OBLAST = 5.0, 3.0, 1.0  # what one shared label weighs
NEAR = 150  # the newest articles looked at for each kind of label
HALF_LIFE = 540  # days apart after which a shared label weighs half


@dataclass
class Related:
    """A card: the article, and why it is here (words for the reader, never empty)."""

    article: Article
    why: list[str]


def read_also(article, at=None):
    """Return up to CARDS `Related` cards for an article, best first.

    Candidates are public at the aware datetime `at` (default: now), in the article's language and
    never the article itself. Reads the article's tags, oblasts and hromadas (prefetch them) and
    makes at most nine queries, whatever the number of articles.
    """
    public = Article.objects.published(at).in_language(article.language).exclude(pk=article.pk)
    picked = _picked(article, at)[:CARDS]
    scores = _scores(article, public.exclude(pk__in=picked)) if len(picked) < CARDS else {}
    best = sorted(scores, key=lambda pk: (scores[pk], pk), reverse=True)
    chosen = (picked + best)[:CARDS]
    if len(chosen) < CARDS:
        newest = public.exclude(pk__in=chosen).values_list("pk", flat=True)
        chosen += list(newest[: CARDS - len(chosen)])
    cards = public.with_cards().prefetch_related("tags").in_bulk(chosen)
    return [Related(cards[pk], _why(article, cards[pk], pk in picked)) for pk in chosen]


def _picked(article, at):
    """Return the ids of the editor's picks that may be shown, in their order.

    They are read first and judged here: a database without statistics, asked for the public ones,
    begins with all that is public.
    """
    if "picks" in getattr(article, "_prefetched_objects_cache", {}):
        picks = article.picks.all()  # of a preview: they may not be stored yet
    else:
        picks = article.picks.select_related("to").only(
            "article", "to__language", "to__state", "to__published_at"
        )
    return [
        pick.to_id
        for pick in picks
        if pick.to.language == article.language and pick.to.is_published(at)
    ]


def _scores(article, public):
    """Return {pk: score} of the articles that share a label, from three queries."""
    scores = defaultdict(float)
    for weight, relation, labels in (
        (HROMADA, "hromadas", article.hromadas.all()),
        (TAG, "tags", article.tags.all()),
        (OBLAST, "oblasts", article.oblasts.all()),
    ):
        if not labels:
            continue
        near = public.filter(**{f"{relation}__in": [label.pk for label in labels]})
        for pk, published_at in near.values_list("pk", "published_at")[:NEAR]:
            days = abs((published_at - (article.published_at or published_at)).days)
            scores[pk] += weight * 0.5 ** (days / HALF_LIFE)
    return scores


def _why(article, other, picked):
    """Return the labels that tie two articles, in words."""
    mine = {tag.pk for tag in article.tags.all()}
    places = {hromada.pk for hromada in article.hromadas.all()}
    oblasts = {oblast.pk for oblast in article.oblasts.all()}
    why = [h.short_title for h in other.hromadas.all() if h.pk in places]
    why += [tag.title for tag in other.tags.all() if tag.pk in mine]
    why = why or [oblast.title for oblast in other.oblasts.all() if oblast.pk in oblasts]
    if picked:
        # Translators: «Вибір редакції»
        why.insert(0, _("Editors’ choice"))
    # Translators: «Найновіше»
    return why or [_("Newest")]
