"""What a feed is written in: RSS 2.0, Atom 1.0 and JSON Feed 1.1, each with the whole text.

Beyond Django's own arguments an item carries `content` (HTML with whole links) and `lead` (plain
text, or "").
"""

import json

from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)

from ukrainian.folding import printable


def without_controls(value):
    """Return a str, or a list of them, without what XML can't hold; anything else as it is.

    One such character, pasted into one article from a word processor, would make a whole file
    unreadable.
    """
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [without_controls(item) for item in value]
    return value


class _Printable:
    """A feed generator that lets no character into a file that would break it."""

    def __init__(self, **feed):
        super().__init__(**{name: without_controls(value) for name, value in feed.items()})

    def add_item(self, **item):
        super().add_item(**{name: without_controls(value) for name, value in item.items()})


class RssFeed(_Printable, Rss201rev2Feed):
    """RSS 2.0; the whole text stands in content:encoded (the content module of RSS 1.0)."""

    def rss_attributes(self):
        content = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return super().rss_attributes() | content

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(_Printable, Atom1Feed):
    """Atom 1.0 (RFC 4287)."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonFeed(_Printable, SyndicationFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        """Write the feed to a file of text; `encoding` is always UTF-8 by the format's rule."""
        feed = self.feed
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "description": feed["description"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"]}],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(document, ensure_ascii=False))

    def _item(self, item):
        fields = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["lead"],
            "content_html": item["content"],
            "image": item["enclosures"] and item["enclosures"][0].url,
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": item["author_name"] and [{"name": item["author_name"]}],
            "tags": item["categories"],
            "attachments": [
                {"url": enclosure.url, "mime_type": enclosure.mime_type}
                for enclosure in item["enclosures"]
            ],
        }
        # The format asks for content_html also where there is none, as where all of it is the lead.
        return {name: value for name, value in fields.items() if value or name == "content_html"}


FORMATS = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}
