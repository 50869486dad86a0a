"""Posts of a WordPress site, as its export tells them, as `Record`s.

Pictures come from one local folder, the copy of `wp-content/uploads`; nothing is fetched.
"""

import html
import re
from datetime import UTC, datetime
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

import nh3

from news import body
from news.importers import Record, Refused
from news.importers.labels import places_among
from news.importers.pictures import (
    MAX_ALT,
    MAX_CAPTION,
    MOST,
    local_file,
    picture_at,
)
from news.importers.shortcodes import html_of
from news.models.article import State
from news.models.former_address import former_path
from news.nesting import shallow
from ukrainian.folding import count_cyrillic, mend, printable

KYIV = ZoneInfo("Europe/Kyiv")
MAX_TITLE, MAX_LEAD, MAX_BYLINE, MAX_KEY = 300, 600, 150, 480
MAX_VIEWS = 2_147_483_647
YEARS = range(1990, 2101)
STATES = {
    "publish": State.PUBLISHED,
    "future": State.PUBLISHED,  # its date says when
    "draft": State.DRAFT,
    "pending": State.REVIEW,
    "private": State.DRAFT,  # it was never for everybody
}
# Versions, what was thrown away, and forms that nobody has saved.
SKIPPED_STATES = {"trash", "auto-draft", "inherit"}
PICTURE = {"img": {"src", "alt", "class"}}
SCHEMES = {"http", "https", "file"}
TOPICS = {"category", "post_tag", "tag"}  # the last in WXR 1.0
NO_TOPICS = {"uncategorized", "без категорії", "без рубрики", "без категории"}
VIEWS = ("views", "post_views_count")  # where the common plugins count

_UPLOADS = re.compile(r"(?:.*/)?(?:wp-content/)?uploads/(.+)")
_SIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)")
_ATTACHMENT = re.compile(rb"<wp:post_type>\s*(?:<!\[CDATA\[)?attachment\b")
_ID = re.compile(rb"<wp:post_id>\s*(?:<!\[CDATA\[)?\s*(\d{1,18})")
_PARENT = re.compile(rb"<wp:post_parent>\s*(?:<!\[CDATA\[)?\s*(\d{1,18})")
_FIRST = re.compile(r"<p>([^<]*)</p>(?:\n|$)")


class Attachment(NamedTuple):
    number: int
    address: str
    alt: str
    caption: str


class Skipped(Exception):  # noqa: N818 - nothing is wrong
    """This item is no post to import; the message says what it is, in the singular."""


class Site:
    """A WordPress site: an open `wxr.Export` and the Path of its pictures, or None for none."""

    def __init__(self, export, media=None):
        self.export, self.media = export, media
        self.known_places = {}
        self.places, self.children = {}, {}  # of attachments, by their ids and by their posts'
        for _, offset, item in export.items():
            if isinstance(item, bytes) and _ATTACHMENT.search(item) and (own := _ID.search(item)):
                self.places[int(own[1])] = offset
                if (parent := _PARENT.search(item)) and int(parent[1]):
                    self.children.setdefault(int(parent[1]), []).append(int(own[1]))
        self.attachment = lru_cache(maxsize=256)(self._attachment)

    def _attachment(self, number):
        """Return the Attachment of a number, or None for one that isn't in the export."""
        if number not in self.places:
            return None
        try:
            item = self.export.at(self.places[number])
        except Refused:
            return None
        address = _text(item, "{wp}attachment_url") or _text(item, "guid")
        alt = _meta(item).get("_wp_attachment_image_alt", "")
        caption = _plain(_text(item, "{excerpt}encoded"))
        return Attachment(number, address, _shortened(_plain(alt), MAX_ALT), caption)

    def gallery(self, post):
        """Return what `html_of` asks for the galleries of a post."""

        def pictures(ids):
            wanted = self.children.get(post, []) if ids is None else ids
            return filter(None, map(self.attachment, wanted[:MOST]))

        return pictures

    def picture(self, address, alt="", attachment=None):
        """Return the Picture at an address of the site, or None when the folder hasn't got it.

        Raises Refused for an address that leads out of the folder.
        """
        for name in self.names(address):
            try:
                path = local_file(self.media, name)
            except Refused as refusal:
                if "leads out" in refusal.reason:
                    raise
                continue
            alt = (attachment and attachment.alt) or _shortened(mend(alt), MAX_ALT)
            caption = _shortened(attachment.caption if attachment else "", MAX_CAPTION)
            return picture_at(path, alt=alt, caption=caption, is_plain=attachment is None)
        return None

    def names(self, address):
        """Return the names that the file of an address may have in the folder, the best first:
        the original before one that WordPress has scaled."""
        try:
            parts = urlsplit(urljoin(self.export.site, address.strip()))
        except ValueError:
            return []
        if not self.media or parts.scheme not in ("", "http", "https"):
            return []
        path = unquote(parts.path).lstrip("/")
        under = _UPLOADS.fullmatch(path)
        names = [under[1], path, f"uploads/{under[1]}"] if under else [path]
        whole = [_SIZED.sub("", name) for name in names]
        return [name for name in dict.fromkeys([*whole, *names]) if name]


def parse(item, site):
    """Return the Record of an item (Element) of the export of a Site.

    Raises Skipped for what is no post, Refused for a post that can't be taken over.
    """
    kind, status = _text(item, "{wp}post_type"), _text(item, "{wp}status")
    if not kind:
        raise Refused("<wp:post_type> is missing: no item of WordPress")
    if kind != "post":
        raise Skipped(kind)
    if status in SKIPPED_STATES:
        raise Skipped(f"post that is «{status}»")
    if status not in STATES:
        raise Refused(f"the state «{status[:40]}» is none of WordPress's")
    state = STATES[status]
    if _text(item, "{wp}post_password"):
        state = State.DRAFT
    title = _plain(_text(item, "title"))
    if not any(map(str.isalnum, title)):
        raise Refused("the title is missing")
    if len(title) > MAX_TITLE:
        raise Refused(f"the title has {len(title)} characters, {MAX_TITLE} are the limit")
    number = _text(item, "{wp}post_id")
    if not re.fullmatch(r"\d{1,18}", number):
        raise Refused(f"the number of the post, «{number[:40]}», is none")
    meta = _meta(item)
    content = _text(item, "{content}encoded")
    text, left_out = html_of(content, site.gallery(int(number)))
    pictures, lost = _pictures(text, site)
    lead, text = _lead(_plain(_text(item, "{excerpt}encoded")), text)
    cover, lost_cover = _cover(meta, site)
    comments = sum(1 for _ in item.iter("{wp}comment"))
    notes = [*left_out, *["picture that isn't in the folder"] * (lost + lost_cover)]
    oblasts, hromadas, tags = places_among(_topics(item), site.known_places)
    login = _text(item, "{dc}creator")
    return Record(
        imported_from=f"wxr:{_text(item, 'guid') or f'{site.export.site}/?p={number}'}"[:MAX_KEY],
        title=title,
        lead=lead,
        body=text,
        published_at=_date(item, state),
        language="uk" if count_cyrillic(title + text) else "en",
        state=state,
        views=_views(meta),
        tags=tuple(tags),
        oblasts=oblasts,
        hromadas=hromadas,
        byline=_shortened(mend(site.export.authors.get(login, login)), MAX_BYLINE),
        cover=cover,
        has_cover=bool(cover),
        pictures=pictures,
        addresses=_addresses(item, number),
        notes=(*notes, *["comment"] * comments),
    )


def _text(item, tag):
    return (item.findtext(tag) or "").strip()


def _plain(text):
    return mend(body.plain_text(printable(text)))


def _shortened(text, most):
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0] + "…"


def _meta(item):
    """Return {key: value} of an item's further fields."""
    return {
        _text(each, "{wp}meta_key"): _text(each, "{wp}meta_value")
        for each in item.findall("{wp}postmeta")
    }


def _date(item, state):
    """Return when a post was published, an aware datetime in UTC; None of a draft without a date.

    WordPress tells it twice: in UTC, with zeros for drafts, and by the clock of the site.
    """
    for tag, zone in (("{wp}post_date_gmt", UTC), ("{wp}post_date", KYIV)):
        told = _text(item, tag)
        if not told or told.startswith("0000-00-00"):
            continue
        try:
            at = datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        except ValueError:
            raise Refused(f"«{told[:40]}» is no date") from None
        if at.year not in YEARS:
            raise Refused(f"the year {at.year} cannot be right")
        return at.astimezone(UTC)
    if state == State.PUBLISHED:
        raise Refused("the date is missing")
    return None


def _topics(item):
    """Return the names of a post's categories and tags, each once."""
    names = [
        _plain(each.text or "") for each in item.findall("category") if each.get("domain") in TOPICS
    ]
    return tuple(dict.fromkeys(n for n in names if n and n.casefold() not in NO_TOPICS))


def _views(meta):
    told = next((meta[key] for key in VIEWS if meta.get(key, "").isdecimal()), "0")
    return int(told) if len(told) < 11 and int(told) <= MAX_VIEWS else 0


def _addresses(item, number):
    """Return where a post stood: its link, the links by its former slugs, the short one."""
    link = _text(item, "link")
    addresses = [link, f"/?p={number}"]
    for each in item.findall("{wp}postmeta"):
        if _text(each, "{wp}meta_key") == "_wp_old_slug" and (
            slug := _text(each, "{wp}meta_value")
        ):
            whole = link.rstrip("/")
            addresses.append(f"{whole.rpartition('/')[0]}/{slug}")
    return tuple(dict.fromkeys(filter(None, map(former_path, addresses))))


def _lead(excerpt, text):
    """Return the lead and the text without it: the excerpt, or a first paragraph of plain text."""
    if excerpt and len(excerpt) <= MAX_LEAD:
        return excerpt, text
    clean = body.clean(text) if "<img" not in text.lower() else text
    first = _FIRST.match(clean)
    if not first or not clean[first.end() :].strip():
        return "", text
    lead = mend(html.unescape(first[1]))
    if not lead or lead.endswith(":") or len(lead) > MAX_LEAD:
        return "", text
    return lead, clean[first.end() :]


class _Shown(HTMLParser):
    """Collects the pictures of a clean text: {src: (alt, number of the attachment or None)}."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "img" and told.get("src"):
            number = re.search(r"\bwp-image-(\d{1,18})\b", told.get("class") or "")
            number = number and int(number[1])
            self.found.setdefault(told["src"], (told.get("alt") or "", number))


def _pictures(text, site):
    """Return {src: Picture} of the pictures that the folder has, and how many it hasn't.

    Without a folder the first is None: nothing is said of pictures.
    """
    shown = _Shown()
    if "<img" in text.lower():
        # The parser of the library takes hours for a hostile text, and no time for a clean one.
        shown.feed(nh3.clean(shallow(text), tags={"img"}, attributes=PICTURE, url_schemes=SCHEMES))
        shown.close()
    if len(shown.found) > MOST:
        raise Refused(f"{len(shown.found)} pictures in one text, {MOST} are the limit")
    found = {}
    for src, (alt, number) in shown.found.items():
        attachment = site.attachment(number) if number else None
        if picture := site.picture(src, alt, attachment):
            found[src] = picture
    return (found if site.media else None), len(shown.found) - len(found)


def _cover(meta, site):
    """Return the Picture of the post's thumbnail or None, and how many are missing, 0 or 1."""
    number = meta.get("_thumbnail_id", "")
    if not re.fullmatch(r"\d{1,18}", number):
        return None, 0
    attachment = site.attachment(int(number))
    cover = attachment and site.picture(attachment.address, attachment=attachment)
    return cover or None, int(not cover)
