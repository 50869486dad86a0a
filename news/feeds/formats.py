"""What a feed is written in: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1.

A feed is its head and one piece for each entry. A piece is kept in the process under all that it
says (an Entry is nothing but values): so a feed made anew after a publication writes one article,
and no piece can be older than what it was made of.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from xml.sax.saxutils import quoteattr

from django.conf import settings

from ukrainian.folding import printable

# Pieces in memory, of 8 kB each: those of the newest articles, which stand in most feeds.
KEPT = 180
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
ENCLOSURE_TYPE = "image/jpeg"
JSON_FEED = "https://jsonfeed.org/version/1.1"
# Atom asks when a feed was changed last, also of one in which there has never been anything.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

RSS_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


@dataclass(frozen=True)
class Head:
    """What a feed says of itself, plain texts and whole addresses.

    ``address``  its own; ``link`` that of the page with the same news
    ``site``     who publishes it
    ``hub``      where one may subscribe to it (WebSub), or ""
    ``icon``     a square picture
    """

    language: str
    title: str
    description: str
    address: str
    link: str
    site: str
    icon: str
    hub: str = ""


def written(format, head, entries, is_full=True):
    """Return a feed (bytes): a Head and Entries in one of TYPES, with their whole texts or only
    summaries."""
    pieces = [_piece(format, is_full, settings.SITE_URL, entry) for entry in entries]
    updated = max((entry.updated_at for entry in entries), default=NEVER)
    return WRITERS[format][0](head, updated, pieces)


@lru_cache(maxsize=KEPT)
def _piece(format, is_full, site, entry):
    """Return an Entry as bytes. `site` begins every address in it."""
    return printable(WRITERS[format][1](entry, is_full)).encode()


def _rss(head, updated, pieces):
    channel = [
        _element("title", head.title),
        _element("link", head.link),
        _element("description", head.description),
        _element("language", head.language),
        _element("atom:link", href=head.address, rel="self", type="application/rss+xml"),
    ]
    if head.hub:
        channel.append(_element("atom:link", href=head.hub, rel="hub"))
    if pieces:
        channel.append(_element("lastBuildDate", _rfc_822(updated)))
    start = _start("rss", version="2.0", **RSS_NAMESPACES)
    return _file(f"{start}\n<channel>", channel, pieces, "</channel>\n</rss>")


def _rss_item(entry, is_full):
    # The description is HTML by custom, written as text.
    summary = entry.lead if is_full else entry.summary()
    parts = [
        _element("title", entry.title),
        _element("link", entry.address),
        _element("guid", entry.identity, isPermaLink="true"),
        _element("pubDate", _rfc_822(entry.published_at)),
        _element("dc:creator", entry.byline) if entry.byline else "",
        *(_element("category", title) for title in entry.categories),
        _element("description", escape(summary, quote=False)) if summary else "",
        _element("content:encoded", _content(entry)) if is_full else "",
    ]
    if entry.enclosure:
        address, length = entry.enclosure
        parts.append(_element("enclosure", url=address, length=str(length), type=ENCLOSURE_TYPE))
    return f"<item>{''.join(parts)}</item>"


def _atom(head, updated, pieces):
    parts = [
        _element("id", head.address),
        _element("title", head.title),
        _element("subtitle", head.description),
        _element("updated", _rfc_3339(updated)),
        _element("link", rel="self", href=head.address, type="application/atom+xml"),
        _element("link", rel="alternate", href=head.link, type="text/html"),
        _element("link", rel="hub", href=head.hub) if head.hub else "",
        _element("icon", head.icon),
        f"<author>{_element('name', head.site)}{_element('uri', settings.SITE_URL)}</author>",
    ]
    namespaces = {"xmlns": RSS_NAMESPACES["xmlns:atom"], "xml:lang": head.language}
    return _file(_start("feed", **namespaces), filter(None, parts), pieces, "</feed>")


def _atom_entry(entry, is_full):
    summary = entry.lead if is_full else entry.summary()
    parts = [
        _element("id", entry.identity),
        _element("title", entry.title),
        _element("published", _rfc_3339(entry.published_at)),
        _element("updated", _rfc_3339(entry.updated_at)),
        _element("link", rel="alternate", href=entry.address, type="text/html"),
        f"<author>{_element('name', entry.byline)}</author>" if entry.byline else "",
        *(_element("category", term=title) for title in entry.categories),
        _element("summary", summary) if summary else "",
        _element("content", _content(entry), type="html") if is_full else "",
    ]
    if entry.enclosure:
        address, length = entry.enclosure
        attributes = {"href": address, "type": ENCLOSURE_TYPE, "length": str(length)}
        parts.append(_element("link", rel="enclosure", **attributes))
    return f"<entry>{''.join(parts)}</entry>"


def _json(head, updated, pieces):
    document = {
        "version": JSON_FEED,
        "title": head.title,
        "description": head.description,
        "home_page_url": head.link,
        "feed_url": head.address,
        "icon": head.icon,
        "language": head.language,
        "authors": [{"name": head.site, "url": settings.SITE_URL}],
    }
    if head.hub:
        document["hubs"] = [{"type": "WebSub", "url": head.hub}]
    start = printable(_dumped(document))[:-1] + ', "items": ['
    return start.encode() + b",\n".join(pieces) + b"]}"


def _json_item(entry, is_full):
    address, length = entry.enclosure or ("", 0)
    attachment = {"url": address, "mime_type": ENCLOSURE_TYPE, "size_in_bytes": length}
    summary = entry.lead if is_full else entry.summary()
    fields = {
        "id": entry.identity,
        "url": entry.address,
        "title": entry.title,
        "summary": summary,
        "image": address,
        "date_published": _rfc_3339(entry.published_at),
        "date_modified": _rfc_3339(entry.updated_at),
        "authors": entry.byline and [{"name": entry.byline}],
        "tags": entry.categories,
        "attachments": address and [attachment],
    }
    # One of the two has to be there, also where the whole text is the title.
    text = {"content_html": _content(entry)} if is_full else {"content_text": summary}
    return _dumped({name: value for name, value in fields.items() if value} | text)


def _content(entry):
    lead = f"<p>{escape(entry.lead, quote=False)}</p>\n" if entry.lead else ""
    return lead + entry.content()


def _file(start, head, pieces, end):
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{start}\n{chr(10).join(head)}\n'
    return printable(text).encode() + b"\n".join([*pieces, end.encode()])


def _element(name, text=None, **attributes):
    """Return an XML element with a text, or an empty one."""
    start = _start(name, **attributes)
    return f"{start[:-1]}/>" if text is None else f"{start}{escape(text, quote=False)}</{name}>"


def _start(name, **attributes):
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}>"


def _dumped(value):
    return json.dumps(value, ensure_ascii=False)


def _rfc_822(moment):
    return format_datetime(moment.astimezone(UTC))


def _rfc_3339(moment):
    return moment.astimezone(UTC).isoformat(timespec="seconds")


WRITERS = {"rss": (_rss, _rss_item), "atom": (_atom, _atom_entry), "json": (_json, _json_item)}
