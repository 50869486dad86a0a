"""The blocks of which the desk and the page of search are made."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from ukrainian.dates import spoken_day, spoken_moment


@dataclass
class Row:
    """A line: a text that leads to an address, and what else is said of it (`notes`, str each).

    `language` is of the text, where it isn't Ukrainian; `picture` is the address of a small one.
    """

    text: str
    url: str
    notes: list[str] = field(default_factory=list)
    language: str = ""
    picture: str = ""


@dataclass
class Block:
    """A heading, its rows, and where the rest of them is.

    `number` stands beside the heading («8», «50+»), `empty` is said when there is no row, `more`
    and `more_text` are the link to the whole list.
    """

    key: str
    title: str
    rows: list[Row]
    empty: str = ""
    number: str = ""
    more: str = ""
    more_text: str = ""


def article_row(article, *notes, url=None):
    """Return the Row of an Article, which leads to its form unless an address is given."""
    if article.language != "uk":
        notes = (*notes, article.get_language_display())
    return Row(
        str(article),
        url or reverse("admin:news_article_change", args=[article.pk]),
        [note for note in notes if note],
        article.language if article.language != "uk" and article.title else "",
    )


def image_row(image):
    """Return the Row of an Image, with the smallest picture of it."""
    return Row(
        str(image),
        reverse("admin:news_image_change", args=[image.pk]),
        picture=image.rendition("card-small").urls["jpg"],
    )


def changelist(model, query=""):
    """Return the address of the list of a model, with a query («state=review»)."""
    opts = model._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return f"{address}?{query}" if query else address


def admin_of(model):
    """Return the admin of a model, or None when the newsroom has no page of it."""
    return admin.site.get_model_admin(model) if admin.site.is_registered(model) else None


def name_of(user):
    """Return how a colleague is called, "" for nobody."""
    return (user.get_short_name() or user.get_username()) if user else ""


def day(moment, now):
    """Return the day of Kyiv of an aware datetime in words, as seen from `now`."""
    return spoken_day(timezone.localdate(moment), timezone.localdate(now))


def minute(moment, now):
    """Return an aware datetime in words, with its minute of Kyiv."""
    return spoken_moment(timezone.localtime(moment), timezone.localtime(now))
