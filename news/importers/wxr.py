"""Files of WordPress's export (WXR), read as a stream and item by item.

One damaged item must not cost those after it, and WordPress does write damaged ones: so the file is
cut at `<item>` and `</item>`, and each item is parsed for itself, without DTD and entities, by
defusedxml. No more than one item of MAX_ITEM bytes is held.
"""

import codecs
import re
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ErrorString

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from news.importers import Refused
from news.importers.encoding import refuse_no_text, why_not_utf_8
from ukrainian.folding import printable

MAX_ITEM = 4_000_000  # bytes
MAX_HEAD = 8_000_000  # bytes before the first item: the authors, categories and tags stand there
MAX_PREFIXES = 50  # namespaces; plugins add a few to WordPress's five
PIECE = 256 * 1024
LONGEST_TOKEN = 128  # bytes; so many at the end of a piece wait for the next one

_TOKEN = re.compile(rb"<item[\s>]|</item>|<!\[CDATA\[|\]\]>|</channel>")
# An item's end in the middle of a CDATA, with nothing between it and the next, means that the CDATA
# was never closed: the next item is whole.
_NEXT = re.compile(rb"\s{0,99}<(?:item[\s>]|/channel>)")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_PREFIX = re.compile(r"xmlns:([A-Za-z][\w.-]*)\s*=")
_ASCII_LIKE = {"utf-8", "ascii", "cp1251", "koi8-u", "koi8-r", "iso8859-1", "iso8859-5", "cp1252"}


class Export:
    """An open binary file of WordPress's export. `authors` are {login: name}, `site` its address.

    Raises Refused for what is no such file.
    """

    def __init__(self, file):
        self.file = file
        head = self._head()
        declared = _ENCODING.search(head[:200])
        self.encoding = self._codec(declared[1].decode() if declared else "utf-8")
        text = self.decoded(head, 1)
        if "<rss" not in text or "wordpress.org/export/" not in text:
            raise Refused("this is no export of WordPress: <rss> with its namespace is missing", 1)
        prefixes = {"wp", "dc", "content", "excerpt", *_PREFIX.findall(text)}
        if len(prefixes) > MAX_PREFIXES:
            raise Refused(f"{len(prefixes)} namespaces: this is no export of WordPress", 1)
        self.root = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in sorted(prefixes))
        self.site = _text_of(text, "wp:base_blog_url") or _text_of(text, "link")
        self.authors = {}
        for author in text.split("<wp:author>")[1:]:
            login = _text_of(author, "wp:author_login")
            self.authors[login] = _text_of(author, "wp:author_display_name") or login

    def _head(self):
        """Return what stands before the first item, MAX_HEAD bytes at most."""
        head = b""
        while len(head) < MAX_HEAD and (piece := self.file.read(PIECE)):
            head += piece
            if match := re.search(rb"<item[\s>]", head):
                head = head[: match.start()]
                break
        refuse_no_text(head)
        if match := _DTD.search(head):
            line = head.count(b"\n", 0, match.start()) + 1
            raise Refused("it declares a DTD or entities, which no export of WordPress has", line)
        return head.removeprefix(codecs.BOM_UTF8)

    def _codec(self, name):
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            codec = ""
        if codec not in _ASCII_LIKE:
            raise Refused(f"the encoding «{name}» isn't read: save the file as UTF-8", 1)
        return codec

    def decoded(self, data, line):
        """Return the text of `data` (bytes) that begins on a line. Raises Refused."""
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError as error:
            line += data.count(b"\n", 0, error.start)
            why = why_not_utf_8(data) if self.encoding == "utf-8" else "the text is damaged"
            raise Refused(f"a byte here is not {self.encoding}: {why}", line) from None

    def items(self):
        """Yield (line, offset, item) of every item: the line on which it begins, where in bytes,
        and its bytes or the Refused that it is."""
        self.file.seek(0)
        cutting, base, line, data = _Cutting(), 0, 1, b""
        began = begins = 0  # the item that is being cut: its line and its offset
        while True:
            piece = self.file.read(PIECE)
            data += piece
            safe = len(data) - LONGEST_TOKEN if piece else len(data)
            at = 0
            for token in _TOKEN.finditer(data):
                if token.start() >= safe:
                    break
                cutting.add(data[at : token.start()])
                line += data.count(b"\n", at, token.start())
                at = token.end()
                if cutting.ends_before(token[0]):
                    yield began, begins, cutting.taken()
                if cutting.begins(token[0]):
                    began, begins = line, base + token.start()
                cutting.add(token[0])
                line += token[0].count(b"\n")
                if cutting.ends_with(token[0], _NEXT.match(data, at)):
                    yield began, begins, cutting.taken()
            if safe > at:
                cutting.add(data[at:safe])
                line += data.count(b"\n", at, safe)
                at = safe
            data, base = data[at:], base + at
            if not piece:
                break
        if cutting.is_inside:
            yield began, begins, Refused("the file ends in the middle of this item: it is cut off")
        elif not cutting.is_over:
            yield line, base, Refused("the file ends before </channel>: it is cut off", line)

    def parsed(self, item, line):
        """Return the Element of an item (bytes) that begins on a line. Raises Refused.

        Its tags are those of the file with "{prefix}" in front. Control characters, which
        WordPress lets through and XML forbids, are left out.
        """
        text = printable(self.decoded(item, line))
        try:
            return fromstring(f"<rss{self.root}>{text}</rss>", forbid_dtd=True)[0]
        except ParseError as error:
            line += error.position[0] - 1
            reason = ErrorString(error.code)
            raise Refused(f"not well-formed XML: {reason}", line) from None
        except DefusedXmlException:
            raise Refused("it declares entities, which no export of WordPress does", line) from None

    def at(self, offset):
        """Return the Element of the item that begins at an offset. Raises Refused."""
        self.file.seek(offset)
        data = self.file.read(MAX_ITEM + len(b"</item>"))
        end = data.find(b"</item>")
        if end < 0:
            raise Refused("an attachment without an end")
        return self.parsed(data[: end + len(b"</item>")], 1)


def _text_of(text, tag):
    """Return what the first element of a tag holds, "" for none."""
    inside = text.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0].strip()
    return inside.removeprefix("<![CDATA[").removesuffix("]]>").strip()


class _Cutting:
    """The item that is being read: its bytes, as long as they are not too many."""

    def __init__(self):
        self.parts, self.size = [], 0
        self.is_inside = self.in_cdata = self.is_whole = False
        self.is_over = False  # whether the list of items has its end

    def begins(self, token):
        """Whether a token begins an item, which is read from here on."""
        self.is_over = self.is_over or (token == b"</channel>" and not self.is_inside)
        if self.is_inside or not token.startswith(b"<item"):
            return False
        self.parts, self.size = [], 0
        self.is_inside, self.in_cdata, self.is_whole = True, False, False
        return True

    def add(self, data):
        if self.is_inside:
            self.size += len(data)
            if self.size <= MAX_ITEM:
                self.parts.append(data)
            else:
                self.parts.clear()

    def ends_before(self, token):
        """Whether a token begins the next item, though this one has no end."""
        return self.is_inside and not self.in_cdata and token.startswith(b"<item")

    def ends_with(self, token, is_followed):
        """Whether a token ends the item; `is_followed` says that the next one begins after it."""
        if not self.is_inside:
            return False
        if token == b"<![CDATA[":
            self.in_cdata = True
        elif token == b"]]>":
            self.in_cdata = False
        self.is_whole = token == b"</item>" and bool(is_followed or not self.in_cdata)
        return self.is_whole

    def taken(self):
        """Return the item's bytes, or the Refused that it is; it is read no further."""
        parts, self.parts, self.is_inside = self.parts, [], False
        if self.size > MAX_ITEM:
            return Refused(f"longer than {MAX_ITEM:,} bytes: not one post")
        if not self.is_whole:
            return Refused("it has no end: </item> is missing")
        return b"".join(parts)
