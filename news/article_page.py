"""Everything that an article's page shows, by few statements whatever the article has.

In SQL and not by querysets: this page is read more than all others, and Django took longer to put
its fourteen queries together than the database to answer them.
"""

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.template.loader import render_to_string
from django.utils import timezone

from news import parts, related
from news.body import characters, images_of
from news.cards import COVER, Card, with_labels
from news.contents import contents
from news.labels import Label, Labels, carried, of
from news.models import Article, Image, Kind
from news.models.article import State
from news.moments import from_database, to_database
from news.parts import Values
from news.reading_time import reading_minutes
from news.templatetags.articles import views_in_words
from news.templatetags.site import html_tag, is_light

# In the order of the model, as `from_db` takes them.
ARTICLE = (
    *("id", "language", "translation_of_id", "title", "slug", "lead", "cover_id", "byline"),
    *("source_name", "source_url", "state", "published_at", "changed_at", "change_note", "body"),
)
IMAGE = ("id", "alt", "caption", "credit", "focal_x", "focal_y", *COVER[1:])
_ARTICLE = """\
SELECT a.views_imported + COALESCE(v.count, 0), CASE WHEN r.is_old THEN NULL ELSE r.found END,
{article}, {image}
FROM news_article a LEFT JOIN news_image c ON c.id = a.cover_id
LEFT JOIN news_viewstotal v ON v.article_id = a.id
LEFT JOIN news_relatedarticles r ON r.article_id = a.id
WHERE a.id = %s AND a.state = 'published' AND a.published_at <= %s
""".format(
    article=", ".join(f"a.{name}" for name in ARTICLE),
    image=", ".join(f"c.{name}" for name in IMAGE),
)

# What stands around an article: each row says what it is, where an editor has put it, its state,
# and then the values of cards.COLUMNS. The ids come first, all together, and the articles by them:
# with more joins PostgreSQL takes longer to plan than to answer. CROSS JOIN keeps SQLite from
# beginning with the articles. Which of them are public is judged afterwards: asked for that, SQLite
# begins with all that are.
CARD, PICK, VERSION, ORIGINAL, EARLIER, LATER = range(6)
_AROUND = """\
SELECT x.role, x.place, x.number, o.state,
o.id, o.language, o.slug, o.title, o.lead, o.published_at, {cover}
FROM ({{ids}}) AS x CROSS JOIN news_article o LEFT JOIN news_image c ON c.id = o.cover_id
WHERE o.id = x.id
""".format(cover=", ".join(f"c.{name}" for name in COVER))
# Stands in a page that is kept where its views are put: a sign of nobody's (Unicode, 23.5).
VIEWS = "\ue000"
# The first part that there is names the columns.
_PART = "SELECT {role} AS role, {place} AS place, {number} AS number, {id} AS id FROM {rows}"
_CARDS = _PART.format(role=CARD, place=0, number=0, id="column1", rows="(VALUES {values}) AS cards")
_PICKS = _PART.format(
    role=PICK,
    place="position",
    number="id",
    id="to_id",
    rows="news_readalso WHERE article_id = %s",
)
_VERSIONS = _PART.format(
    role=VERSION, place=0, number=0, id="id", rows="news_article WHERE translation_of_id = %s"
)
_ORIGINAL = _PART.format(
    role=ORIGINAL, place=0, number=0, id="column1", rows="(VALUES (%s)) AS original"
)
_NEIGHBOUR = """(
SELECT article_id FROM news_listed
WHERE kind = {topic} AND label = %s AND language = %s AND published_at {side}= %s
AND (published_at {side} %s OR article_id {side} %s) AND published_at <= %s
ORDER BY published_at {order}, article_id {order} LIMIT 1) AS {name}"""


def _neighbour(role, **words):
    rows = _NEIGHBOUR.format(topic=Kind.TAG.value, **words)
    return _PART.format(role=role, place=0, number=0, id="article_id", rows=rows)


_EARLIER = _neighbour(EARLIER, side="<", order="DESC", name="earlier")
_LATER = _neighbour(LATER, side=">", order="ASC", name="later")


BEFORE, AFTER = "before", "after"


class ArticleValues(Values):
    """All that an article's page shows, but for its views: the HTML before them and after them."""

    stored = BEFORE, AFTER


class Neighbours(NamedTuple):
    """The topic, and the public articles next to one in time: each a Card or None."""

    tag: Label
    earlier: Card | None
    later: Card | None


@dataclass
class Around:
    """The public articles around one; all but the translations are in its language.

    ``cards``         {id: (Card, Labels)} of those asked for and those picked
    ``picked``        ids of the editor's picks, in their order
    ``translations``  Cards, one at most for each other language: of two, the newest counts
    ``earlier``, ``later``  the nearest in time that carry its first topic
    """

    cards: dict
    picked: list
    translations: list
    earlier: Card | None
    later: Card | None


def whole_articles():
    """Return all Articles with the relations gathered that `article_context` reads."""
    return Article.objects.select_related("cover").prefetch_related("tags").with_places()


def public_article(pk):
    """Return the public Article of an id with what `article_context` asks of it, or None.

    Two statements; more where what is related to it has to be found anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ARTICLE, [pk, to_database(timezone.now())])
        row = cursor.fetchone()
    if row is None:
        return None
    (views, stored), shown = row[:2], row[2:]
    values = dict(zip(ARTICLE, shown, strict=False))
    values |= {name: from_database(values[name]) for name in ("published_at", "changed_at")}
    article = Article.from_db(DEFAULT_DB_ALIAS, list(values), list(values.values()))
    image = dict(zip(IMAGE, shown[len(ARTICLE) :], strict=True))
    article.cover = Image(**image) if image["id"] else None
    article.views = views
    article.shown = shown  # without its views, which are another number on every page
    ties = None if stored is None else related.unpacked(stored)
    # What the cards carry that will be asked for next comes with the article's own.
    article.carried = carried([article.pk, *(tie.pk for tie in (ties or ())[: related.CARDS])])
    article.labels = article.carried[article.pk]
    article.related = related.best(article, article.labels) if ties is None else ties
    return article


def article_html(request, article):
    """Return the page of an Article from `public_article` as HTML, bytes, in the active language.

    What is kept of it is the page of who doesn't save data; theirs differs in its first tag.
    """
    context = article_context(article)
    values, template = context["values"], "news/article.html"
    if settings.DEBUG or request.staff_reader:
        return render_to_string(template, context, request).encode()
    kept = parts.of(values)
    saving, usual = html_tag(is_light(request)), html_tag(False)
    if AFTER not in kept:
        html = render_to_string(template, context | {"views": VIEWS}, request)
        before, _, after = html.replace(saving, usual, 1).partition(VIEWS)
        if VIEWS in after:  # somebody wrote it
            return render_to_string(template, context, request).encode()
        parts.keep(values, BEFORE, before.encode())
        parts.keep(values, AFTER, after.encode())
    before = kept[BEFORE]
    if saving != usual:
        before = before.replace(usual.encode(), saving.encode(), 1)
    return b"".join((before, context["views"].encode(), kept[AFTER]))


def article_context(article):
    """Return what the template of an article's page shows of an Article.

    Of one from `public_article` by two statements; of another, also an unsaved one, from its
    relations (prefetch them) and with what is related found anew.
    """
    labels = of(article)
    ties = vars(article).get("related")
    if ties is None:
        ties = related.find(related.features_of(article, labels))
    found, cards = _read_also(article, labels, ties, related.CARDS)
    if len(cards) < min(related.CARDS, len(ties)):
        # Some aren't public now: those that were stored in spare come in.
        found, cards = _read_also(article, labels, ties, related.MOST)
    if len(cards) < related.CARDS and len(ties) == related.MOST:
        # So many that there may be others.
        ties = related.find(related.features_of(article, labels))
        found, cards = _read_also(article, labels, ties, related.MOST)
    neighbours = None
    if found.earlier or found.later:
        neighbours = Neighbours(first_topic(labels), found.earlier, found.later)
    cards = related.filled(cards, article)
    pictures = images_of(article.body)
    values = None
    if "shown" in vars(article):
        looks = [tuple(getattr(each, name) for name in IMAGE) for each in pictures.values()]
        around_it = (labels, neighbours, *found.translations, *cards, *looks)
        values = ArticleValues((*article.shown, settings.SITE_URL, *around_it))
    return {
        "article": article,
        "views": views_in_words(article.views),
        "labels": labels,
        # Called by the template, where it doesn't find that part of the page made.
        "contents": lambda: contents(article.body),
        "minutes": lambda: reading_minutes(article.lead + characters(article.body)),
        "neighbours": neighbours,
        "translations": found.translations,
        "read_also": cards,
        "pictures": pictures,
        "values": values,
    }


def _read_also(article, labels, ties, most):
    """Return the Around of an article with its Labels, and the Related among its first `most` Ties
    and the editor's picks."""
    found = around(article, labels, [tie.pk for tie in ties[:most]])
    return found, related.tied(labels, found.picked, ties, found.cards)


def around(article, labels, ids, at=None):
    """Return the Around of an Article with its Labels; `ids` are cards that may be shown.

    At the aware datetime `at` (default: now), by two statements.
    """
    at = at or timezone.now()
    picks = _unstored_picks(article)
    rows = _rows(article, labels, [*ids, *(picks or ())], picks is None, at)
    found = {role: [] for role in range(LATER + 1)}
    for role, _place, _number, state, *values in sorted(rows, key=itemgetter(0, 1, 2)):
        values[5] = from_database(values[5])
        is_public = state == State.PUBLISHED and values[5] and values[5] <= at
        # A pick may have been given another language since.
        if is_public and (role in {VERSION, ORIGINAL} or values[1] == article.language):
            found[role].append(values)
    cards = [*found[CARD], *found[PICK]]
    carrying = vars(article).get("carried", {})
    if unknown := {row[0] for row in cards} - carrying.keys():
        carrying = carrying | carried(unknown)
    beside = {
        role: with_labels(found[role], defaultdict(Labels))
        for role in (VERSION, ORIGINAL, EARLIER, LATER)
    }
    return Around(
        cards={card.pk: (card, carrying[card.pk]) for card in with_labels(cards, carrying)},
        picked=[row[0] for row in found[PICK]] if picks is None else picks,
        translations=_one_of_each(article.language, beside[VERSION], beside[ORIGINAL]),
        earlier=next(iter(beside[EARLIER]), None),
        later=next(iter(beside[LATER]), None),
    )


def _rows(article, labels, ids, has_stored_picks, at):
    """Return the rows around an article as the statement gives them: one, of the parts that the
    article has. A draft has no date, and one that was never saved no number."""
    now, language, pk = to_database(at), article.language, article.pk
    parts = []
    if ids:
        parts.append((_CARDS.format(values=", ".join(["(%s)"] * len(ids))), ids))
    if article.translation_of_id:
        parts.append((_ORIGINAL, [article.translation_of_id]))
    if pk:
        parts.append((_VERSIONS, [pk]))
        if has_stored_picks:
            parts.append((_PICKS, [pk]))
        tag = first_topic(labels)
        if tag and article.published_at:
            moment = to_database(article.published_at)
            params = [tag.pk, language, moment, moment, pk, now]
            parts += [(_EARLIER, params), (_LATER, params)]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _AROUND.format(ids=" UNION ALL ".join(sql for sql, _ in parts)),
            [value for _, params in parts for value in params],
        )
        return cursor.fetchall()


def first_topic(labels):
    """Return the first Label of a topic that is stored, or None."""
    return next((tag for tag in labels.tags if tag.pk), None)


def _unstored_picks(article):
    """Return the ids of the picks of a preview, which may not be stored yet, or None."""
    if "picks" in getattr(article, "_prefetched_objects_cache", ()):
        return [pick.to_id for pick in article.picks.all()]
    return None


def _one_of_each(language, versions, original):
    """Return a list of Cards, one for each language other than `language`: the newest of the
    `versions`, else the `original`."""
    found = {}
    for card in [*sorted(versions, key=_date_of, reverse=True), *original]:
        if card.language != language:
            found.setdefault(card.language, card)
    return list(found.values())


def _date_of(card):
    return card.published_at, card.pk
