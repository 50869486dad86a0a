"""Telling a hub of news, so that who subscribes there is sent them at once (W3C WebSub).

A hub fetches a feed when it is told that the feed has changed. How it is told the standard leaves
open; hubs have kept the form of PubSubHubbub 0.3 (section 7.1): `hub.mode=publish` and the address
of one feed, which some call `hub.url` and others `hub.topic`.

A thread of each process sees that the content has changed; the one that holds the file of the state
tells the hub. So no request and no editor waits. What the hub didn't take is told again later, also
by a process that is started anew. Of several hosts one tells, and Redis has a copy of the state for
the one that takes over.
"""

import contextlib
import fcntl
import http.client
import json
import logging
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.utils import timezone

from news import generation, lease
from news.feeds.subjects import FORMATS, address_of_feed, path_of
from news.labels import carried
from news.models import Article
from news.models.article import State

logger = logging.getLogger(__name__)

LEASE = "hub"  # of several hosts (news/lease.py), and the name of the state in the common cache
LOOK = 2  # seconds between two looks at the generation
TIMEOUT, LONGEST = 10, 20  # seconds of silence of the hub; of one request, which may also drip
ROUND = 60  # seconds that one round of telling takes at most
PAUSES = (60, 300, 1800, 3600)  # seconds until it is told again what it didn't take
# Of the newest that were changed since the last look, and of feeds that wait to be told: an import
# of an archive is no news.
MOST_ARTICLES, MOST_WAITING = 100, 3000
MOST_ADDRESSES = 3  # of a hub that are tried
LOOKED_BACK = timedelta(days=1)
# A change may be committed that long after it was dated.
LATE = timedelta(minutes=1)


class HubError(Exception):
    """The hub couldn't be told; the text says why. `is_final` when asking again won't help."""

    def __init__(self, text, is_final=False):
        super().__init__(text)
        self.is_final = is_final


def changed(since, until):
    """Return {id: (language, moment)} of the articles that readers' programs would like to hear of:
    made public, corrected or withdrawn at a moment after `since` and not after `until` (aware
    datetimes). Of more than MOST_ARTICLES the newest."""
    # Three, each the beginning of an index: together they would read all that was ever published.
    appeared = Article.objects.filter(state=State.PUBLISHED, published_at__gt=since)
    queries = [appeared.filter(published_at__lte=until).order_by("-published_at")]
    for state in (State.PUBLISHED, State.ARCHIVED):
        saved = Article.objects.filter(state=state, saved_at__gt=since, saved_at__lte=until)
        queries.append(saved.order_by("-saved_at"))
    found = {}
    for articles in queries:
        rows = articles.values_list("pk", "language", "published_at", "saved_at")
        for pk, language, published_at, saved_at in rows[:MOST_ARTICLES]:
            if published_at and published_at <= until:
                moments = [each for each in (published_at, saved_at) if each <= until]
                found[pk] = language, max(moments)
    newest = sorted(found.items(), key=lambda pair: pair[1][1], reverse=True)
    return dict(newest[:MOST_ARTICLES])


def topics(articles):
    """Return the whole addresses of the feeds that have articles, pairs of an id and a language:
    each once, those of everything first, those of a topic in a place last."""
    wide, narrow = [], []
    for language in dict.fromkeys(language for _, language in articles):
        keys = [pk for pk, its in articles if its == language]
        wide.append((language, path_of()))
        for labels in carried(keys, language).values():
            codes = [place.katottg for place in (*labels.hromadas, *labels.oblasts)]
            slugs = [tag.slug for tag in labels.tags]
            wide += [(language, path_of(code)) for code in codes]
            wide += [(language, path_of(slug=slug)) for slug in slugs]
            narrow += [(language, path_of(code, slug)) for code in codes for slug in slugs]
    feeds = dict.fromkeys([*wide, *narrow])
    return [address_of_feed(*feed, format) for feed in feeds for format in FORMATS]


class Teller:
    """Tells a hub what has changed.

    ``hub``     its address; ``is_allowed`` says of an IP address (str) whether it may be asked
    ``folder``  the Path in which the state stands: until when it was told, and what it is yet to be
    """

    def __init__(self, hub, folder, is_allowed):
        self.hub, self.is_allowed = hub, is_allowed
        self.path = folder / "websub.json"
        self.word = None  # of the generation at the last look
        self.failures = 0  # one after the other
        self.again = 0  # when to try again, in seconds of time.monotonic()

    def look(self):
        """Tell the hub if anything has changed, or waits to be told again. Takes ROUND at most, and
        one request; may raise what databases raise."""
        word = generation.shared()
        is_waiting = bool(self.failures) and time.monotonic() >= self.again
        if not word or (word == self.word and not is_waiting):
            return
        if not lease.is_ours(LEASE, 2 * ROUND):
            return  # another host tells it
        with open(self.path.with_suffix(".lock"), "ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return  # another process tells it; whether it could is seen at the next look
            self.tell(timezone.now())
        self.word = word

    def tell(self, now):
        """Tell the hub all that has changed until `now`, an aware datetime, and what it didn't take
        before. Returns how many feeds it was told of."""
        since, waiting, known = self.read(now)
        found = changed(since - LATE, now)
        state = {
            "hub": self.hub,
            "until": now.timestamp(),
            # Those of the last minute are found once more.
            "known": {str(pk): moment.timestamp() for pk, (_, moment) in found.items()},
        }
        new = [
            (pk, language)
            for pk, (language, moment) in found.items()
            if known is not None and known.get(str(pk)) != moment.timestamp()
        ]
        waiting = list(dict.fromkeys([*waiting, *topics(new)]))
        if len(waiting) > MOST_WAITING:
            logger.error("%s changed feeds are not told to the hub.", len(waiting) - MOST_WAITING)
            del waiting[MOST_WAITING:]
        self.write(state | {"waiting": waiting})
        told, end = 0, time.monotonic() + ROUND
        try:
            while waiting and time.monotonic() < end:
                self.publish(waiting[0])
                told += 1
                del waiting[0]
        except HubError as error:
            self.fail(error, len(waiting))
            if error.is_final:
                del waiting[0]
        else:
            # What there was no time for is told at the next look.
            self.failures, self.again = int(bool(waiting)), 0
        self.write(state | {"waiting": waiting})
        if told:
            logger.info("The hub was told that %s feeds have changed.", told)
        return told

    def fail(self, error, number):
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self.again = time.monotonic() + (0 if error.is_final else pause)
        logger.error("The hub %s was not told of %s changed feeds: %s", self.hub, number, error)

    def publish(self, address):
        """Tell the hub that the feed of an address has changed. Raises HubError."""
        status = self.posted({"hub.mode": "publish", "hub.url": address, "hub.topic": address})
        if 300 <= status < 400:
            raise HubError(f"it answers with a redirect ({status}); set WEBSUB_HUB_URL to where")
        if status in (408, 425, 429) or status >= 500:
            raise HubError(f"it answers {status}")
        if status >= 400:
            raise HubError(f"it refuses {address} with {status}", is_final=True)

    def posted(self, fields):
        """Return the status (int) with which the hub answers a form. Raises HubError."""
        url = urlsplit(self.hub)
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        secure = ssl.create_default_context() if url.scheme == "https" else None
        try:
            sock = self.connected(url.hostname, port)
            with sock, _cut_off(sock):
                if secure:
                    sock = secure.wrap_socket(sock, server_hostname=url.hostname)
                hub = http.client.HTTPConnection(url.hostname, port)
                hub.sock = sock
                path = (url.path or "/") + (f"?{url.query}" if url.query else "")
                headers = {
                    "Host": url.netloc,
                    "User-Agent": f"PortalHromadHub/1.0 (+{settings.SITE_URL})",
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Connection": "close",
                }
                hub.request("POST", path, urlencode(fields), headers)
                with hub.getresponse() as response:
                    return response.status
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise HubError(f"it can't be reached ({type(error).__name__}: {error})") from error

    def connected(self, host, port):
        """Return a socket connected to the hub, at an address that was looked at. Raises HubError
        and OSError."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(place[0] for *_, place in found))
        allowed = [address for address in addresses if self.is_allowed(address)]
        if not allowed:
            raise HubError(
                "its address is inside a private network; WEBSUB_HUB_PRIVATE=on allows that"
            )
        failure = None
        for address in allowed[:MOST_ADDRESSES]:
            try:
                return socket.create_connection((address, port), TIMEOUT)
            except OSError as error:
                failure = error
        raise failure

    def read(self, now):
        """Return (until when the hub was told, [addresses that wait], {id: moment of a change that
        it was told of}), the last None at the first look: of what was before it nothing is told,
        nor of what is longer ago than LOOKED_BACK."""
        try:
            state = json.loads(self.shared() or self.path.read_text())
            since = datetime.fromtimestamp(state["until"], UTC)
            waiting, known = state["waiting"], state["known"]
            if state["hub"] != self.hub:
                waiting = []
        except (OSError, ValueError, KeyError, TypeError):
            return now, [], None
        return max(min(since, now), now - LOOKED_BACK), waiting, known

    def shared(self):
        """Return the state that all hosts know of, a str, or None."""
        return cache.get(LEASE) if generation.among_hosts() else None

    def write(self, state):
        text = json.dumps(state)
        new = self.path.with_suffix(".new")
        new.write_text(text)
        new.replace(self.path)
        if generation.among_hosts():
            cache.set(LEASE, text, LOOKED_BACK.total_seconds())


@contextlib.contextmanager
def _cut_off(sock):
    """End what goes on in a socket after LONGEST seconds, however steadily bytes drip."""

    def cut():
        with contextlib.suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def start(folder, is_allowed):
    """Start the thread that tells WEBSUB_HUB_URL, if that is set; ending the process ends it.

    Arguments are those of `Teller`.
    """
    if settings.WEBSUB_HUB_URL:
        teller = Teller(settings.WEBSUB_HUB_URL, folder, is_allowed)
        threading.Thread(
            target=run, args=(teller, threading.Event()), name="hub", daemon=True
        ).start()


def run(teller, stopped):
    """Have a Teller look every LOOK seconds until the Event `stopped` is set."""
    while not stopped.wait(LOOK):
        try:
            teller.look()
        except Error:
            logger.debug("Telling the hub waits for the database.")
        except Exception:
            logger.exception("The hub was not told.")
        finally:
            connection.close()
