"""What stands on the desk of the demo newsroom beside its articles (news/demo/).

Some work in progress: versions of what waits for review, a link to a preview, a text that was
begun and never saved, an outside page that is gone.
"""

import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from news.models import Article
from news.models.article import State
from newsroom import revisions
from newsroom.models import Link, LinkUse, PreviewLink, Revision
from newsroom.models.link import LinkState

DRAFT = uuid.UUID("0d3c7a52-5f4e-4c1b-9a0e-6b1f2c3d4e5f")
BEGUN = {
    "language": "uk",
    "title": "Ярмарок ремесел у Косові: хто приїде цієї суботи",
    "lead": "Понад сорок майстрів привезуть кераміку, різьбу й тканини.",
    "body": "<p>Ярмарок відкриють о десятій на майдані перед школою.</p>",
    "state": State.DRAFT,
}


@transaction.atomic
def fill(now):
    """Put work in progress on the desk. `now` is an aware datetime; the articles and accounts of
    the demo are there. A second call adds nothing."""
    users = {user.username: user for user in get_user_model().objects.all()}
    demo = Article.objects.filter(imported_from__startswith="demo:").order_by("pk")
    waiting = list(demo.filter(state=State.REVIEW, revisions=None))
    for article in waiting:
        _send_to_review(article, users["author"])
    if waiting:
        PreviewLink.objects.create(
            article=waiting[0], created_by=users["editor"], expires_at=now + timedelta(days=7)
        )
    if not Revision.objects.filter(draft=DRAFT).exists():
        at = now - timedelta(minutes=40)
        revisions.keep_unsaved(BEGUN, users["author"], draft=DRAFT, at=at)
    source = demo.published(now).exclude(source_url="").order_by("published_at").first()
    if source and not Link.objects.filter(url=source.source_url).exists():
        gone = Link.objects.create(
            url=source.source_url,
            state=LinkState.DEAD,
            status=404,
            problem="Сторінки немає",
            checked_at=now,
            due_at=now + timedelta(days=7),
            failing_since=now - timedelta(days=9),
            failures=3,
        )
        LinkUse.objects.create(link=gone, article=source)


def _send_to_review(article, author):
    """Keep two versions of an article: the draft, and what was sent to review."""
    article.state = State.DRAFT
    draft = revisions.keep(article, author)
    article.state = State.REVIEW
    sent = revisions.keep(article, author)
    before = article.saved_at - timedelta(hours=2)
    for version, at in ((draft, before), (sent, article.saved_at)):
        Revision.objects.filter(pk=version.pk).update(created_at=at)
