"""News of a place for a council's own site: the embed, and the page that makes its code."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from news.addresses import absolute
from news.listing import listing_of
from news.places import place_of

THEMES = ("light", "dark")  # that the site with an embed may ask for; else its reader's own
ITEMS, MOST = 6, 12  # news in an embed
WIDTH = 400  # px, at most: it gets narrower on a phone
HEIGHTS = range(160, 2001)  # px
ROOM, EACH = 120, 84  # px of the frame around the news, and of one
LANGUAGES = ("uk", "en")


@dataclass(frozen=True)
class Chosen:
    """What an embed is asked for: how many news, in which theme ("" is its reader's own)."""

    items: int = ITEMS
    theme: str = ""

    @classmethod
    def read(cls, query):
        """Return what a request's query says, with the usual for what it doesn't or can't."""
        theme = query.get("theme")
        items = _number(query.get("items"), range(1, MOST + 1), ITEMS)
        return cls(items, theme if theme in THEMES else "")

    def query(self):
        """Return the query of the embed's address: "?theme=dark" or ""."""
        pairs = [("theme", self.theme)] if self.theme else []
        pairs += [("items", self.items)] if self.items != ITEMS else []
        return f"?{urlencode(pairs)}" if pairs else ""


@xframe_options_exempt
@require_safe
def embed(request, katottg):
    """The newest news of a place: small, no cookie, no script needed."""
    place, chosen = place_of(katottg), Chosen.read(request.GET)
    context = {
        "place": place,
        "articles": listing_of(place).cards(chosen.items),
        "theme": chosen.theme,
    }
    return render(request, "regions/embed.html", context)


@require_safe
def code(request, katottg):
    """The page that makes the code of an embed, and shows how it looks."""
    place = place_of(katottg)
    if place.katottg != katottg:
        return redirect("embed_code", place.katottg, permanent=True)
    chosen = Chosen.read(request.GET)
    asked = request.GET.get("language")
    language = asked if asked in LANGUAGES else get_language()
    usual = ROOM + EACH * chosen.items
    height = _number(request.GET.get("height"), HEIGHTS, usual)
    addresses, titles = {}, {}
    for each in LANGUAGES:
        with override(each):
            addresses[each], titles[each] = reverse("embed", args=[katottg]), place.title
    context = {
        "place": place,
        "chosen": chosen,
        "language_of_embed": language,
        "path": addresses[language] + chosen.query(),
        "address": absolute(addresses[language]) + chosen.query(),
        "addresses": addresses,
        "name": titles[language],
        "height": height,
        "is_usual": height == usual,
        "heights": HEIGHTS,
        "width": WIDTH,
        "numbers": range(1, MOST + 1),
    }
    return render(request, "regions/embed_page.html", context)


def _number(text, allowed, usual):
    is_number = text and len(text) < 6 and text.isascii() and text.isdecimal()
    return int(text) if is_number and int(text) in allowed else usual
