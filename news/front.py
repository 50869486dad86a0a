"""The front page: which article stands in which block, and none of them twice."""

from collections import Counter

from django.db import connection
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news import cards
from news.generation import kept
from news.labels import carried
from news.lists import all_oblasts
from news.models import Article
from news.models.front_page import PLACES
from news.moments import to_database
from news.parts import Values
from news.popular import most_read_ids, public_rows
from regions.map import read_map

NEWEST = 150  # articles among which the blocks choose: a month of a busy newsroom
DAYS_READ = 7
CHIPS = 16

BLOCKS = "top", "latest", "most_read", "topics", "by_oblast", "tags"
# How many articles a block shows at most; with less than the least it is left out.
LATEST = 8
READ, LEAST_READ = 5, 3
TOPICS, OF_TOPIC, LEAST_OF_TOPIC = 3, 3, 3
OBLASTS, OF_OBLAST, LEAST_OF_OBLAST = 4, 3, 2

# Those whose time isn't over; whether readers may see them is for `published()` to say. In SQL: to
# compose it took Django a third of the page.
_PINNED = """\
SELECT article_id FROM news_pin JOIN news_frontpage AS page ON page.id = page_id
WHERE page.language = %s AND (until IS NULL OR until > %s) ORDER BY position, news_pin.id
"""


@require_safe
def front(request):
    language = get_language()
    oblasts = {oblast.katottg: oblast for oblast in all_oblasts(language)}
    context = {"map": read_map(), "oblasts": oblasts}
    return render(request, "news/front.html", blocks(language, *chosen(language)) | context)


@kept(most=8)
def blocks(language, pinned, read):
    """Return what `arrange` does, for `pinned` and `read` as `chosen` returns them, and `shown`:
    by the names of the blocks all that each of them shows, so that their HTML is kept by it."""
    found = arrange(*gather(language, given=(pinned, read)))
    blocks = found | {"top": (found["lead"], *found["seconds"])}
    return blocks | {"shown": {name: Values((language, *blocks[name])) for name in BLOCKS}}


def chosen(language, at=None):
    """Return two tuples of ids: of the articles that editors pinned, and of those most read. One
    query, and another now and then."""
    with connection.cursor() as cursor:
        cursor.execute(_PINNED, [language, to_database(at or timezone.now())])
        pinned = tuple(pk for (pk,) in cursor.fetchall())
    # As many more as the blocks above may have taken of them.
    read = most_read_ids(language, DAYS_READ, PLACES + LATEST + READ, at)
    return pinned, tuple(read)


def gather(language, at=None, given=None):
    """Return what the blocks choose from at the aware datetime `at` (default: now); `given` is
    what `chosen` has returned already.

    `(articles, labels, pinned, read)`: the Cards of public articles of a language, newest first,
    {id: Labels} of what they carry, and the ids of those that editors pinned and of those most
    read, in their orders; what isn't among the articles isn't public. The newest are kept; one
    query, and two more when some are older.
    """
    pinned, read = given or chosen(language, at)
    articles, labels = newest(language) if at is None else with_labels(newest_at(language, at))
    older = {*pinned, *read}.difference(labels)
    if older:
        rest = public_rows(older, language, at)
        of_rest = carried([row[0] for row in rest])
        articles, labels = articles + cards.with_labels(rest, of_rest), labels | of_rest
    return articles, labels, pinned, read


@kept(most=4)
def newest(language):
    """Return (the Cards of the newest public articles of a language, {id: Labels} of them)."""
    return with_labels(newest_at(language))


def newest_at(language, at=None):
    return Article.objects.published(at).in_language(language)[:NEWEST]


def with_labels(articles):
    """Return (the Cards, {id: Labels}) of a queryset of articles. Two queries."""
    rows = list(articles.values_list(*cards.COLUMNS))
    labels = carried([row[0] for row in rows])
    return cards.with_labels(rows, labels), labels


def lead_block(language, at=None):
    """Return the Cards of the lead block as readers see them at `at`, the lead story first."""
    articles, _, pinned, _ = gather(language, at)
    return take({article.pk: article for article in articles}, pinned, fill=True)


def arrange(articles, labels, pinned, read):
    """Return the blocks of the page as its template knows them, from what `gather` returns.

    Each article stands in one block. The latest news are what the heading says; the most read are
    those that aren't above already.
    """
    left = {article.pk: article for article in articles}
    lead = take(left, pinned, fill=True)
    latest = take(left, list(left), LATEST)
    most_read = take(left, read, READ, LEAST_READ)
    tags = most_active_tags(labels[article.pk].tags for article in articles)
    topics = by_topic(left, labels, tags)
    oblasts = by_oblast(left, labels, [pk for pk in labels if pk not in left])
    return {
        "lead": lead[0] if lead else None,
        "seconds": lead[1:],
        "latest": latest,
        "most_read": most_read,
        "topics": topics,
        "by_oblast": oblasts,
        "tags": [(tag, None) for tag in tags[:CHIPS]],
    }


def take(left, keys, most=PLACES, least=0, fill=False):
    """Move up to `most` articles of the ids `keys` out of `left`, {id: Article}; return them.

    Fewer than `least` stay where they are; `fill` adds those that come next in `left`.
    """
    keys = [pk for pk in keys if pk in left]
    if fill:
        keys += [pk for pk in left if pk not in keys]
    return [left.pop(pk) for pk in keys[:most]] if len(keys) >= least else []


def most_active_tags(carried):
    """Return the Labels of the tags that articles carry, a tuple of each: the most common first."""
    carried = [tag for tags in carried for tag in tags]
    tags = {tag.pk: tag for tag in carried}
    return [tags[pk] for pk, _ in Counter(tag.pk for tag in carried).most_common()]


def by_topic(left, labels, tags):
    """Take a block for each of the first tags that have enough left: [(Label, Cards)]."""
    blocks = []
    carried = {pk: {tag.pk for tag in labels[pk].tags} for pk in left}
    for tag in tags:
        keys = [pk for pk in left if tag.pk in carried[pk]]
        found = take(left, keys, OF_TOPIC, LEAST_OF_TOPIC)
        if found:
            blocks.append((tag, tuple(found)))
        if len(blocks) == TOPICS:
            break
    return blocks


def by_oblast(left, labels, above):
    """Take a block for each of the oblasts of which the page has shown the least so far, in the
    articles of the ids `above`, and of those that have most to tell: [(Label, Cards)]."""
    blocks = []
    named = Counter(oblast.pk for pk in above for oblast in labels[pk].oblasts)
    oblasts, telling = {}, {}  # by the oblast's id; of `telling` the ids of its articles
    for pk in left:
        for oblast in labels[pk].oblasts:
            oblasts[oblast.pk] = oblast
            telling.setdefault(oblast.pk, []).append(pk)
    while len(blocks) < OBLASTS:
        telling = {pk: [each for each in news if each in left] for pk, news in telling.items()}
        enough = [pk for pk, news in telling.items() if len(news) >= LEAST_OF_OBLAST]
        if not enough:
            break
        next_one = min(enough, key=lambda pk: (named[pk], -len(telling[pk])))
        found = take(left, telling.pop(next_one), OF_OBLAST)
        named.update(oblast.pk for article in found for oblast in labels[article.pk].oblasts)
        blocks.append((oblasts[next_one], tuple(found)))
    return blocks
