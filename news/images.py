"""What happens to a picture between its upload and the page.

Nobody's file is ever shown or kept as it came. `decode` opens it, if it is one of four formats and
within bounds; `reencode` draws it anew as the master, which carries nothing but pixels; `render`
makes the named renditions from the master, and only those have public addresses.
"""

import re
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from math import ceil

import PIL.Image
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ImageCms
from PIL.AvifImagePlugin import AvifImageFile
from PIL.ExifTags import Base as ExifTag
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
LONG_SIDE = 2560  # of the master, in pixels
# Of a drawing, which PNG keeps exactly and small. A grey photograph has up to 256.
MAX_COLOURS = 64

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

# The width and height of each rendition in pixels; without a height the whole picture is kept,
# with one it is cropped around the focal point. None is ever larger than the master.
RENDITIONS = {
    "card-small": (320, 180),
    "card": (640, 360),
    "card-large": (960, 540),
    "full-480": (480, None),
    "full-960": (960, None),
    "full-1600": (1600, None),
}
# What pages show until the renditions exist has the size of this one.
QUICK = "full-960"

# AVIF for nine readers of ten, WebP for older browsers, JPEG for what isn't a browser. The edges of
# a drawing (embroidery, a plan, a screen) need their whole colour, and in AVIF at speed 8 they take
# three times as long as at 9. One thread each: another picture may be waiting for the processor.
PHOTOGRAPH = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 72, "method": 4},
    "jpg": {"format": "JPEG", "quality": 78, "progressive": True},
}
DRAWING = {
    "avif": {"format": "AVIF", "quality": 50, "speed": 9, "max_threads": 1, "subsampling": "4:4:4"},
    "webp": {"format": "WEBP", "quality": 72, "method": 4, "use_sharp_yuv": True},
    "jpg": {"format": "JPEG", "quality": 78, "progressive": True, "subsampling": "4:4:4"},
}
FORMATS = tuple(PHOTOGRAPH)
# Beyond so many pixels a photograph costs a second or more at speed 8; at 9 a quarter of that, for
# a file larger by a seventh.
LARGE = 500_000
LARGE_AVIF = {"speed": 9, "quality": 52}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

# Where a text shows a picture: by its stable address, or by a rendition's as older texts do.
_SHOWN = re.compile(r"/media/(?:images/(\d{1,18})\.jpg|renditions/(\d{1,18})/)")

# What EXIF says must be done to see the picture upright (EXIF 2.32, tag 0x0112).
_UPRIGHT = {
    2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
    3: PIL.Image.Transpose.ROTATE_180,
    4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
    5: PIL.Image.Transpose.TRANSPOSE,
    6: PIL.Image.Transpose.ROTATE_270,
    7: PIL.Image.Transpose.TRANSVERSE,
    8: PIL.Image.Transpose.ROTATE_90,
}

# What Pillow raises when a file lies about itself: its readers trust lengths, types and keys.
_READING_ERRORS = (
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


@dataclass(frozen=True)
class Rendition:
    """One rendition as a page needs it: its size in pixels and its address by format.

    Before the renditions of an image exist, it is the quick JPEG: of another size, and "jpg" only.
    """

    name: str
    width: int
    height: int
    urls: dict


class Master(ContentFile):
    """The picture that is kept: JPEG or PNG, upright, sRGB, without metadata.

    `size` is its (width, height) in pixels; `quick` (bytes) the JPEG that is shown at first;
    `digest`, 32 hexadecimal digits, tells the content.
    """

    def __init__(self, content, extension, size, quick):
        self.quick = quick
        self.digest = sha256(content).hexdigest()[:32]
        self.width, self.height = size
        super().__init__(content, name=f"{self.digest}.{extension}")


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
    with _broken_file_refused():
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
            image.draft(None, _within(image.size, LONG_SIDE))
        image.load()
    return image


def reencode(image):
    """Draw a decoded picture anew and return its Master.

    It is turned upright as its EXIF says, converted to sRGB by its colour profile, scaled down to
    at most 2560 pixels on the long side; no metadata is left. What has transparency or very few
    colours stays exact, as PNG; the rest becomes JPEG.

    Raises ValidationError when the pixels can't be made sense of.
    """
    with _broken_file_refused():
        turn, profile = _orientation(image), image.info.get("icc_profile")
        image = _in_plain_mode(image)
        if max(image.size) > LONG_SIDE:
            image = image.resize(_within(image.size, LONG_SIDE), PIL.Image.Resampling.LANCZOS)
        if turn is not None:
            image = image.transpose(turn)
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        image = _in_srgb(image, profile)
        if alpha and alpha.getextrema()[0] < 255:
            image.putalpha(alpha)
        if image.mode == "RGBA" or image.getcolors(MAX_COLOURS):
            content, extension = _encode(image, format="PNG", compress_level=3), "png"
        else:
            content, extension = _encode(image, format="JPEG", quality=88), "jpg"
        return Master(content, extension, image.size, _quick(image))


def render(file, focal_point):
    """Make every rendition of a master.

    `file` is the master as a binary file; `focal_point` is (x, y) in fractions of width and height,
    from 0 to 1. Returns {(name, format): bytes}, for every name of RENDITIONS and every one of
    FORMATS. Transparency lies on white. A photograph takes more than a second of one processor:
    what calls it holds no transaction open meanwhile.

    Raises ValidationError when the file is no master (any more).
    """
    image = decode(file)
    encodings = DRAWING if image.format == "PNG" else PHOTOGRAPH
    image = on_white(image)
    drawn, made = {}, {}
    for name in RENDITIONS:
        size, box = size_of(name, *image.size), _box(name, *image.size, *focal_point)
        if (size, box) not in drawn:  # a picture of 16:9 has the same at 960 cropped and whole
            pixels = image.resize(size, PIL.Image.Resampling.LANCZOS, box=box, reducing_gap=3)
            drawn[size, box] = {
                extension: _encode(pixels, **_options(extension, how, size))
                for extension, how in encodings.items()
            }
        for extension in FORMATS:
            made[name, extension] = drawn[size, box][extension]
    return made


def quick(file):
    """Return the quick JPEG (bytes) of a master, a binary file. Raises as `render` does."""
    return _quick(decode(file))


def size_of(name, width, height):
    """Return the (width, height) in pixels of a rendition of a master of `width` × `height`.

    At least 1 × 1 and never larger than the master. Raises KeyError for an unknown name.
    """
    wanted_width, wanted_height = RENDITIONS[name]
    if wanted_height is None:
        scale = min(1, wanted_width / width)
        return max(1, round(width * scale)), max(1, round(height * scale))
    scale = min(1, width / wanted_width, height / wanted_height)
    return max(1, round(wanted_width * scale)), max(1, round(wanted_height * scale))


def fingerprint(digest, focal_x, focal_y):
    """Return 16 hexadecimal digits that tell how the renditions of a master look.

    They change with the picture (by its digest), with the focal point (fractions from 0 to 1) and
    with the rules of this module, so that an address never shows anything else.
    """
    rules = f"{RENDITIONS} {PHOTOGRAPH} {DRAWING} {LARGE} {LARGE_AVIF}"
    return sha256(f"{digest} {focal_x:.4f} {focal_y:.4f} {rules}".encode()).hexdigest()[:16]


def quick_path_of(image_id, digest):
    """Return where in the storage the quick JPEG of a master lies, by the master's digest."""
    return f"renditions/{image_id}/{digest[:16]}-quick.jpg"


def path_of(image_id, fingerprint, name, extension):
    """Return where in the storage a rendition lies; no name that a person gave is part of it."""
    return f"renditions/{image_id}/{fingerprint}-{name}.{extension}"


def shown_in(html):
    """Return the set of ids (int) of the images that a text shows; they may exist no more."""
    return {int(stable or older) for stable, older in _SHOWN.findall(html)}


def store(path, content):
    """Write `content` (bytes) to exactly this path, over what a broken attempt may have left.

    Raises OSError, also when the storage would choose another name.
    """
    default_storage.delete(path)
    stored = default_storage.save(path, ContentFile(content))
    if stored != path:
        default_storage.delete(stored)
        raise FileExistsError(f"the storage keeps an old {path}")


def remove(paths):
    """Delete files from the storage; what is gone already is no error."""
    for path in paths:
        default_storage.delete(path)


@contextmanager
def _broken_file_refused():
    try:
        yield
    except ValidationError:
        raise
    except _READING_ERRORS as error:
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


def _within(size, side):
    """Return `size` scaled down, so that its long side is at most `side`; at least 1 × 1."""
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(image):
    # A camera's broken EXIF is no reason to refuse a good picture.
    try:
        return _UPRIGHT.get(image.getexif().get(ExifTag.Orientation))
    except _READING_ERRORS:
        return None


def _in_plain_mode(image):
    """Return the picture with 8 bits a channel: L, RGB, RGBA or CMYK."""
    if image.mode == "I;16":  # Pillow's own conversion cuts off what is lighter than 255 of 65535
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image, profile):
    """Return the picture as RGB in sRGB; without a profile, or with a wrong one, it is so already.

    `profile` is the ICC profile that came with it (bytes), or None.
    """
    if image.mode == "RGBA":
        image = image.convert("RGB")
    if profile:
        try:
            return ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except _READING_ERRORS:
            pass
    return image.convert("RGB")


def _box(name, width, height, focal_x, focal_y):
    """Return (left, top, right, bottom) of what a rendition shows, in pixels of the master."""
    wanted_width, wanted_height = RENDITIONS[name]
    if wanted_height is None:
        return 0, 0, width, height
    scale = min(width / wanted_width, height / wanted_height)
    crop_width, crop_height = wanted_width * scale, wanted_height * scale
    left = min(max(0, focal_x * width - crop_width / 2), width - crop_width)
    top = min(max(0, focal_y * height - crop_height / 2), height - crop_height)
    return left, top, min(width, left + crop_width), min(height, top + crop_height)


def on_white(image):
    """Return the picture as RGB, what is transparent being white."""
    if image.mode == "RGBA":
        white = PIL.Image.new("RGBA", image.size, "white")
        image = PIL.Image.alpha_composite(white, image)
    return image.convert("RGB")


def _quick(image):
    # Scaled first: there are seven times fewer pixels to lay on white.
    small = image.resize(size_of(QUICK, *image.size), PIL.Image.Resampling.LANCZOS, reducing_gap=2)
    return _encode(on_white(small), format="JPEG", quality=75)


def _options(extension, options, size):
    if extension == "avif" and size[0] * size[1] > LARGE and options is PHOTOGRAPH["avif"]:
        return options | LARGE_AVIF
    return options


def _encode(image, **options):
    image.info = {}  # or encoders take comments, profiles and transparency from there
    file = BytesIO()
    image.save(file, **options)
    return file.getvalue()
