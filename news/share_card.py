"""The pictures with which messengers and social networks show our pages: 1200 × 630, JPEG.

That of an article is its cover, cropped around the focal point; without one, or where that is too
small, the whole title beside the ornament of the place. It is drawn when it is first asked for and
kept in MEDIA_ROOT/share/, one file for an article: a cache, which may be deleted at any time. A
place has its name beside its ornament, all other pages what the portal is.
"""

import logging
import os
import re
import threading
import unicodedata
import uuid
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import PIL.Image
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from PIL import ImageDraw, ImageFont, ImageOps

from news import images
from news.addresses import numbered
from news.media import YEAR
from news.models import Article
from news.ornament import ornament_image
from news.places import place_of
from regions.models import Hromada
from ukrainian.folding import count_cyrillic

logger = logging.getLogger(__name__)

SIZE = WIDTH, HEIGHT = 1200, 630  # Open Graph has no size; this is what Facebook asks for
SMALLEST = 600  # pixels of width: what is narrower networks show as a thumbnail
MINUTES, DAY = 300, 24 * 3600  # seconds for which an address without a digest may be kept
# Bytes that every messenger takes: WhatsApp shows nothing heavier, Viber takes 1 MB, Telegram 5.
HEAVIEST = 300_000
QUALITIES = 84, 74, 62, 48, 34  # of JPEG, until the picture is no heavier; foliage needs the second
RULES = 2  # grows when the drawing changes, so that every address does

PAPER, INK, ACCENT = "#fbfaf6", "#1d2126", "#9b1c2c"  # as in static/css/variables.css
CLOTH = 392  # the width of the ornament, at the right
MARGIN = 64
STITCH = 8
TITLE_SIZES = range(76, 19, -2)
LABEL_SIZES = range(30, 15, -1)
LABEL_HEIGHT = 40
BRAND_SIZE = 30
LEADING = 1.22

FONT = Path(__file__).parent / "data" / "NotoSerif-Bold.ttf"
# What the font lacks, by the ranges of its subset (news/data/README.md).
_UNKNOWN = re.compile(
    "[^ -~\u00a0-\u017f\u0218-\u021b\u02bc\u0300\u0301\u0400-\u045f\u0462\u0463\u0490\u0491\u04d8"
    "\u04d9\u1e80-\u1e85\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039"
    "\u203a\u2044\u2070-\u2079\u2080-\u2089\u20ac\u20b4\u2116\u2122\u2190-\u2193\u2212\u2248\u2260"
    "\u2264\u2265]"
)
# A short word stays with the next one, a dash with the one before.
_TIED = re.compile(
    r"(?<![^\s\u00a0])([«„“(]?(?:\w\w?|без|від|для|над|під|при|про|and|for|the)) (?=\S)| (?=[—–] )",
    re.IGNORECASE,
)

# One picture at a time: a crowd of robots leaves the processor to readers.
drawing = threading.Lock()


@dataclass(frozen=True)
class ShareCard:
    """What a page says of its picture: the path with the digest, pixels, and words for the blind.

    `digest` changes with everything that the picture shows.
    """

    url: str
    width: int
    height: int
    alt: str
    digest: str


def share_card(article):
    """Return the `ShareCard` of an Article, in the language that is active. Draws nothing.

    Reads its cover, oblasts and hromadas: gather them first.
    """
    size, place = _cover_size(article), article.place
    shown = [str(RULES), article.title, place.short_title if place else "", article.ornament_seed]
    if size:
        shown = [str(RULES), article.cover.look]
    digest = sha256("\n".join([_("Hromada Portal"), *shown]).encode()).hexdigest()[:10]
    address = numbered("share_card", article.pk)
    width, height = size or SIZE
    alt = article.cover.alt if size else ""
    if bool(count_cyrillic(alt)) != (article.language == "uk"):
        alt = article.title  # an English page shares the cover of its original, and not its words
    return ShareCard(f"{address}?v={digest}", width, height, alt, digest)


@require_safe
def card(request, pk):
    """Send the picture of a public article; by the address with its digest it stays for ever."""
    public = Article.objects.published().select_related("cover").defer("lead", "body")
    article = get_object_or_404(public.with_places(), pk=pk)
    with override(article.language):
        digest = share_card(article).digest
        content, is_as_meant = kept(article, digest)
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Language"] = article.language
    stays = is_as_meant and request.GET.get("v") == digest
    response["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if stays else f"public, max-age={MINUTES}"
    )
    return response


def kept(article, digest):
    """Return (bytes, whether it is as the digest says) of an Article's picture.

    From disk, else drawn now and kept there; the title instead of a cover that can't be read today
    isn't kept. Two processes that draw at once write the same; a file appears whole or not at all.
    """
    folder = Path(settings.MEDIA_ROOT) / "share" / str(article.pk)
    path = folder / f"{digest}.jpg"
    if content := _read(path):
        return content, True
    with drawing:
        if content := _read(path):
            return content, True
        content = _cropped(article)
        if content is None and _cover_size(article):
            return _titled(article), False
        content = content or _titled(article)
    unfinished = folder / f"{uuid.uuid4().hex}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
        for old in folder.iterdir():
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        # Also where another process tidies the folder meanwhile. It is drawn again next time.
        logger.warning("The sharing picture of article %s was not kept.", article.pk, exc_info=True)
    return content, True


@require_safe
def place_card(request, katottg):
    """Send the picture of an oblast or hromada, in the language of the address."""
    place = place_of(katottg)
    label = place.oblast.title if isinstance(place, Hromada) else ""
    return _drawn(place.title, label, place.katottg)


@require_safe
def site_card(request):
    """Send the picture of the pages that have none of their own, in the language of the address."""
    return _drawn(_("News of Ukraine’s local self-government"), "", "portal")


def _drawn(*shown):
    with drawing:
        response = HttpResponse(draw(*shown, _("Hromada Portal")), content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response


@lru_cache(maxsize=32)
def draw(title, label, seed, brand):
    """Return the JPEG (bytes) of a title beside the ornament of a seed.

    `label` stands over the title, "" for none, and `brand` at the foot. The text is set as large as
    it fits, never cut.
    """
    picture = PIL.Image.new("RGB", SIZE, PAPER)
    picture.paste(ornament_image(seed, CLOTH, HEIGHT), (WIDTH - CLOTH, 0))
    pen = ImageDraw.Draw(picture)
    width, top, bottom = WIDTH - CLOTH - 2 * MARGIN, MARGIN, HEIGHT - MARGIN
    _stitch(pen)
    if label:
        font, lines = _fit(label, width, LABEL_HEIGHT, LABEL_SIZES)
        pen.text((MARGIN, top), lines[0], ACCENT, font, anchor="lt")
        top += LABEL_HEIGHT + 24
    middle = bottom - BRAND_SIZE // 2
    _rhomb(pen, MARGIN + 16, middle, 16)
    pen.text((MARGIN + 46, middle), brand, INK, _font(BRAND_SIZE), anchor="lm")
    bottom -= BRAND_SIZE + 34
    font, lines = _fit(title, width, bottom - top, TITLE_SIZES)
    # The capitals of the first line begin at `top`: above them a line of type has air.
    baseline = top - font.getbbox("Н", anchor="ls")[1]
    for number, line in enumerate(lines):
        pen.text((MARGIN, baseline + number * font.size * LEADING), line, INK, font, anchor="ls")
    return _jpeg(picture)


def _titled(article):
    label = article.place.short_title if article.place else ""
    return draw(article.title, label, article.ornament_seed, _("Hromada Portal"))


def _cropped(article):
    """Return the JPEG (bytes) of an Article's cover, or None where there is none to be shown."""
    size = _cover_size(article)
    if not size:
        return None
    cover = article.cover
    try:
        with cover.file.open() as master:
            image = images.on_white(images.decode(master))
    except (OSError, ValidationError):
        logger.warning("The cover of article %s can't be read.", article.pk, exc_info=True)
        return None
    centre = cover.focal_x, cover.focal_y
    return _jpeg(ImageOps.fit(image, size, PIL.Image.Resampling.LANCZOS, centering=centre))


def _cover_size(article):
    """Return the (width, height) in pixels of the cropped cover, never larger than it is; None
    without a cover or where it is too small."""
    if not article.cover:
        return None
    scale = min(1, article.cover.width / WIDTH, article.cover.height / HEIGHT)
    size = round(WIDTH * scale), round(HEIGHT * scale)
    return size if size[0] >= SMALLEST else None


def _fit(text, width, height, sizes):
    """Return (font, lines) of the largest of `sizes` in which the whole text stands in the box.

    `width` and `height` are pixels. No line is wider; where even the smallest size is too tall the
    text stands in that one, which only a text of more than 300 characters can need.
    """
    words = _TIED.sub("\\1\u00a0", plain(text)).split(" ")
    for size in sizes:
        font = _font(size)
        lines = _lines(words, font, width)
        longest = max(font.getlength(word) for word in words)
        if longest <= width and len(lines) * size * LEADING <= height:
            break
    # As narrow as the number of lines allows: they come out about equally long.
    low, high = min(longest, width), width
    while high - low > 4:
        middle = (low + high) // 2
        if len(_lines(words, font, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return font, _lines(words, font, high)


def _lines(words, font, width):
    """Return words set in lines of at most `width` pixels; what is longer by itself is broken."""
    lines = [""]
    for word in words:
        together = f"{lines[-1]} {word}".lstrip()
        if font.getlength(together) <= width:
            lines[-1] = together
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def plain(text):
    """Return a text as the font can set it: composed, single spaces, nothing that it lacks."""
    text = re.sub(r"[^\S\u00a0\u202f]", " ", unicodedata.normalize("NFC", text))
    return " ".join(filter(None, _UNKNOWN.sub("", text).split(" "))) or "—"


@lru_cache(maxsize=64)
def _font(size):
    return ImageFont.truetype(FONT, size)


def _stitch(pen):
    """Sew the seam between paper and cloth: rhombs of the accent, as over the masthead."""
    left = WIDTH - CLOTH
    pen.rectangle((left - STITCH, 0, left, HEIGHT), PAPER)
    for top in range(0, HEIGHT, 2 * STITCH):
        _rhomb(pen, left - STITCH, top + STITCH, STITCH, hollow=False)


def _rhomb(pen, x, y, radius, hollow=True):
    """Draw the sign of the portal around a point: a rhomb in a rhomb."""
    rings = [(1, ACCENT), (9 / 14, PAPER), (5 / 14, ACCENT)] if hollow else [(1, ACCENT)]
    for part, colour in rings:
        r = radius * part
        pen.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], colour)


def _jpeg(image):
    for quality in QUALITIES:
        file = BytesIO()
        image.save(file, "JPEG", quality=quality, progressive=True, optimize=True)
        if file.tell() <= HEAVIEST:
            break
    return file.getvalue()


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return None
