"""Pictures that come along with imported articles: files of one local folder, and nothing else.

Nothing is fetched from a network, whatever an address says. A file becomes a picture of the library
as an upload does, re-encoded (news/images.py); only what is a master already, as `export_articles`
writes them, is kept byte for byte, so that an archive may move often and its pictures lose nothing.
"""

import hashlib
from io import BytesIO
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError

from news import body, images, sent_images
from news.importers import Picture, Refused
from news.markup_tree import TAGS
from news.models import Image
from news.nesting import shallow

MOST = 200  # pictures of one article
MAX_ALT, MAX_CAPTION, MAX_CREDIT = 250, 300, 150  # characters, as the model's fields

# Parts of a JPEG that hold nothing but the picture (ITU-T T.81, table B.1): JFIF, quantisation,
# baseline frame, Huffman tables, restart interval.
_APP0, _START_OF_SCAN = 0xE0, 0xDA
_PICTURE_ONLY = {_APP0, 0xDB, 0xC0, 0xC4, 0xDD}
_JFIF = 16  # bytes of its part without a thumbnail


def is_elsewhere(address):
    """Whether the address of a picture (str) means another host, or no file at all."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc)


def local_file(folder, name):
    """Return the Path of a file by its name (str, with `/`) relative to the Path `folder`.

    Raises Refused for what isn't an ordinary file in that very folder: an address, an absolute
    path, one that leaves the folder by `..` or by a symbolic link.
    """
    shown = name[:200]
    if is_elsewhere(name):
        raise Refused(
            f"«{shown}» is an address: pictures are taken from files only, none is fetched"
        )
    if not name.strip() or "\x00" in name or "\\" in name:
        raise Refused(f"«{shown!r}» is no name of a file")
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        if name.startswith("/") or not path.is_relative_to(root):
            raise Refused(f"«{shown}» leads out of the folder of the pictures")
        if not path.is_file():
            raise Refused(f"there is no file «{shown}» in the folder of the pictures")
    except (OSError, RuntimeError) as error:  # a name too long, a loop of links
        raise Refused(f"«{shown}» cannot be read as a file") from error
    return path


def picture_at(path, **words):
    """Return the Picture of the file at `path` (Path) with `alt`, `caption`, `credit`, `focus`.

    Raises Refused for a file that is too heavy or can't be read.
    """
    try:
        if path.stat().st_size > sent_images.MAX_BYTES:
            most = sent_images.MAX_BYTES // sent_images.MEGABYTE
            raise Refused(f"the picture {path.name} is larger than {most} MB")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError as error:
        raise Refused(f"the picture {path.name} cannot be read: {error.strerror}") from error
    return Picture(str(path), digest, **words)


def sources(html):
    """Return the `src` of all pictures in HTML by anybody, each once, in their order.

    Raises Refused for more than MOST.
    """
    found = {}

    def note(tag, attribute, value):
        if (tag, attribute) == ("img", "src"):
            found[value] = None
        return value

    if "<img" in html.lower():
        _passed(html, note)
    if len(found) > MOST:
        raise Refused(f"{len(found)} pictures in one text, {MOST} are the limit")
    return list(found)


def with_images(html, numbers):
    """Return HTML whose pictures are those of the library, by `numbers`: {src: id of an Image}.

    Other pictures are taken out; the result is still to be cleaned.
    """

    def lead(tag, attribute, value):
        if (tag, attribute) != ("img", "src"):
            return value
        return f"/media/images/{numbers[value]}.jpg" if value in numbers else None

    return _passed(html, lead) if "<img" in html.lower() else html


def _passed(html, attribute_filter):
    return nh3.clean(
        shallow(html),
        tags=TAGS,
        clean_content_tags={"script", "style", "iframe", "object", "embed", "noscript", "template"},
        attributes=body.ATTRIBUTES,
        attribute_filter=attribute_filter,
        url_schemes={"http", "https", "mailto", "tel", "file"},
        link_rel=None,
        strip_comments=True,
    )


def image_of(picture, known):
    """Return the Image of a Picture, and whether it was made now.

    `picture` is a file, `known` {Picture.key or its digest: id} of this run: one that many articles
    show is read once. Raises Refused when the file is no picture that we can open.
    """
    words = {
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "focal_x": picture.focus[0],
        "focal_y": picture.focus[1],
    }
    before = known.get(picture.digest if picture.is_plain else picture.key, 0)
    found = Image.objects.filter(pk=before).first() or (
        _of_content(picture.digest, words, picture.is_plain)
    )
    if found:
        return found, False
    master = master_of(picture.path)
    if found := _of_content(master.digest, words, picture.is_plain):
        return found, False
    return Image.objects.create(file=master, **words), True


def _of_content(digest, words, is_plain):
    """Return the Image of a master's digest with these words; of a plain Picture, with any."""
    same = Image.objects.filter(digest=digest).order_by("pk")
    return same.filter(**words).first() or (same.first() if is_plain else None)


def master_of(path):
    """Return the `images.Master` of the file at `path` (str). Raises Refused."""
    try:
        with open(path, "rb") as file:
            content = file.read(sent_images.MAX_BYTES + 1)
        image = images.decode(BytesIO(content))
        if _is_master(content, image):
            return images.Master(content, "jpg", image.size, images.quick(BytesIO(content)))
        return images.reencode(image)
    except OSError as error:
        raise Refused(f"the picture {path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise Refused(f"the picture {path} is refused: {' '.join(error.messages)}") from error


def _is_master(content, image):
    """Whether a JPEG (bytes, and decoded) is small enough and holds nothing but its pixels."""
    if image.format != "JPEG" or image.mode != "RGB" or max(image.size) > images.LONG_SIDE:
        return False
    at = 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == _START_OF_SCAN:
            return content.find(b"\xff\xd9", at) == len(content) - 2
        if marker not in _PICTURE_ONLY or (marker == _APP0 and length != _JFIF):
            return False
        at += 2 + length
    return False
