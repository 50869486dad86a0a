"""The rules of the three formats of feeds, as far as they can be broken by what we write.

Each function takes the bytes of a feed and its own address, fails where a rule is broken, and
returns its items as [(id, title, moment of publication)].

RSS 2.0: www.rssboard.org/rss-specification and /rss-profile. Atom 1.0: RFC 4287. JSON Feed 1.1:
www.jsonfeed.org/version/1.1/.
"""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.core.files.storage import default_storage

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# RFC 822, section 5, with the year of four digits that RSS prefers.
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def is_whole(address):
    url = urlsplit(address)
    return url.scheme in ("http", "https") and bool(url.netloc) and " " not in address


def moment(text, form):
    assert form.fullmatch(text), text
    return parsedate_to_datetime(text) if form is RFC_822 else datetime.fromisoformat(text)


def one(element, *names):
    """Assert that an element holds each of the names once, with a text; return the texts."""
    texts = []
    for name in names:
        found = element.findall(name)
        assert len(found) == 1, (name, len(found))
        assert (found[0].text or "").strip(), name
        texts.append(found[0].text)
    return texts


def unique(items):
    identities = [item[0] for item in items]
    assert len(identities) == len(set(identities))
    assert all(map(is_whole, identities))
    moments = [item[2] for item in items]
    assert moments == sorted(moments, reverse=True)
    return items


def is_of_file(address, type, length):
    """Assert that an enclosure is told as its file is."""
    assert is_whole(address)
    assert type == "image/jpeg"
    path = urlsplit(address).path.removeprefix("/media/")
    assert int(length) == default_storage.size(path) > 0
    with default_storage.open(path) as file:
        assert file.read(3) == b"\xff\xd8\xff"


def rss(content, address):
    assert content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(content)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    channel = root[0]
    _, link, _, language = one(channel, "title", "link", "description", "language")
    assert is_whole(link)
    assert language in ("uk", "en")
    own = {each.get("rel"): each for each in channel.findall(f"{ATOM}link")}["self"]
    assert (own.get("href"), own.get("type")) == (address, "application/rss+xml")
    items = []
    for item in channel.findall("item"):
        title, link, guid, date = one(item, "title", "link", "guid", "pubDate")
        assert is_whole(link)
        assert item.find("guid").get("isPermaLink") == "true"
        for name in ("description", "enclosure", CONTENT, CREATOR):
            assert len(item.findall(name)) <= 1, name
        assert "<" not in title or "&lt;" not in title
        assert all(category.text.strip() for category in item.findall("category"))
        for enclosure in item.findall("enclosure"):
            assert set(enclosure.keys()) == {"url", "length", "type"}
            is_of_file(*(enclosure.get(name) for name in ("url", "type", "length")))
        items.append((guid, title, moment(date, RFC_822)))
    if items:
        moment(*one(channel, "lastBuildDate"), RFC_822)
    return unique(items)


def atom(content, address):
    root = ElementTree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    assert root.get(LANG) in ("uk", "en")
    identity, _, updated = one(root, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")
    assert is_whole(identity)
    newest = moment(updated, RFC_3339)
    one(root.find(f"{ATOM}author"), f"{ATOM}name")
    links = [(link.get("rel"), link.get("href")) for link in root.findall(f"{ATOM}link")]
    assert ("self", address) in links
    assert len(links) == len(dict(links))
    items = []
    for entry in root.findall(f"{ATOM}entry"):
        names = (f"{ATOM}{name}" for name in ("id", "title", "updated", "published"))
        identity, title, changed, published = one(entry, *names)
        changed, published = moment(changed, RFC_3339), moment(published, RFC_3339)
        assert published <= changed <= newest
        links = {link.get("rel"): link for link in entry.findall(f"{ATOM}link")}
        assert is_whole(links["alternate"].get("href"))
        if "enclosure" in links:
            is_of_file(*(links["enclosure"].get(name) for name in ("href", "type", "length")))
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
        for author in entry.findall(f"{ATOM}author"):
            one(author, f"{ATOM}name")
        contents = entry.findall(f"{ATOM}content")
        assert len(contents) <= 1
        assert contents or entry.find(f"{ATOM}summary") is not None
        assert all(each.get("type") == "html" for each in contents)
        items.append((identity, title, published))
    return unique(items)


def json_feed(content, address):
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == address
    assert all(is_whole(feed[name]) for name in ("home_page_url", "feed_url", "icon"))
    assert feed["language"] in ("uk", "en")
    assert isinstance(feed["title"], str)
    assert feed["title"]
    texts = {"id", "url", "title", "summary", "content_html", "content_text", "image"}
    items = []
    for item in feed["items"]:
        assert all(isinstance(item[name], str) for name in texts & item.keys())
        assert all(value for name, value in item.items() if not name.startswith("content_"))
        assert "content_html" in item or item.get("content_text")
        assert is_whole(item["url"])
        published = moment(item["date_published"], RFC_3339)
        assert published <= moment(item["date_modified"], RFC_3339)
        assert all(set(author) == {"name"} for author in item.get("authors", []))
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        for attachment in item.get("attachments", []):
            assert attachment["url"] == item["image"]
            assert isinstance(attachment["size_in_bytes"], int)
            is_of_file(*(attachment[name] for name in ("url", "mime_type", "size_in_bytes")))
        items.append((item["id"], item["title"], published))
    return unique(items)


RULES = {"rss": rss, "atom": atom, "json": json_feed}
