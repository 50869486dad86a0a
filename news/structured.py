"""What pages tell machines in the words of schema.org, as JSON-LD: Google's documentation of
Article, BreadcrumbList and site names lists the fields (developers.google.com/search/docs).

Every function returns a dict for `script`, with whole addresses, in the language that is active.
"""

import json
import re
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news import body, labels
from news.addresses import absolute
from ukrainian.sentences import beginning

LOGO = "img/apple-touch-icon.png", 180  # its file and its side in pixels; Google asks for 112
# Inside a script a browser looks for its end, and an XML parser for entities.
_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"}
# «Олена Коваленко», «О. Коваленко», «Іван Нечуй-Левицький»: who signs so is a person.
_NAME = r"[^\W\d_](?:[^\W\d_]|[’'-])*\.?"
_PERSON = re.compile(rf"{_NAME}(?: {_NAME}){{1,3}}")
_NO_PERSON = re.compile(r"(?i)портал|рада|служба|редакція|agency|council|news|office|portal|press")
# Characters of a description: what search engines and messengers show of it.
IN_SHORT = 200


def script(*things):
    """Return the <script> that holds the dicts `things`: data, which no policy has to allow."""
    graph = things[0] if len(things) == 1 else {"@graph": list(things)}
    text = json.dumps(
        {"@context": "https://schema.org"} | graph, ensure_ascii=False, separators=(",", ":")
    )
    for sign, escaped in _ESCAPES.items():
        text = text.replace(sign, escaped)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def organization():
    """Return the Organization that publishes the site."""
    return _organization(get_language(), settings.SITE_URL)


@lru_cache
def _organization(language, site):
    path, side = LOGO
    logo = {"@type": "ImageObject", "url": absolute(static(path)), "width": side, "height": side}
    return {
        "@type": "Organization",
        "name": _("Hromada Portal"),
        "url": absolute(reverse("front")),
        "logo": logo,
    }


def website(language):
    """Return the WebSite of a language ("uk" or "en"), with its search."""
    search = absolute(reverse("search"))
    return {
        "@type": "WebSite",
        "name": _("Hromada Portal"),
        "url": _home(),
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def description_of(article):
    """Return what stands under an Article's title elsewhere: one or two whole sentences of its
    lead, else of its text, else the title. One line of plain text."""
    text = article.lead.strip() or body.plain_text(article.body) or article.title
    return beginning(text, IN_SHORT)


def news_article(article, card):
    """Return the NewsArticle of a published Article with its labels and cover gathered; `card` is
    its ShareCard.

    What the article doesn't have is left out, and so is its description: the page's own says it.
    """
    changed = max(article.published_at, article.changed_at or article.published_at)
    carried = labels.of(article)
    tags = [tag.title for tag in carried.tags]
    fields = {
        "@type": "NewsArticle",
        "headline": article.title,
        "image": _images(article, card),
        "datePublished": moment(article.published_at),
        "dateModified": moment(changed),
        "author": _authors(article.byline),
        "publisher": organization(),
        "mainEntityOfPage": absolute(article.get_absolute_url()),
        "inLanguage": article.language,
        "articleSection": tags[0] if tags else "",
        "keywords": tags,
        "contentLocation": [_place(place) for place in carried.hromadas or carried.oblasts],
        "isBasedOn": article.source_url,
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in fields.items() if value}


def breadcrumbs(*steps):
    """Return the BreadcrumbList of a page: `steps` are (name, path) from the section down to the
    page itself, whose address goes without saying (Google's rules of breadcrumbs)."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
        for number, (name, path) in enumerate(steps, start=1)
    ]
    del items[-1]["item"]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _home():
    return organization()["url"]


def moment(at):
    """Return an aware datetime in Kyiv time with its offset: 2026-07-07T12:40:00+03:00."""
    return localtime(at, get_default_timezone()).isoformat(timespec="seconds")


def _images(article, card):
    """Return whole addresses: the sharing picture, and the whole cover where there is one."""
    found = [absolute(card.url)]
    if article.cover:
        found.append(absolute(article.cover.rendition("full-1600").urls["jpg"]))
    return found


def _authors(byline):
    """Return who wrote it: persons by their names, else an organization, which may be ourselves.

    Google wants the address of an author's own page: here persons have none.
    """
    names = [name.strip() for name in re.split(r",| (?:і|й|та|and) ", byline)]
    if all(_is_person(name) for name in names):
        return [{"@type": "Person", "name": name} for name in names]
    return [{"@type": "Organization", "name": byline or _("Hromada Portal"), "url": _home()}]


def _is_person(name):
    capitals = all(word[0].isupper() for word in name.split())
    return bool(capitals and _PERSON.fullmatch(name) and not _NO_PERSON.search(name))


def _place(place):
    return {"@type": "Place", "name": place.title, "url": absolute(place.get_absolute_url())}
