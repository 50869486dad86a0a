"""The letters themselves: what stands in them, as plain text and as HTML, with what mail programs
read in their heads."""

from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from digest import secrecy
from digest.models import Often
from digest.wanted import titles
from news import cards
from news.addresses import absolute
from news.followed import address_of
from news.models import Article

SHOWN = 40  # news in a letter
# Colours of static/css/variables.css: programs for mail know no custom properties.
LIGHT = {"paper": "#fbfaf6", "ink": "#1d2126", "soft": "#555b63", "line": "#ddd8cb"}
LIGHT |= {"link": "#14508c", "accent": "#9b1c2c"}
DARK = {"paper": "#14171b", "ink": "#e9e5dc", "soft": "#a9adb3", "line": "#363c44"}
DARK |= {"link": "#8fc0f2", "accent": "#f0808b"}


@dataclass
class Item:
    """A piece of news in a letter: plain texts, `url` whole."""

    title: str
    lead: str
    place: str
    day: str
    url: str


def digest(letter, things, address):
    """Return the message of a Letter, or None when nothing of what it tells is public any more.

    `things` are the Oblasts, Hromadas and Tags that its subscription wants, `address` is where it
    goes to.
    """
    subscription = letter.subscription
    with override(subscription.language):
        news = _public(letter.articles)
        if not news:
            return None
        about = titles(subscription.everything, things)
        ticket = {"t": secrecy.ticket(subscription.pk)}
        leave = link("digest_leave", ticket)
        context = {
            "subject": subject(about, len(news), letter),
            "items": _items(news[:SHOWN]),
            "more": len(news) - min(len(news), SHOWN),
            "more_url": _all_of(subscription),
            "about": about,
            "is_daily": subscription.often == Often.DAILY,
            "manage": link("digest_manage", ticket),
            "leave": leave,
        }
        message = _message(address, context, "digest/letter")
    host = urlsplit(settings.SITE_URL).hostname
    message.extra_headers |= {
        "Message-ID": secrecy.message_id(subscription.pk, letter.period, host),
        "Date": format_datetime(timezone.localtime(letter.until)),
        # One click, without a page: RFC 2369 and RFC 8058.
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<digest.{host}>",
    }
    return message


def confirmation(address, token, about):
    """Return the message that asks whether an address wants letters, in the active language.

    `about` are the names of what it would tell of.
    """
    context = {
        "subject": _("Confirm the letters with news"),
        "confirm": link("digest_confirm", {"t": token}),
        "about": about,
    }
    return _message(address, context, "digest/confirmation")


def subject(about, number, letter):
    """Return the subject of a letter, «Куп’янська громада: 5 новин за день»."""
    name = about[0] if about else _("Hromada Portal")
    if len(about) > 1:
        rest = len(about) - 1
        # Translators: «Куп’янська громада і ще 2»
        name = ngettext("%(name)s and %(rest)d more", "%(name)s and %(rest)d more", rest) % {
            "name": name,
            "rest": rest,
        }
    # Translators: «5 новин», in the subject of a letter
    news = ngettext("%(number)d new article", "%(number)d new articles", number)
    words = {"name": name, "news": news % {"number": number}, "span": span(letter)}
    # Translators: «Куп’янська громада: 5 новин за день»
    return _("%(name)s: %(news)s %(span)s") % words


def span(letter):
    """Return the time that a Letter tells of in words: «за день», «за тиждень», «за 3 дні»."""
    days = round((letter.until - letter.since).total_seconds() / (24 * 3600))
    if "W" in letter.period and days <= 7:
        return _("in a week")
    if days <= 1:
        return _("in a day")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def link(name, query):
    """Return the whole address of a page by its name, in the active language."""
    return f"{absolute(reverse(name))}?{urlencode(query)}"


def _public(keys):
    """Return the Cards of those articles (ids) that are public now, newest first."""
    found = Article.objects.published().filter(pk__in=keys).order_by("-published_at", "-pk")
    return cards.made(list(found.values_list(*cards.COLUMNS)))


def _items(found):
    return [
        Item(
            card.title,
            card.lead,
            card.place.short_title if card.place else "",
            date_format(timezone.localtime(card.published_at), "j E Y"),
            absolute(card.get_absolute_url()),
        )
        for card in found
    ]


def _all_of(subscription):
    """Return the address of the page with all that a subscription is about."""
    if subscription.everything:
        return absolute(reverse("news"))
    return absolute(reverse("my") + address_of(subscription.asked))


def _message(address, context, template):
    context |= {
        "site": _("Hromada Portal"),
        "front": absolute(reverse("front")),
        "light": LIGHT,
        "dark": DARK,
    }
    message = EmailMultiAlternatives(
        context["subject"],
        render_to_string(f"{template}.txt", context).strip() + "\n",
        sender(context["site"]),
        [address],
        # No answers of machines to machines: RFC 3834.
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


def sender(name):
    """Return the address that letters come from, with the name of the site."""
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
