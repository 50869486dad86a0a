"""The archive is read for places: what the texts of published articles name waits for an editor.

Nothing is given to an article here; editors decide on the page of newsroom/proposals.py.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from news.models import Article
from news.models.article import State
from newsroom.models import PlacesRead, Proposal
from newsroom.models.proposal import LABELS, ProposalState, carrying
from newsroom.suggesting import suggest_places, texts_of

CHUNK = 100  # articles in one transaction: what a stopped run has to read again
FORGOTTEN = timedelta(days=30)  # as browsers forget their own copies of a text
HEAVIEST = 32_767  # that the column of a weight holds


@dataclass
class Read:
    """What a run has done so far, in numbers: articles that were read, those of them for which
    something is proposed, proposals, and names that several places bear."""

    articles: int = 0
    with_places: int = 0
    proposals: int = 0
    unclear: int = 0


def unread(since=None, until=None, *, with_places=False, again=False):
    """Return the published articles that are to be read, the newest first.

    Those that have no place, or all (`with_places`); dated between two aware datetimes, `until`
    exclusive; but for those read already in their present version, unless `again`.
    """
    articles = Article.objects.filter(state=State.PUBLISHED, published_at__isnull=False)
    if since:
        articles = articles.filter(published_at__gte=since)
    if until:
        articles = articles.filter(published_at__lt=until)
    if not with_places:
        for field in ("hromadas", "oblasts"):
            articles = articles.filter(~Exists(carrying(field, article=OuterRef("pk"))))
    if not again:
        known = PlacesRead.objects.filter(article=OuterRef("pk"), version=OuterRef("version"))
        articles = articles.filter(~Exists(known))
    return articles.order_by("-pk")


def read(articles, limit=None, *, dry_run=False):
    """Read the `articles` of `unread`, at most `limit`; yield a Read after each CHUNK of them.

    What was proposed before for an article and still waits is proposed anew.
    """
    done, last = Read(), None
    while limit is None or done.articles < limit:
        below = articles if last is None else articles.filter(pk__lt=last)
        size = CHUNK if limit is None else min(CHUNK, limit - done.articles)
        chunk = list(below.only("title", "lead", "body", "language", "version")[:size])
        if not chunk:
            return
        last = chunk[-1].pk
        _read_chunk(chunk, done, dry_run)
        yield done


def _read_chunk(chunk, done, dry_run):
    pks = [article.pk for article in chunk]
    settled = _settled(pks)
    found = {}
    for article in chunk:
        texts = texts_of(article.title, article.lead, article.body)
        suggestions = suggest_places(texts, article.language, *settled[article.pk])
        found[article.pk] = [*_proposals(article, suggestions)]
        done.with_places += bool(found[article.pk])
        done.proposals += len(suggestions.places)
        done.unclear += len(suggestions.unclear)
    done.articles += len(chunk)
    if not dry_run:
        _keep(chunk, found)


def _settled(pks):
    """Return {id of an article: (what it carries, what was refused for it)}, pairs (field, id)."""
    settled = {pk: (set(), set()) for pk in pks}
    for field in ("hromadas", "oblasts"):
        rows = carrying(field, article__in=pks).values_list("article_id", f"{LABELS[field]}_id")
        for article, label in rows:
            settled[article][0].add((field, label))
    for proposal in Proposal.objects.refused().filter(article__in=pks):
        settled[proposal.article_id][1].add(proposal.key)
    return settled


def _proposals(article, suggestions):
    named = [("", one) for one in suggestions.places]
    named += [(name.name, one) for name in suggestions.unclear for one in name.candidates]
    for name, one in named:
        yield Proposal(
            article=article,
            **{LABELS[one.field]: one.label},
            state=ProposalState.WAITING,
            name=name[:200],
            words=[why._asdict() for why in one.why],
            weight=min(one.weight, HEAVIEST),
        )


def _keep(chunk, found):
    versions = {article.pk: article.version for article in chunk}
    with transaction.atomic():
        # One may have been deleted or saved since it was read: the next run reads that.
        locked = Article.objects.select_for_update(no_key=True).filter(pk__in=versions)
        there = [
            pk
            for pk, now in locked.order_by("pk").values_list("pk", "version")
            if now == versions[pk]
        ]
        Proposal.objects.filter(article__in=there, state=ProposalState.WAITING).delete()
        Proposal.objects.bulk_create(
            [proposal for pk in there for proposal in found[pk]], ignore_conflicts=True
        )
        PlacesRead.objects.bulk_create(
            [PlacesRead(article_id=pk, version=versions[pk]) for pk in there],
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["version"],
        )


def drop_settled(now):
    """Drop what waits and was settled otherwise, in the form of the article or by an importer; and
    what was refused for texts that nobody has saved since; `now` is an aware datetime."""
    Proposal.objects.filter(article=None, made_at__lt=now - FORGOTTEN).delete()
    waiting = Proposal.objects.filter(state=ProposalState.WAITING)
    waiting.exclude(pk__in=Proposal.objects.open().values("pk")).delete()
