"""How the demo newsroom was read: views by day, where readers came from, what wasn't counted."""

import random
from collections import Counter
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from news import sources, tally
from news.models import Refusal, RefusedViews

DAYS = 40
# Of a hundred readers so many, about, came from there.
FROM = {
    sources.DIRECT: 30,
    "facebook": 24,
    "telegram": 17,
    "google": 12,
    sources.PORTAL: 9,
    "viber": 5,
    "rada.example": 2,
    "hromada.example": 1,
}
REFUSED = {
    Refusal.ROBOT: 90,
    Refusal.REPEAT: 55,
    Refusal.STAFF: 12,
    Refusal.PREFETCH: 6,
    Refusal.NO_AGENT: 3,
    Refusal.TOO_MANY: 1,
}


def make_views(article, now):
    """Give a public article its views of the last DAYS days; returns the number of days.

    Many on the first day, fewer and fewer later, in proportion to the views that it brought; the
    same article always gets the same numbers. Stands in the transaction of whom calls it.
    """
    if not article.is_published(now):
        return 0
    chance = random.Random(article.imported_from)  # noqa: S311  the same again, not a secret
    today = timezone.localdate(now)
    age = (today - timezone.localdate(article.published_at)).days
    first_day = 40 + article.views_imported / 8
    days, came = [], Counter()
    for back in range(min(age + 1, DAYS)):
        day = today - timedelta(days=back)
        expected = first_day / (1 + age - back) ** 0.9 * chance.uniform(0.5, 1.5)
        count = int(expected + chance.random())
        if count:
            days.append((article.pk, day, count))
        for source in chance.choices(list(FROM), list(FROM.values()), k=count):
            came[article.pk, day, source] += 1
    with connection.cursor() as cursor:
        tally.add(cursor, days)
        sources.add(cursor, came)
    return len(days)


@transaction.atomic
def make_refused(now):
    """Count what wasn't counted in the last DAYS days, unless something is there already."""
    if RefusedViews.objects.exists():
        return
    chance = random.Random("refused")  # noqa: S311  as above
    today = timezone.localdate(now)
    RefusedViews.objects.bulk_create(
        RefusedViews(
            day=today - timedelta(days=back), reason=reason, count=chance.randint(1, 2 * usual)
        )
        for back in range(DAYS)
        for reason, usual in REFUSED.items()
    )
