"""Rows as the API tells them: an article by the fields that are asked for, tags and places by what
they are called, with their pages in the language that is active."""

from django.utils import timezone
from django.utils.translation import override

from news.addresses import absolute
from news.body import expand
from news.models.article import places
from news.translations import translations, with_translations
from regions.models import FormerName

COVERS = ("card", "full-960", "full-1600")  # the renditions that are given

# Each field of schemas.Article, of an Article that `gathered` has read.
FIELDS = {
    "id": lambda article: article.pk,
    "url": lambda article: absolute(article.get_absolute_url()),
    **{
        name: lambda article, name=name: getattr(article, name)
        for name in (
            *("language", "title", "lead", "change_note", "byline", "source_name", "source_url"),
            "views",
        )
    },
    "published_at": lambda article: timezone.localtime(article.published_at),
    "changed_at": lambda article: article.changed_at and timezone.localtime(article.changed_at),
    "tags": lambda article: [tag_label(tag) for tag in article.tags.all()],
    "oblasts": lambda article: [place_label(oblast) for oblast in article.oblasts.all()],
    "hromadas": lambda article: [place_label(hromada) for hromada in article.hromadas.all()],
    "cover": lambda article: article.cover and _cover(article.cover),
    "translations": lambda article: [
        {
            "id": other.pk,
            "language": other.language,
            "title": other.title,
            "url": absolute(other.get_absolute_url()),
        }
        for other in translations(article)
    ],
    "body_html": lambda article: expand(article.body, absolute=True),
}


def gathered(rows, names):
    """Gather for a queryset of articles all that these fields need, in five queries at most."""
    if "cover" in names:
        rows = rows.select_related("cover")
    if "body_html" not in names:
        rows = rows.defer("body")
    if "views" in names:
        rows = rows.with_views()
    oblasts, hromadas = places()
    each = {"oblasts": oblasts, "hromadas": hromadas, "tags": "tags"}
    rows = rows.prefetch_related(*(each[name] for name in each if name in names))
    return with_translations(rows) if "translations" in names else rows


def described(article, names):
    """Return the fields `names` of an Article, a dict of schemas.Article."""
    with override(article.language):
        return {name: FIELDS[name](article) for name in names}


def tag_label(tag):
    """Return a Tag as a dict of schemas.TagLabel."""
    return {
        "name": tag.name,
        "name_en": tag.name_en,
        "slug": tag.slug,
        "url": absolute(tag.get_absolute_url()),
    }


def place(row):
    """Return a place of any level as a dict of schemas.Place."""
    return {"katottg": row.katottg, "name": row.name, "name_en": row.name_en}


def place_label(row):
    """Return an Oblast, or a Hromada with its oblast gathered, as a dict of schemas.PlaceLabel."""
    return place(row) | {"url": absolute(row.get_absolute_url())}


def settlement_label(row):
    """Return a Settlement as a dict of schemas.SettlementLabel."""
    return place(row) | {"category": row.category}


def former_names(row):
    """Return the former names of a place, the latest first, as dicts of schemas.FormerName."""
    names = FormerName.objects.filter(katottg=row.katottg)
    return [{"name": former.name, "until": former.until} for former in names]


def _cover(image):
    made = [image.rendition(name) for name in COVERS]
    return {
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "renditions": {
            one.name: {
                "width": one.width,
                "height": one.height,
                **{extension: absolute(url) for extension, url in one.urls.items()},
            }
            for one in made
        },
    }
