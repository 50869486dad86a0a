"""Articles as lines of JSON, one on each: the form of `export_articles` and `import_articles`.

docs/import.md tells every key. Keys that are missing are left as they are here, or empty in a new
article; a key that isn't known is left out and told.
"""

import hashlib
import html
import json
from datetime import UTC

from news.importers import Record, Refused
from news.importers.jsonl import MAX_ADDRESS, MAX_LINE, Taker, is_any_url, object_of
from news.importers.pictures import (
    MAX_ALT,
    MAX_CAPTION,
    MAX_CREDIT,
    is_elsewhere,
    local_file,
    picture_at,
    sources,
)
from news.models.article import Language, State
from news.models.former_address import former_path
from ukrainian.folding import count_cyrillic, fold, mend, printable

MAX_TITLE, MAX_LEAD, MAX_BYLINE, MAX_NOTE = 300, 50_000, 150, 300  # characters
MAX_SOURCE_NAME, MAX_TAG_ENTRY = 200, 1000
MAX_PLACES, MAX_ADDRESSES = 1500, 100

KEYS = {
    *("id", "url", "language", "title", "lead", "body_html", "published_at", "state", "tags"),
    *("oblasts", "hromadas", "source_name", "source_url", "views", "cover", "cover_alt"),
    *("cover_caption", "cover_credit", "cover_focus", "byline", "changed_at", "change_note"),
    *("translation_of", "read_also", "former_addresses", "images", "created_at"),
}


def parse(line, folder):
    """Return the Record of a line (bytes), its pictures being files under the Path `folder`.

    Raises Refused for what is no article.
    """
    told = object_of(line)
    take = Taker(told)
    title = mend(take.text("title", MAX_TITLE))
    if not any(map(str.isalnum, title)):
        raise Refused("the title is missing")
    body = take.text("body_html", MAX_LINE)
    lead = printable(take.text("lead", MAX_LEAD)).strip()
    state = take.one_of("state", State.values)
    published_at = take.moment("published_at")
    if published_at is None and state not in (State.DRAFT, State.REVIEW):
        raise Refused("the date, «published_at», is missing")
    language = take.one_of("language", Language.values)
    number, url = take.number("id", None, least=1), take.url("url", is_any_url)
    pictures, left_out = _pictures(body, take, folder)
    notes = [f"unknown key {key[:40]}" for key in sorted(told.keys() - KEYS)]
    addresses = [former_path(url)] if url else []
    if "former_addresses" in told:
        addresses += map(former_path, take.texts("former_addresses", MAX_ADDRESS, MAX_ADDRESSES))
    key = hashlib.sha256(f"{fold(title)}\n{published_at}".encode()).hexdigest()
    return Record(
        imported_from=f"id:{number}" if number else url or f"line:{key[:40]}",
        also_from=url if number else "",
        pk=number,
        language=language or ("uk" if count_cyrillic(title + body) else "en"),
        title=title,
        lead=lead,
        body=body,
        published_at=published_at,
        state=state,
        views=take.number("views", 0),
        tags=take.texts("tags", MAX_TAG_ENTRY),
        oblasts=take.texts("oblasts", 200, MAX_PLACES) or (),
        hromadas=take.texts("hromadas", 200, MAX_PLACES) or (),
        source_name=mend(take.text("source_name", MAX_SOURCE_NAME)),
        source_url=take.url("source_url"),
        byline=take.optional("byline", MAX_BYLINE),
        changed_at=take.moment("changed_at"),
        change_note=take.optional("change_note", MAX_NOTE),
        cover=_cover(take, folder),
        has_cover="cover" in told,
        pictures=pictures,
        addresses=tuple(dict.fromkeys(filter(None, addresses))) or None,
        translation_of=take.article("translation_of"),
        read_also=take.articles("read_also"),
        created_at=take.moment("created_at"),
        notes=(*notes, *["picture of another site"] * left_out),
    )


def _cover(take, folder):
    name = take.text("cover", MAX_ADDRESS)
    if not name:
        return None
    return picture_at(
        local_file(folder, name),
        alt=mend(take.text("cover_alt", MAX_ALT)),
        caption=mend(take.text("cover_caption", MAX_CAPTION)),
        credit=mend(take.text("cover_credit", MAX_CREDIT)),
        focus=take.focus(take.told.get("cover_focus"), "cover_focus"),
    )


def _pictures(body, take, folder):
    """Return {src: Picture} of the files that a body shows, and how many pictures of other sites
    are left out."""
    words = take.told.get("images") or {}
    if not isinstance(words, dict) or not all(isinstance(each, dict) for each in words.values()):
        raise Refused("«images» is no object of objects, by the names of files")
    pictures, left_out = {}, 0
    for src in sources(body):
        if is_elsewhere(src) or src.startswith("/"):
            left_out += 1
            continue
        told = Taker(words.get(src, {}))
        pictures[src] = picture_at(
            local_file(folder, src),
            alt=mend(told.text("alt", MAX_ALT)),
            caption=mend(told.text("caption", MAX_CAPTION)),
            credit=mend(told.text("credit", MAX_CREDIT)),
            focus=told.focus(told.told.get("focus"), "images"),
        )
    return pictures, left_out


def written(record, url, pictures):
    """Return a Record of an article of ours as a line (str), without its end.

    `url` is the article's address. `pictures` gives the name of a Picture's file beside the lines,
    or None where no files are written; then the cover is left out, and the body's pictures keep
    their addresses of this site.
    """
    told = {
        "id": record.pk,
        "url": url,
        "language": record.language,
        "title": record.title,
        "lead": record.lead,
        "body_html": record.body,
        "published_at": _moment(record.published_at),
        "state": record.state,
        "tags": list(record.tags),
        "oblasts": list(record.oblasts),
        "hromadas": list(record.hromadas),
        "source_name": record.source_name,
        "source_url": record.source_url,
        "views": record.views,
        "byline": record.byline,
        "changed_at": _moment(record.changed_at),
        "change_note": record.change_note,
        "translation_of": record.translation_of,
        "read_also": list(record.read_also),
        "former_addresses": list(record.addresses),
        "created_at": _moment(record.created_at),
    }
    if pictures:
        told |= _with_files(record, pictures)
    return json.dumps(told, ensure_ascii=False)


def _moment(at):
    return at and at.astimezone(UTC).isoformat()


def _with_files(record, pictures):
    told = {"cover": None}
    if cover := record.cover:
        told = {
            "cover": pictures(cover),
            "cover_alt": cover.alt,
            "cover_caption": cover.caption,
            "cover_credit": cover.credit,
            "cover_focus": list(cover.focus),
        }
    text, words = record.body, {}
    for src, picture in record.pictures.items():
        name = pictures(picture)
        if name is None:
            continue
        text = text.replace(f'"{src}"', f'"{html.escape(name)}"')
        words[name] = {
            "alt": picture.alt,
            "caption": picture.caption,
            "credit": picture.credit,
            "focus": list(picture.focus),
        }
    return told | {"body_html": text, "images": words}
