"""Which outside addresses published articles lead to, and what is made of their answers."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from news.models import Article
from newsroom.models import Link, LinkUse
from newsroom.models.link import LinkState

ARTICLES = 200  # read at a time
MAX_URL = 2000
# A nightly run doesn't start at the same second every night, so that a day is a little less.
DAY = timedelta(hours=22)
HEALTHY = timedelta(days=6, hours=22)
MAX_WAIT = timedelta(days=30)  # that a host's Retry-After can ask for
MAX_FAILURES = 32767  # what the column holds on PostgreSQL

# What may stand in a path or a query as it is; all else is percent-encoded (RFC 3986, section 2).
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Verdict(NamedTuple):
    """What a check of one address found.

    ``state``    a LinkState: ALIVE, WARNING, FAILING (no answer) or DEAD (the host says it is gone)
    ``status``   the HTTP status, or None when there was no answer
    ``problem``  what is wrong, in words for an editor; "" when nothing is
    ``wait``     a timedelta that the host asks to wait (Retry-After), or None
    ``is_silent`` whether it is the host of the address that gave no answer, not one further on
    """

    state: str
    status: int | None = None
    problem: str = ""
    wait: timedelta | None = None
    is_silent: bool = False


class _Links(HTMLParser):
    """Collects the href of every link in a body."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def normal(url):
    """Return an address of http or https as it is asked for: in ASCII, without its #fragment.

    The host of «https://рада.укр/документ» becomes punycode, its path percent-encoded. Raises
    ValueError for what can't be asked for.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"no address of a page: {url[:100]}")
    host = parts.hostname.encode("idna").decode("ascii").lower()  # UnicodeError is a ValueError
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""  # may raise ValueError by itself
    path = quote(_STRAY_PERCENT.sub("%25", parts.path), _SAFE) or "/"
    query = quote(_STRAY_PERCENT.sub("%25", parts.query), _SAFE)
    whole = urlunsplit((parts.scheme, host + port, path, query, ""))
    if len(whole) > MAX_URL:
        raise ValueError(f"longer than {MAX_URL} characters")
    return whole


def outside_links(body, source_url=""):
    """Return what a clean body (HTML) and a source lead to outside of this site.

    Returns `(urls, refused)`: a set of normal addresses, and a set of those that can't be asked
    for. Links of this site, letters and telephone numbers are neither.
    """
    hrefs = [source_url] if source_url else []
    if "href=" in body:
        parser = _Links()
        parser.feed(body)
        parser.close()
        hrefs += parser.found
    own = urlsplit(settings.SITE_URL).netloc
    urls, refused = set(), set()
    for href in hrefs:
        if not href.strip().lower().startswith(("http:", "https:", "//")):
            continue
        try:
            url = normal(f"https:{href}" if href.startswith("//") else href)
        except ValueError:
            refused.add(href)
            continue
        if urlsplit(url).netloc != own:
            urls.add(url)
    return urls, refused


class Collected(NamedTuple):
    """What `collect` read and changed, in numbers."""

    articles: int
    links: int
    new: int
    gone: int
    refused: int


def collect(at=None, progress=None):
    """Bring Link and LinkUse up to what the published articles lead to; return Collected.

    Articles are read a few at a time, so that the memory doesn't grow with their number. A link
    that no published article leads to any more goes. `at` is the aware datetime at which articles
    are published (default: now); `progress`, when given, is called with the articles read so far.
    """
    read = new = refused = 0
    for chunk in _chunks(at):
        uses = {}
        for pk, body, source_url in chunk:
            uses[pk], unfit = outside_links(body, source_url)
            refused += len(unfit)
        new += _store(uses)
        read += len(chunk)
        if progress:
            progress(read)
    published = Article.objects.published(at).order_by().values("pk")
    LinkUse.objects.exclude(article__in=published).delete()
    unused = Link.objects.filter(uses=None)
    gone = unused.count()
    unused.delete()
    return Collected(read, Link.objects.count(), new, gone, refused)


def survey(at=None):
    """Return what `collect` would read, writing nothing: `(articles, urls, refused)`.

    The first and the last are numbers, `urls` is a set of normal addresses.
    """
    articles, urls, refused = 0, set(), 0
    for chunk in _chunks(at):
        articles += len(chunk)
        for _, body, source_url in chunk:
            found, unfit = outside_links(body, source_url)
            urls |= found
            refused += len(unfit)
    return articles, urls, refused


def _chunks(at):
    """Yield lists of (pk, body, source_url) of the published articles.

    All ids first (20,000 take less than a megabyte), then a few texts at a time: asked for in
    pages, the database would find and sort all that is published for each of them.
    """
    ids = list(Article.objects.published(at).order_by().values_list("pk", flat=True))
    for start in range(0, len(ids), ARTICLES):
        some = Article.objects.filter(pk__in=ids[start : start + ARTICLES]).order_by()
        yield list(some.values_list("pk", "body", "source_url"))


def _store(uses):
    """Make the LinkUse of some articles what `uses` says, a dict of sets of addresses by their ids.

    Returns the number of new links.
    """
    wanted = set().union(*uses.values())
    with transaction.atomic():
        known = Link.objects.in_bulk(wanted, field_name="url")
        missing = [Link(url=url) for url in sorted(wanted - known.keys())]
        if missing:
            Link.objects.bulk_create(missing, ignore_conflicts=True)
            known = Link.objects.in_bulk(wanted, field_name="url")
        pairs = {(article, known[url].pk) for article, urls in uses.items() for url in urls}
        stored = LinkUse.objects.filter(article__in=list(uses))
        old = {(use.article_id, use.link_id): use.pk for use in stored}
        LinkUse.objects.filter(pk__in=[old[pair] for pair in old.keys() - pairs]).delete()
        LinkUse.objects.bulk_create(
            [LinkUse(article_id=article, link_id=link) for article, link in pairs - old.keys()],
            ignore_conflicts=True,
        )
    return len(missing)


def record(link, verdict, at=None):
    """Write a Verdict into a Link that was checked at the aware datetime `at` (default: now).

    What gives no answer is dead when it gave none a day before either: one bad night is no proof.
    Returns the LinkState that it has now.
    """
    at = at or timezone.now()
    state, since, failures = verdict.state, None, 0
    if state in {LinkState.FAILING, LinkState.DEAD}:
        since, failures = link.failing_since or at, link.failures + 1
        if at - since >= DAY:
            state = LinkState.DEAD
    pause = HEALTHY if state == LinkState.ALIVE else DAY
    # Not save(): the link may be gone since it was read.
    Link.objects.filter(pk=link.pk).update(
        state=state,
        status=verdict.status,
        problem=verdict.problem[:200],
        checked_at=at,
        due_at=at + max(pause, min(verdict.wait or pause, MAX_WAIT)),
        failing_since=since,
        failures=min(failures, MAX_FAILURES),
    )
    return state
