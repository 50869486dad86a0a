"""What the newsroom writes about this week more than before: a block of the desk."""

from django.urls import reverse
from django.utils.http import urlencode

from news import trends
from news.models import Article
from newsroom.blocks import Block, Row, changelist
from ukrainian.plurals import counted

ROWS = 6
PLACES = 2  # of them


def block():
    """Return the Block of words and places of articles in Ukrainian, None where nothing tells."""
    found = trends.stored("uk")
    shown = [*found.places[:PLACES], *found.words][:ROWS]
    rows = [
        Row(trend.text, trend.address or _articles_with(trend.text), _how(trend)) for trend in shown
    ]
    if not rows:
        return None
    return Block(
        "trends",
        "Про що пишуть цього тижня",
        rows,
        more=reverse("popular"),
        more_text="Як це бачать читачі",
    )


def _articles_with(word):
    return changelist(Article, urlencode({"q": word}))


def _how(trend):
    """Say how many articles have it, and how many of a usual week."""
    if trend.usual >= 1:
        usual = f"зазвичай {trend.usual:g}".replace(".", ",")
    else:
        usual = "зазвичай менше однієї" if trend.usual else "досі майже не писали"
    return [f"{counted(trend.articles, 'стаття', 'статті', 'статей')} за тиждень", usual]
