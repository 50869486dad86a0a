"""A picture that anybody may have sent: opened within bounds, or refused in words.

What it is is told by its first bytes; its size is read before its pixels take any memory; whatever
Pillow raises when a file lies about itself is one sentence for the editor.
"""

import warnings
import zlib
from contextlib import contextmanager
from io import BytesIO
from math import ceil

import PIL.Image
from django.core.exceptions import ValidationError
from PIL import ImageCms
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from ukrainian.plurals import counted

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_PIXELS = 50_000_000
MEGAPIXELS = "мегапіксель", "мегапікселі", "мегапікселів"
# A progressive JPEG of a camera has about ten scans. Each costs a pass over the whole picture and
# may take a few bytes of the file: 20 MB of empty ones would keep a processor busy for hours.
MAX_SCANS = 40
LONG_SIDE = 2560  # of the picture that is kept (news/images.py), in pixels

# Our own check comes first and says the size in words. This bounds what it can't see.
PIL.Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)

# By content type, for the `accept` of a form; chosen by what the file is, never by what it is
# called. The classes are used without `PIL.Image.open`, which refuses a large picture before its
# size can be told, and which opens fifty formats more.
READERS = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/webp": WebPImageFile,
    "image/avif": AvifImageFile,
}

# What Pillow raises when a file lies about itself: its readers trust lengths, types and keys.
READING_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
    ImageCms.PyCMSError,
)


def decode(file):
    """Open a picture that anybody may have sent.

    `file` is a binary file that can seek. Returns a loaded PIL image; of a JPEG more than twice as
    large as the master may be, only as many pixels as the master needs. The size is read from the
    header, so that a picture too large is refused before its pixels take any memory.

    Raises ValidationError with a sentence for the editor, and code "empty", "heavy", "unknown",
    "large" or "broken".
    """
    file.seek(0, 2)
    length = file.tell()
    file.seek(0)
    if not length:
        raise ValidationError("Файл порожній. Виберіть файл із зображенням.", code="empty")
    if length > MAX_BYTES:
        raise ValidationError(
            f"Файл заважкий: {ceil(length / MEGABYTE)} МБ, а можна щонайбільше "
            f"{MAX_BYTES // MEGABYTE}. Зменште зображення й завантажте знову.",
            code="heavy",
        )
    content = file.read()
    content_type = _content_type(content)
    if content_type is None:
        raise ValidationError(
            "Це не зображення, яке ми вміємо відкрити. Завантажте файл JPEG, PNG, WebP або AVIF.",
            code="unknown",
        )
    with broken_file_refused():
        if content_type == "image/jpeg" and content.count(b"\xff\xda") > MAX_SCANS:
            raise ValueError("too many scans")
        try:
            image = READERS[content_type](BytesIO(content))
        except PIL.Image.DecompressionBombError as error:
            more = counted(2 * MAX_PIXELS // 1_000_000, *MEGAPIXELS)
            raise _too_large(f"понад {more}") from error
        if image.width * image.height > MAX_PIXELS:
            raise _too_large(counted(ceil(image.width * image.height / 1_000_000), *MEGAPIXELS))
        if isinstance(image, JpegImageFile):
            image.draft(None, within(image.size, LONG_SIDE))
        image.load()
    return image


@contextmanager
def broken_file_refused():
    """Raise ValidationError, code "broken", for whatever Pillow raises inside the block."""
    try:
        yield
    except ValidationError:
        raise
    except READING_ERRORS as error:
        raise ValidationError(
            "Файл зображення пошкоджений або завантажився не повністю. Відкрийте його у себе, "
            "збережіть заново як JPEG чи PNG і завантажте ще раз.",
            code="broken",
        ) from error


def _content_type(content):
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    # A container of ISO 14496-12: the brands stand in its first box. HEIC is one too.
    brands = content[8 : min(int.from_bytes(content[:4]), 256)]
    if content[4:8] == b"ftyp" and (b"avif" in brands or b"avis" in brands):
        return "image/avif"
    return None


def _too_large(size):
    return ValidationError(
        f"Зображення завелике: {size}, а можна щонайбільше {MAX_PIXELS // 1_000_000}. Зменште "
        f"його до {LONG_SIDE} пікселів за довшою стороною й завантажте знову.",
        code="large",
    )


def within(size, side):
    """Return `size` scaled down, so that its long side is at most `side`; at least 1 × 1."""
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
