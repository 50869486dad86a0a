"""Which letters a day or a week brings: what is new, and for whom.

News is new when a digest finds it public for the first time (`Noticed`). Each subscriber is told
once for a day or a week what has become public since they were last told.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef
from django.utils import timezone

from digest.models import UNSENT, Letter, Noticed, Often, Subscription
from digest.wanted import Things
from news.listing import pair_of
from news.models import Article, Listed

LATE = timedelta(days=7)  # so old may the date be with which something becomes public and is news
REMEMBERED = timedelta(days=60)
AT_ONCE = 500  # subscriptions in a transaction
MOST = 500  # articles that a letter remembers; it shows fewer


def period_of(often, moment):
    """Return the name of the day or week of Kyiv that an aware datetime is in, as of a Letter."""
    day = timezone.localdate(moment)
    if often == Often.DAILY:
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def notice(until):
    """Note all that became public since the last time, as new at the aware datetime `until`."""
    with transaction.atomic():
        Noticed.objects.bulk_create(
            [Noticed(article=pk, at=until) for pk in unnoticed(until)],
            batch_size=1000,
            ignore_conflicts=True,
        )
        Noticed.objects.filter(at__lt=until - REMEMBERED).delete()
        Letter.objects.exclude(state__in=UNSENT).filter(at__lt=until - REMEMBERED).delete()


def unnoticed(until):
    """Return the ids of what is public at `until` and was never noticed."""
    last = Noticed.objects.aggregate(last=Max("at"))["last"]
    since = min(filter(None, (last, until - LATE)))
    known = Noticed.objects.filter(article=OuterRef("pk"))
    found = Article.objects.published(until).filter(published_at__gt=since).exclude(Exists(known))
    return list(found.order_by("pk").values_list("pk", flat=True))


def due(often, until, asked_for=False):
    """Return the queryset of the subscriptions that may get a letter of the period at `until`.

    Who subscribed within this week waits for the next one, unless weekly letters are `asked_for`.
    """
    period = period_of(often, until)
    told = Letter.objects.filter(subscription=OuterRef("pk"), period=period)
    found = Subscription.objects.filter(often=often, covered_until__lt=until)
    if often == Often.WEEKLY and not asked_for:
        day = timezone.localtime(until)
        monday = day.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(day.weekday())
        found = found.filter(covered_until__lt=monday)
    return found.exclude(Exists(told)).order_by("pk")


def write(often, until, asked_for=False):
    """Store the Letters of a period, in transactions of AT_ONCE; return how many.

    Who has nothing new gets none. What was noticed until `until` is told.
    """
    found = due(often, until, asked_for)
    since = found.aggregate(since=Min("covered_until"))["since"]
    if since is None:
        return 0
    news, written, last = News(since, until), 0, 0
    while True:
        with transaction.atomic():
            some = list(found.filter(pk__gt=last).select_for_update()[:AT_ONCE])
            if not some:
                return written
            letters = list(letters_to(some, news, until))
            Letter.objects.bulk_create(letters)
            told = Subscription.objects.filter(pk__in=[one.pk for one in some])
            told.update(covered_until=until)
        written += len(letters)
        last = some[-1].pk


def letters_to(subscriptions, news, until):
    """Yield a Letter, not stored yet, to each of a list of Subscription for which there is News."""
    things = Things(one.asked for one in subscriptions)
    for one in subscriptions:
        pairs = [pair_of(thing) for thing in things.of(one.asked)]
        articles = news.about(one, pairs)
        if articles:
            yield Letter(
                subscription=one,
                period=period_of(one.often, until),
                since=one.covered_until,
                until=until,
                articles=articles[:MOST],
                at=until,
            )


class News:
    """What was noticed after one aware datetime until another, and is public."""

    def __init__(self, since, until, also=()):
        noticed = dict(
            Noticed.objects.filter(at__gt=since, at__lte=until).values_list("article", "at")
        )
        noticed |= dict.fromkeys(also, until)
        public = Article.objects.published(until)
        self.rows = {}  # id: (when noticed, date, language)
        self.carrying = defaultdict(set)  # pair of a Kind and an id: ids
        keys = list(noticed)
        for start in range(0, len(keys), 1000):
            some = keys[start : start + 1000]
            rows = public.filter(pk__in=some).values_list("pk", "published_at", "language")
            self.rows |= {pk: (noticed[pk], date, language) for pk, date, language in rows}
            listed = Listed.objects.filter(article__in=some).order_by()
            for kind, label, pk in listed.values_list("kind", "label", "article_id"):
                self.carrying[kind, label].add(pk)

    def about(self, subscription, pairs):
        """Return the ids of what a Subscription hasn't been told, newest first.

        `pairs` are what it wants, as `pair_of` has them.
        """
        if subscription.everything:
            found = self.rows.keys()
        else:
            found = set().union(*(self.carrying.get(pair, ()) for pair in pairs))
        new = []
        for pk in found:
            row = self.rows.get(pk)
            if row is None or row[2] != subscription.language:
                continue
            if row[0] > subscription.covered_until and row[1] > subscription.created_at:
                new.append((row[1], pk))
        return [pk for _, pk in sorted(new, reverse=True)]
