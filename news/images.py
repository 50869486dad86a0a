"""What happens to a picture between its upload and the page.

Nobody's file is ever shown or kept as it came. `decode` (news/sent_images.py) opens it, if it is
one of four formats and within bounds; `reencode` draws it anew as the master, which carries nothing
but pixels; `render` makes the named renditions from the master, and only those have public
addresses.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from secrets import token_hex

import PIL.Image
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ImageCms
from PIL.ExifTags import Base as ExifTag

from news.sent_images import (
    LONG_SIDE,
    READING_ERRORS,
    broken_file_refused,
    decode,
    within,
)

# Of a drawing, which PNG keeps exactly and small. A grey photograph has up to 256.
MAX_COLOURS = 64

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
        # A picture that is uploaded twice is two files, whatever storage: each goes with its row.
        super().__init__(content, name=f"{self.digest}-{token_hex(4)}.{extension}")


def reencode(image):
    """Draw a decoded picture anew and return its Master.

    It is turned upright as its EXIF says, converted to sRGB by its colour profile, scaled down to
    at most 2560 pixels on the long side; no metadata is left. What has transparency or very few
    colours stays exact, as PNG; the rest becomes JPEG.

    Raises ValidationError when the pixels can't be made sense of.
    """
    with broken_file_refused():
        turn, profile = _orientation(image), image.info.get("icc_profile")
        image = _in_plain_mode(image)
        if max(image.size) > LONG_SIDE:
            image = image.resize(within(image.size, LONG_SIDE), PIL.Image.Resampling.LANCZOS)
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
    if not default_storage.is_elsewhere:  # where it is, one writes over what is there
        default_storage.delete(path)
    stored = default_storage.save(path, ContentFile(content))
    if stored != path:
        default_storage.delete(stored)
        raise FileExistsError(f"the storage keeps an old {path}")


def remove(paths):
    """Delete files from the storage; what is gone already is no error."""
    for path in paths:
        default_storage.delete(path)


def _orientation(image):
    # A camera's broken EXIF is no reason to refuse a good picture.
    try:
        return _UPRIGHT.get(image.getexif().get(ExifTag.Orientation))
    except READING_ERRORS:
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
        except READING_ERRORS:
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
