"""Where readers came from: the host of the page before, and nothing else of it.

The browser tells it with a view, so it is a stranger's word: it is bounded, and shown as text.
"""

import functools
import re
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings

from news.models import ViewsBySource
from news.upsert import insert

DIRECT = ""  # typed, from a bookmark, from an app or a letter that doesn't say
OTHERS = "other"
PORTAL = "portal"

# A network has several hosts and an application, and one line in a table.
NETWORKS = {
    "facebook": ("Facebook", "facebook.com fb.com fb.me com.facebook.katana com.facebook.lite"),
    "messenger": ("Messenger", "messenger.com com.facebook.orca"),
    "instagram": ("Instagram", "instagram.com com.instagram.android"),
    "threads": ("Threads", "threads.net threads.com com.instagram.barcelona"),
    "telegram": ("Telegram", "t.me telegram.org telegram.me org.telegram.messenger"),
    "viber": ("Viber", "viber.com com.viber.voip"),
    "whatsapp": ("WhatsApp", "whatsapp.com wa.me com.whatsapp"),
    "signal": ("Signal", "signal.org org.thoughtcrime.securesms"),
    "x": ("X (Twitter)", "x.com twitter.com t.co com.twitter.android"),
    "bluesky": ("Bluesky", "bsky.app"),
    "linkedin": ("LinkedIn", "linkedin.com lnkd.in com.linkedin.android"),
    "reddit": ("Reddit", "reddit.com com.reddit.frontpage"),
    "tiktok": ("TikTok", "tiktok.com com.zhiliaoapp.musically"),
    "youtube": ("YouTube", "youtube.com youtu.be com.google.android.youtube"),
    "discover": ("Google Discover", "com.google.android.googlequicksearchbox"),
    "google-news": ("Google Новини", "news.google.com com.google.android.apps.magazines"),
    "gmail": ("Gmail", "mail.google.com com.google.android.gm"),
    "google": ("Google", ""),  # of every country: see _GOOGLE
    "bing": ("Bing", "bing.com"),
    "duckduckgo": ("DuckDuckGo", "duckduckgo.com com.duckduckgo.mobile.android"),
    "yahoo": ("Yahoo", "yahoo.com"),
    "ukrnet": ("Ukr.net", "ukr.net"),
    "meta-ua": ("Meta.ua", "meta.ua"),
    "i-ua": ("I.UA", "i.ua"),
    "wikipedia": ("Вікіпедія", "wikipedia.org"),
    "chatgpt": ("ChatGPT", "chatgpt.com chat.openai.com"),
    "perplexity": ("Perplexity", "perplexity.ai"),
}
_NETWORK_OF = {host: key for key, (_, hosts) in NETWORKS.items() for host in hosts.split()}
_GOOGLE = re.compile(r"(?:.+\.)?google(?:\.com?)?\.[a-z]{2,3}")
_HOST = re.compile(
    r"(?=.{4,100}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)

NAMES = {key: name for key, (name, _) in NETWORKS.items()} | {
    DIRECT: "напряму або невідомо",
    OTHERS: "інші",
    PORTAL: "портал",
}
HOSTS = 30  # unknown ones of an article and a day; what comes after them is counted under OTHERS


def source_of(told):
    """Return where a reader came from by what the browser told: a host, with or without a port.

    `told` is anything that was sent. Returns DIRECT, PORTAL, OTHERS, a key of NETWORKS or a host
    of at most 100 characters, without «www.».
    """
    if not isinstance(told, str) or not told:
        return DIRECT
    return _source_of(told) if len(told) <= 260 else OTHERS


@functools.lru_cache(maxsize=2048)
def _source_of(told):
    host = told.strip().lower().rpartition("@")[2]
    host, _, port = host.partition(":")
    host = host.rstrip(".")
    if f"{host}:{port}" in own_hosts() or host in own_hosts():
        return PORTAL
    if not _HOST.fullmatch(host):
        return OTHERS
    labels = host.split(".")
    for first in range(len(labels)):
        network = _NETWORK_OF.get(".".join(labels[first:]))
        if network:
            return network
    if _GOOGLE.fullmatch(host):
        return "google"
    return host.removeprefix("www.")


@functools.cache
def own_hosts():
    """Return the hosts under which readers know the portal, as a frozenset."""
    return frozenset({urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS} - {"*"})


def name_of(source):
    """Return how a source is called for editors: «Facebook», «kupiansk.info», «інші»."""
    if source in NAMES:
        return NAMES[source]
    try:
        return source.encode("ascii").decode("idna")
    except UnicodeError:
        return source


def add(cursor, counts):
    """Add numbers of views to their sources: `counts` is {(article's id, date, source): number}.

    Call it in the transaction that counts the views, so that the sum over the sources is theirs,
    and while nobody else counts. One statement, and one more where there are hosts: what comes
    after the first HOSTS of an article and a day is counted under OTHERS.
    """
    rows = Counter()
    known = _hosts({(article, day) for article, day, source in counts if source not in NAMES})
    for (article, day, source), number in counts.items():
        rows[article, day, _bounded(source, known.get((article, day)))] += number
    if rows:
        columns = {"article_id": "bigint", "day": "date", "source": "text", "count": "int"}
        values = [(*key, number) for key, number in sorted(rows.items())]
        insert(cursor, "news_viewsbysource", columns, values, "article_id, day, source")


def _bounded(source, hosts):
    """Return a source, or OTHERS for a host that is one too many beside the set `hosts`."""
    if source in NAMES or source in hosts:
        return source
    if len(hosts) >= HOSTS:
        return OTHERS
    hosts.add(source)
    return source


def _hosts(days):
    """Return {(id of an article, date): set of the hosts counted there} of a set of such pairs."""
    found = {key: set() for key in days}
    if days:
        articles, dates = ({key[part] for key in days} for part in (0, 1))
        rows = ViewsBySource.objects.filter(article__in=articles, day__in=dates)
        for *key, source in rows.values_list("article_id", "day", "source"):
            if tuple(key) in found and source not in NAMES:
                found[tuple(key)].add(source)
    return found
