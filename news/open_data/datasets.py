"""What is given as open data: each dataset with its columns, its rows in the order of its key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Prefetch
from django.utils.translation import gettext_noop

from news.addresses import absolute
from news.models import Article, Tag
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement

CHUNK = 500  # rows in memory
LIST = "list"  # several texts: an array in JSONL, parted by SEPARATOR in CSV
SEPARATOR = "|"


@dataclass(frozen=True)
class Column:
    """`type` is one of Frictionless' Table Schema, or LIST; both descriptions are sentences."""

    name: str
    type: str
    english: str
    ukrainian: str


@dataclass(frozen=True)
class Dataset:
    """`title` is translated for readers; `key` are the columns that tell a row from all others, by
    which the rows are ordered; `rows(at)` yields tuples of the columns' values, of what is public
    at an aware datetime; `count(at)` says how many."""

    name: str
    title: str
    key: tuple
    columns: tuple
    rows: Callable
    count: Callable


def _articles(at):
    rows = Article.objects.published(at).with_views().defer("body").order_by("pk")
    rows = rows.prefetch_related(
        "tags", "oblasts", Prefetch("hromadas", Hromada.objects.select_related("oblast"))
    )
    last = 0
    while some := list(rows.filter(pk__gt=last)[:CHUNK]):
        for article in some:
            labels = [
                [getattr(label, name) for label in each]
                for each, key in (
                    (article.tags.all(), "slug"),
                    (article.oblasts.all(), "katottg"),
                    (article.hromadas.all(), "katottg"),
                )
                for name in (key, "name", "name_en")
            ]
            yield (
                article.pk,
                article.language,
                absolute(article.get_absolute_url()),
                article.title,
                article.lead,
                _utc(article.published_at),
                _utc(article.changed_at),
                article.change_note,
                article.byline,
                article.source_name,
                article.source_url,
                *labels,
                article.views,
            )
        last = some[-1].pk


def _utc(moment):
    """Return a moment as Table Schema wants it: «2025-07-07T09:40:00Z»."""
    return moment and moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tags(at):
    columns = ("slug", "name", "name_en", "description", "description_en")
    yield from sorted(Tag.objects.public(at).values_list(*columns))


def _oblasts(at):
    for row in Oblast.objects.order_by("katottg"):
        yield row.katottg, row.name, row.name_en, row.kind, absolute(row.get_absolute_url())


def _raions(at):
    for row in Raion.objects.select_related("oblast").order_by("katottg"):
        yield row.katottg, row.name, row.name_en, row.oblast.katottg


def _hromadas(at):
    rows = Hromada.objects.select_related("oblast", "raion", "centre").order_by("katottg")
    for row in rows:
        yield (
            *(row.katottg, row.name, row.name_en, row.short_name, row.kind),
            *(row.oblast.katottg, row.raion.katottg, row.centre and row.centre.katottg),
            *(row.website, absolute(row.get_absolute_url())),
        )


def _settlements(at):
    rows = Settlement.objects.select_related("hromada").order_by("katottg")
    for row in rows.iterator(chunk_size=CHUNK):
        yield row.katottg, row.name, row.name_en, row.category, row.hromada.katottg


def _former_names(at):
    rows = FormerName.objects.values_list("katottg", "name", "until")
    yield from sorted((code, name, until.isoformat()) for code, name, until in rows)


def _all(model):
    return lambda at: model.objects.count()


_CODE = Column(
    "katottg", "string", "The code in the codifier KATOTTG.", "Код за Кодифікатором (КАТОТТГ)."
)
_NAME = Column("name", "string", "The name.", "Назва.")
_NAME_EN = Column("name_en", "string", "The name in English.", "Назва англійською.")
_URL = Column("url", "string", "The address of the page.", "Адреса сторінки.")


def _label(name, english, ukrainian):
    """Return the columns of the labels that articles carry: their keys and both their names."""
    return (
        Column(f"{name}s", LIST, f"The keys of its {english}s.", f"Ключі: {ukrainian}."),
        Column(f"{name}_names", LIST, f"The names of its {english}s.", f"Назви: {ukrainian}."),
        Column(
            f"{name}_names_en",
            LIST,
            f"The English names of its {english}s.",
            f"Назви англійською: {ukrainian}.",
        ),
    )


DATASETS = (
    Dataset(
        "articles",
        gettext_noop("Articles: what they are about, where and when, without their texts"),
        ("id",),
        (
            Column("id", "integer", "The number, its identity.", "Номер, за яким її впізнають."),
            Column("language", "string", "uk or en.", "uk або en."),
            _URL,
            Column("title", "string", "The title.", "Заголовок."),
            Column("lead", "string", "One or two sentences.", "Одне-два речення."),
            Column("published_at", "datetime", "When it was published.", "Коли опубліковано."),
            Column(
                "changed_at",
                "datetime",
                "When readers were told of a correction.",
                "Коли читачам сказано про виправлення.",
            ),
            Column("change_note", "string", "What was corrected.", "Що виправлено."),
            Column("byline", "string", "Who wrote it.", "Хто написав."),
            Column("source_name", "string", "Where the news is from.", "Звідки новина."),
            Column("source_url", "string", "The address of the source.", "Адреса джерела."),
            *_label("tag", "topic", "теми"),
            *_label("oblast", "oblast", "області"),
            *_label("hromada", "hromada", "громади"),
            Column("views", "integer", "How often it was read.", "Скільки разів прочитано."),
        ),
        _articles,
        lambda at: Article.objects.published(at).count(),
    ),
    Dataset(
        "tags",
        gettext_noop("Topics"),
        ("slug",),
        (
            Column("slug", "string", "The key, part of its address.", "Ключ, частина адреси."),
            _NAME,
            _NAME_EN,
            Column("description", "string", "What it is about.", "Про що вона."),
            Column(
                "description_en", "string", "What it is about, in English.", "Те саме англійською."
            ),
        ),
        _tags,
        lambda at: Tag.objects.public(at).count(),
    ),
    Dataset(
        "oblasts",
        gettext_noop("Oblasts"),
        ("katottg",),
        (_CODE, _NAME, _NAME_EN, Column("kind", "string", "What it is.", "Що це."), _URL),
        _oblasts,
        _all(Oblast),
    ),
    Dataset(
        "raions",
        gettext_noop("Raions"),
        ("katottg",),
        (_CODE, _NAME, _NAME_EN, Column("oblast", "string", "Its oblast.", "Її область.")),
        _raions,
        _all(Raion),
    ),
    Dataset(
        "hromadas",
        gettext_noop("Hromadas"),
        ("katottg",),
        (
            *(_CODE, _NAME, _NAME_EN),
            Column("short_name", "string", "The adjective alone.", "Сам прикметник."),
            Column("kind", "string", "By its centre.", "За центром."),
            Column("oblast", "string", "Its oblast.", "Її область."),
            Column("raion", "string", "Its raion.", "Її район."),
            Column("centre", "string", "Its centre, a settlement.", "Її центр, населений пункт."),
            Column("website", "string", "Its own site.", "Її власний сайт."),
            _URL,
        ),
        _hromadas,
        _all(Hromada),
    ),
    Dataset(
        "settlements",
        gettext_noop("Cities, towns and villages"),
        ("katottg",),
        (
            *(_CODE, _NAME, _NAME_EN),
            Column("category", "string", "What it is.", "Що це."),
            Column("hromada", "string", "Its hromada.", "Його громада."),
        ),
        _settlements,
        _all(Settlement),
    ),
    Dataset(
        "former_names",
        gettext_noop("Former names of places"),
        ("katottg", "name", "until"),
        (
            _CODE,
            Column("name", "string", "The name that it had.", "Назва, яку воно мало."),
            Column("until", "date", "Until that day.", "До цього дня."),
        ),
        _former_names,
        _all(FormerName),
    ),
)
# Links between the datasets, by a column of codes: (dataset, column, dataset it leads to).
LINKS = (
    ("raions", "oblast", "oblasts"),
    ("hromadas", "oblast", "oblasts"),
    ("hromadas", "raion", "raions"),
    ("hromadas", "centre", "settlements"),
    ("settlements", "hromada", "hromadas"),
)
