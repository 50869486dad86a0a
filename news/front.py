"""The front page: which article stands in which block, and none of them twice."""

from collections import Counter

from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news import counting
from news.models import Article, Pin
from news.models.article import places
from news.models.front_page import PLACES
from regions.map import read_map
from regions.models import Oblast

NEWEST = 150  # articles among which the blocks choose: a month of a busy newsroom
DAYS_READ = 7
CHIPS = 16

# How many articles a block shows at most; with less than the least it is left out.
LATEST = 8
READ, LEAST_READ = 5, 3
TOPICS, OF_TOPIC, LEAST_OF_TOPIC = 3, 3, 3
OBLASTS, OF_OBLAST, LEAST_OF_OBLAST = 4, 3, 2


@require_safe
def front(request):
    blocks = arrange(*gather(get_language()))
    prefetch_related_objects(blocks["shown"], *places())
    oblasts = Oblast.objects.in_bulk(field_name="katottg")
    return render(request, "news/front.html", blocks | {"map": read_map(), "oblasts": oblasts})


def gather(language, at=None):
    """Return what the blocks choose from at the aware datetime `at` (default: now).

    `(articles, pinned, read)`: public Articles of a language with covers, tags and oblasts, newest
    first, and the ids of those that editors pinned and of those most read, in their orders; what
    isn't among the articles isn't public. Five queries, and one more when some are older than the
    newest.
    """
    public = Article.objects.published(at).in_language(language)
    pinned = list(Pin.objects.live(language, at).values_list("article_id", flat=True))
    # As many more as the blocks above may have taken of them.
    read = list(counting.views_of_days(public, DAYS_READ, PLACES + LATEST + READ, at))
    cards = public.select_related("cover").defer("body")
    articles = list(cards[:NEWEST])
    older = {*pinned, *read}.difference(article.pk for article in articles)
    if older:
        articles += cards.filter(pk__in=older)
    prefetch_related_objects(articles, "tags", "oblasts")
    return articles, pinned, read


def lead_block(language, at=None):
    """Return the Articles of the lead block as readers see them at `at`, the lead story first."""
    articles, pinned, _ = gather(language, at)
    return take({article.pk: article for article in articles}, pinned, fill=True)


def arrange(articles, pinned, read):
    """Return the blocks of the page as its template knows them, from what `gather` returns.

    `shown` are all their articles: each stands in one block.
    The latest news are what the heading says; the most read are those that aren't above already.
    """
    left = {article.pk: article for article in articles}
    lead = take(left, pinned, fill=True)
    latest = take(left, list(left), LATEST)
    most_read = take(left, read, READ, LEAST_READ)
    tags = most_active_tags(articles)
    topics = by_topic(left, tags)
    oblasts = by_oblast(left, [article for article in articles if article.pk not in left])
    return {
        "lead": lead[0] if lead else None,
        "seconds": lead[1:],
        "latest": latest,
        "most_read": most_read,
        "topics": topics,
        "by_oblast": oblasts,
        "tags": tags[:CHIPS],
        "shown": [article for article in articles if article.pk not in left],
    }


def take(left, keys, most=PLACES, least=0, fill=False):
    """Move up to `most` articles of the ids `keys` out of `left`, {id: Article}; return them.

    Fewer than `least` stay where they are; `fill` adds those that come next in `left`.
    """
    keys = [pk for pk in keys if pk in left]
    if fill:
        keys += [pk for pk in left if pk not in keys]
    return [left.pop(pk) for pk in keys[:most]] if len(keys) >= least else []


def most_active_tags(articles):
    """Return the tags of articles, those that most of them carry first."""
    carried = [tag for article in articles for tag in article.tags.all()]
    tags = {tag.pk: tag for tag in carried}
    return [tags[pk] for pk, _ in Counter(tag.pk for tag in carried).most_common()]


def by_topic(left, tags):
    """Take a block for each of the first tags that have enough left: [(Tag, Articles)]."""
    blocks = []
    carried = {pk: {tag.pk for tag in article.tags.all()} for pk, article in left.items()}
    for tag in tags:
        keys = [pk for pk in left if tag.pk in carried[pk]]
        found = take(left, keys, OF_TOPIC, LEAST_OF_TOPIC)
        if found:
            blocks.append((tag, found))
        if len(blocks) == TOPICS:
            break
    return blocks


def by_oblast(left, above):
    """Take a block for each of the oblasts of which the page has shown the least so far (`above`),
    and of those that have most to tell: [(Oblast, Articles)]."""
    blocks = []
    named = Counter(oblast.pk for article in above for oblast in article.oblasts.all())
    oblasts, telling = {}, {}  # by the oblast's id; of `telling` the ids of its articles
    for pk, article in left.items():
        for oblast in article.oblasts.all():
            oblasts[oblast.pk] = oblast
            telling.setdefault(oblast.pk, []).append(pk)
    while len(blocks) < OBLASTS:
        telling = {pk: [each for each in news if each in left] for pk, news in telling.items()}
        enough = [pk for pk, news in telling.items() if len(news) >= LEAST_OF_OBLAST]
        if not enough:
            break
        next_one = min(enough, key=lambda pk: (named[pk], -len(telling[pk])))
        found = take(left, telling.pop(next_one), OF_OBLAST)
        named.update(oblast.pk for article in found for oblast in article.oblasts.all())
        blocks.append((oblasts[next_one], found))
    return blocks
