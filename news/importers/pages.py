"""Pages of the old portal, saved as text: the title, the text, the date line, labelled sections.

    Title of the article

    First paragraph, which becomes the lead.

    Paragraphs are parted by blank lines, and:

      • bullets make one list;

    07.07.2025 - 12:40 | Переглядів: 3089
    Title of the article

    Теги:

    відбудова освіта

The sections «Теги», «Область», «Громада» (or in the plural), «Джерело» and «Читайте також» may be
missing and stand in any order. Times are Kyiv's.
"""

import codecs
import hashlib
import html
import os
import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from news import body
from news.importers import Record, Refused
from news.importers.encoding import is_windows_1251, refuse_no_text
from ukrainian.folding import count_cyrillic, fold, mend, printable

MAX_BYTES = 2_000_000
MAX_TITLE = 300  # characters, as the model's field
MAX_LEAD = 600  # a longer first paragraph is text, not a lead
MAX_SOURCE_NAME, MAX_SOURCE_URL = 200, 500
MAX_VIEWS = 2_147_483_647
KYIV = ZoneInfo("Europe/Kyiv")

_DATE = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4}) ?[-–—] ?(\d{1,2}):(\d{2})( ?\| ?переглядів ?: ?(\d[\d ]*))?",
    re.IGNORECASE,
)
_ALMOST_DATE = re.compile(r"переглядів ?:|^\d{1,2}\.\d{1,2}\.\d{4} ?[-–—] ?\d", re.IGNORECASE)
_BULLET = re.compile(r"[•●▪◦‣·]\s*(.*)")
_END = ".!?…:;»”"  # after one of these a new line is meant
_SECTION = {
    "тег": "tags", "теги": "tags", "область": "oblasts", "області": "oblasts",
    "громада": "hromadas", "громади": "hromadas", "джерело": "source", "джерела": "source",
    "читайте також": "cards",
}  # fmt: skip
_LABEL = re.compile(rf"({'|'.join(_SECTION)}) ?: ?(.*)", re.IGNORECASE)
_OTHER_LABEL = re.compile(r"[^\W\d]+( [^\W\d]+){0,2} ?:")
_CARD_DATE = re.compile(
    r"\d{1,2} (?:січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада"
    r"|грудня) \d{4}",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"\( *\)")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_is_url = URLValidator(schemes=["http", "https"])


def find(paths):
    """Yield (path, is_named) of every page to read: a file as given (`is_named`), a folder by its
    `*.txt` at any depth, in the order of their names.

    No more than the names of one folder and of those that it lies in are held. Links to folders
    are not followed. A folder without a page, or one that can't be read, is yielded itself, for
    `read` to refuse.
    """
    for path in map(Path, paths):
        if not path.is_dir():
            yield path, True
            continue
        page = None
        for page in _pages(path):
            yield page, False
        if page is None:
            yield path, True


def _pages(folder):
    inside = [iter(_entries(folder) or [])]
    while inside:
        entry = next(inside[-1], None)
        if entry is None:
            inside.pop()
        elif entry.is_dir(follow_symlinks=False):
            entries = _entries(entry.path)
            if entries is None:
                yield Path(entry.path)
            inside.append(iter(entries or []))
        elif entry.name.casefold().endswith(".txt"):
            yield Path(entry.path)


def _entries(folder):
    """Return what is in a folder, by name; None where it can't be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return None


def read(path, is_named=True):
    """Return the text of the file at `path`; one that wasn't named, but found in a folder, may be
    no link. Raises Refused for what can't be a page's text."""
    try:
        if path.is_dir():
            os.listdir(path)
            raise Refused("a folder without *.txt files")
        if path.is_symlink() and not is_named:
            raise Refused("a link to another file: in folders links are not followed")
        if not path.is_file():
            raise Refused("there is no such file" if not path.exists() else "not an ordinary file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise Refused(f"larger than {MAX_BYTES:,} bytes: not the text of one page")
    return decode(data)


def decode(data):
    """Return the text of `data` (bytes): UTF-8 with or without its mark, else Windows-1251.

    Raises Refused for bytes that are no text, and for UTF-8 with a damaged byte.
    """
    refuse_no_text(data)
    if b"\x00" in data:
        raise Refused("holds zero bytes: a binary file, not text", _line_of(data, b"\x00"))
    try:
        return printable(data.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if not is_windows_1251(data):
        raise Refused("a byte here is not UTF-8, nor is it Windows-1251: it is damaged", line)
    text = data.decode("cp1251")
    if control := _CONTROLS.search(text):
        raise Refused("a binary file, not text", text.count("\n", 0, control.start()) + 1)
    return text


def _line_of(data, part):
    return data.count(b"\n", 0, data.index(part)) + 1


def parse(text):
    """Return the Record of a page's text.

    The first paragraph becomes the lead and leaves the body, so that a reader sees it once. It
    stays in the body when it is the only one, is longer than MAX_LEAD characters, or ends with a
    colon and so belongs to what follows it. The page has no number of its own: it is known again
    by its title and date.

    Raises Refused, with the line, for a text that is no such page.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    numbered = [(number, mend(line)) for number, line in enumerate(lines, 1)]
    filled = [(number, line) for number, line in numbered if line]
    if not filled:
        raise Refused("the file is empty", 1)
    title_line, title = filled[0]
    date_line, published_at, views = _date(filled)
    if date_line == title_line or not any(map(str.isalnum, title)):
        raise Refused("there is no title before this line", title_line)
    if len(title) > MAX_TITLE:
        raise Refused(
            f"the title has {len(title)} characters, {MAX_TITLE} are the limit", title_line
        )
    blocks = _blocks(lines[title_line : date_line - 1])
    lead = _lead(blocks)
    article_body = body.clean("\n".join(_html(*block) for block in blocks[bool(lead) :]))
    if not body.plain_text(article_body):
        raise Refused("there is no text between the title and the date", date_line)
    sections, cards = _sections(filled, after=date_line)
    places = {
        part: [(n, name) for n, line in sections[part] for name in _names(line)]
        for part in ("oblasts", "hromadas")
    }
    source_name, source_url = _source(sections["source"])
    has_caption = any(fold(line) != fold(title) for _, line in sections["caption"])
    key = hashlib.sha256(f"{fold(title)}\n{published_at.isoformat()}".encode()).hexdigest()
    return Record(
        imported_from=f"page:{key[:40]}",
        language="uk" if count_cyrillic(title + article_body) else "en",
        title=title,
        lead=lead,
        body=article_body,
        published_at=published_at,
        views=views,
        tags_text=mend(" ".join(line for _, line in sections["tags"])),
        oblasts=tuple(name for _, name in places["oblasts"]),
        hromadas=tuple(name for _, name in places["hromadas"]),
        source_name=source_name,
        source_url=source_url,
        notes=(
            *["caption of a picture that the page doesn't carry"] * has_caption,
            *["card of another article"] * cards,
        ),
        lines={name: n for part in places.values() for n, name in part},
    )


def _date(filled):
    """Return the number of the date line, its time in UTC and its views (int).

    The line with «Переглядів» wins: a text may hold a date on a line of its own. A time that the
    clock change left out is read by the clock before the change (03:30 in March is 04:30), one that
    comes twice is its first (03:30 in October is summer time).
    """
    found = [(number, match) for number, line in filled if (match := _DATE.fullmatch(line))]
    if not found:
        for number, line in filled:
            if _ALMOST_DATE.search(line):
                raise Refused(
                    f"cannot read «{line[:80]}» as a date and views: "
                    "expected «DD.MM.YYYY - HH:MM | Переглядів: N»",
                    number,
                )
        raise Refused(
            "no line with the date, «DD.MM.YYYY - HH:MM | Переглядів: N», up to here: "
            "this is no page of the old portal",
            filled[-1][0],
        )
    number, match = next((pair for pair in found if pair[1][6]), found[0])
    day, month, year, hour, minute = map(int, match.groups()[:5])
    views = int((match[7] or "0").replace(" ", ""))
    try:
        local = datetime(year, month, day, hour, minute, tzinfo=KYIV)
    except ValueError as error:
        raise Refused(f"«{match[0]}» is no date: {error}", number) from error
    if not 1990 <= year <= 2100:
        raise Refused(f"the year {year} cannot be right", number)
    if views > MAX_VIEWS:
        raise Refused(f"{views} views cannot be right", number)
    return number, local.astimezone(UTC), views


def _blocks(lines):
    """Return the text's blocks, each a tag ("p" or "ul") and its lines or items."""
    blocks, after_blank = [], True
    for raw in lines:
        line = mend(raw)
        if not line:
            after_blank = True
            continue
        tag, inside = blocks[-1] if blocks else ("", [])
        if match := _BULLET.fullmatch(line):
            if tag != "ul":
                blocks.append(("ul", inside := []))
            inside.append(match[1])
        elif tag == "ul" and (not inside[-1] or (raw[:1].isspace() and not after_blank)):
            inside[-1] = f"{inside[-1]} {line}".strip()
        elif tag == "p" and not after_blank:
            inside.append(line)
        else:
            blocks.append(("p", [line]))
        after_blank = False
    return blocks


def _lead(blocks):
    """Return the first paragraph as the lead, or "" where it has to stay in the body."""
    if len(blocks) < 2 or blocks[0][0] != "p":
        return ""
    lead = " ".join(blocks[0][1])
    return "" if lead.endswith(":") or len(lead) > MAX_LEAD else lead


def _html(tag, lines):
    """Return a block as HTML. A line that breaks off in a sentence was wrapped and goes on; after
    the end of a sentence the page had a line break, and keeps it."""
    shown = [html.escape(line, quote=False) for line in lines]
    if tag == "ul":
        return "<ul>" + "".join(f"<li>{item}</li>" for item in shown) + "</ul>"
    text = shown[0]
    for before, line in pairwise(shown):
        text += ("<br>" if before[-1] in _END else " ") + line
    return f"<p>{text}</p>"


def _sections(filled, after):
    """Return the lines after the date by section, each a list of (number, line), and the number of
    cards.

    What stands before the first label is the caption. A card begins with its date, «18 березня
    2026»; all that follows belongs to other articles, until a label alone on its line.
    """
    sections = {part: [] for part in ("caption", *_SECTION.values())}
    part, cards = "caption", 0
    for number, line in filled:
        if number <= after:
            continue
        text = line
        label = _LABEL.fullmatch(line)
        if _CARD_DATE.fullmatch(line):
            part = "cards"
            cards += 1
        elif label and not (part == "cards" and label[2]):
            part, text = _SECTION[label[1].casefold()], label[2]
        elif part != "cards" and _OTHER_LABEL.fullmatch(line):
            known = "Теги, Область, Громада, Джерело, Читайте також"
            raise Refused(f"unknown section «{line}», the known ones are: {known}", number)
        if text:
            sections[part].append((number, text))
    return sections, cards


def _names(line):
    """Return the names of places on a line: they are parted by commas or semicolons."""
    return [name for part in re.split("[,;]", line) if (name := part.strip(" .•–—-"))]


def _source(lines):
    """Return the name of the source and its address, which may stand in parentheses or on a line of
    its own. Raises Refused for what the fields can't hold."""
    names, url = [], ""
    for number, text in lines:
        line = text
        if not url and (match := _URL.search(line)):
            url = match[0].rstrip(".,;»”")
            if url.endswith(")") and "(" not in url:
                url = url.rstrip(").,;")
            line = line.replace(url, "", 1).rstrip(" .")
            url = url.replace("’", "'")  # it was mended as if it were a word
            try:
                _is_url(url)
            except ValidationError:
                raise Refused(f"«{url[:100]}» is no address of a source", number) from None
            if len(url) > MAX_SOURCE_URL:
                raise Refused(f"the address of the source is over {MAX_SOURCE_URL} long", number)
        if name := mend(_EMPTY_BRACKETS.sub("", line)).strip(" –—-:,;"):
            names.append(name)
        if len(", ".join(names)) > MAX_SOURCE_NAME:
            raise Refused(
                f"the name of the source is over {MAX_SOURCE_NAME} characters long", number
            )
    return ", ".join(names), url
