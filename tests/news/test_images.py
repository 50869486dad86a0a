"""Uploads: what is refused, in which words, and what is left of what is taken."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import PIL.Image
import pytest
from django.core.exceptions import ValidationError
from PIL import ImageCms, PngImagePlugin

from news import images, sent_images
from tests.factories import image_bytes

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/>%s</svg>'
UNKNOWN = "Це не зображення, яке ми вміємо відкрити. Завантажте файл JPEG, PNG, WebP або AVIF."
BROKEN = (
    "Файл зображення пошкоджений або завантажився не повністю. Відкрийте його у себе, збережіть "
    "заново як JPEG чи PNG і завантажте ще раз."
)
LARGE = (
    "Зображення завелике: {}, а можна щонайбільше 50. Зменште його до 2560 пікселів за довшою "
    "стороною й завантажте знову."
)


def take(content):
    """Return the Master of an upload, and its pixels."""
    master = images.reencode(images.decode(BytesIO(content)))
    return master, PIL.Image.open(BytesIO(master.read()))


def encoded(image, format="JPEG", **options):
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def black_png(width, height):
    """Return a PNG of black pixels, one bit each, without ever holding them."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def relabelled_jpeg(width, height):
    """Return a small JPEG whose header claims another size."""
    content = bytearray(image_bytes())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def relabelled_webp(width, height):
    content = bytearray(encoded(PIL.Image.new("RGB", (16, 16)), "WEBP", lossless=True))
    content[21:25] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return bytes(content)


def relabelled_avif(width, height):
    content = bytearray(encoded(PIL.Image.new("RGB", (16, 16)), "AVIF"))
    box = content.index(b"ispe")
    content[box + 8 : box + 16] = struct.pack(">II", width, height)
    return bytes(content)


def gif(size=(16, 16)):
    """Return a GIF whose header claims a size, as a bomb does."""
    content = bytearray(encoded(PIL.Image.new("P", (16, 16)), "GIF"))
    content[6:10] = struct.pack("<HH", *size)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"", "empty", "Файл порожній. Виберіть файл із зображенням."),
        (SVG % b"", "unknown", UNKNOWN),
        (SVG % SCRIPT, "unknown", UNKNOWN),
        (b"<!doctype html>" + SCRIPT, "unknown", UNKNOWN),
        (b"GIF89a/*" + image_bytes() + b"*/=1;alert(1)", "unknown", UNKNOWN),
        (b"%PDF-1.7\n" + image_bytes(), "unknown", UNKNOWN),
        (b"PK\x03\x04" + image_bytes(), "unknown", UNKNOWN),
        (b"BM" + bytes(64), "unknown", UNKNOWN),
        (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(64), "unknown", UNKNOWN),
        (gif(), "unknown", UNKNOWN),
        (gif((65535, 65535)), "unknown", UNKNOWN),
        ("Просто текст.".encode(), "unknown", UNKNOWN),
        (b"\xff\xd8\xff" + SCRIPT, "broken", BROKEN),
        (image_bytes()[:-40], "broken", BROKEN),
        (image_bytes()[:30], "broken", BROKEN),
        (image_bytes(format="PNG")[:-40], "broken", BROKEN),
        (image_bytes(format="WEBP")[:-9], "broken", BROKEN),
        (image_bytes(format="AVIF")[:-9], "broken", BROKEN),
        (black_png(20000, 10000), "large", LARGE.format("200 мегапікселів")),
        (relabelled_jpeg(8193, 6250), "large", LARGE.format("52 мегапікселі")),
        (relabelled_webp(10001, 5000), "large", LARGE.format("51 мегапіксель")),
        (relabelled_webp(16000, 12500), "large", LARGE.format("понад 100 мегапікселів")),
        (relabelled_avif(20000, 10000), "large", LARGE.format("200 мегапікселів")),
        (
            image_bytes() + bytes(25 * sent_images.MEGABYTE),
            "heavy",
            "Файл заважкий: 26 МБ, а можна щонайбільше 20. Зменште зображення й завантажте знову.",
        ),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value.split(".")[0],
)
def test_refused_in_words(content, code, sentence):
    with pytest.raises(ValidationError) as refusal:
        images.decode(BytesIO(content))
    assert (refusal.value.code, refusal.value.message) == (code, sentence)


def test_large_picture_takes_no_memory():
    file = BytesIO(black_png(20000, 10000))
    tracemalloc.start()
    with pytest.raises(ValidationError):
        images.decode(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < sent_images.MEGABYTE


def test_jpeg_of_endless_scans_is_refused():
    content = encoded(PIL.Image.new("L", (64, 64)), progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    assert images.decode(BytesIO(content[:-2] + scan * 9 + b"\xff\xd9")).size == (64, 64)
    with pytest.raises(ValidationError, match="пошкоджений"):
        images.decode(BytesIO(content[:-2] + scan * 1000 + b"\xff\xd9"))


def test_hostile_words_in_a_png_are_refused_or_ignored():
    words = PngImagePlugin.PngInfo()
    for key in ("transparency", "icc_profile", "exif", "Raw profile type exif", "dpi"):
        words.add_text(key, "zz")
    with pytest.raises(ValidationError, match="пошкоджений"):
        take(encoded(PIL.Image.new("RGB", (8, 8)), "PNG", pnginfo=words))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_format_is_told_by_content(format):
    _, pixels = take(image_bytes(format=format))
    assert pixels.size == (64, 36)
    assert pixels.convert("RGB").getpixel((30, 15)) == pytest.approx((0, 87, 184), abs=6)


def test_what_hides_in_a_picture_is_gone():
    exif = PIL.Image.Exif()
    exif[0x010F] = "TheCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (49.0, 42.0, 11.0)
    content = encoded(
        PIL.Image.effect_noise((900, 600), 90).convert("RGB"),
        exif=exif,
        comment=b"TheComment",
        xmp=b"<x:xmpmeta>TheRights</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    master, _ = take(content + SCRIPT)
    master.seek(0)
    made = images.render(master, (0.5, 0.5))
    assert len(made) == len(images.RENDITIONS) * len(images.FORMATS)
    master.seek(0)
    for file in [master.read(), master.quick, *made.values()]:
        for trace in (SCRIPT, b"TheCamera", b"TheComment", b"TheRights", b"ICC_PROFILE"):
            assert trace not in file
        opened = PIL.Image.open(BytesIO(file))
        assert not opened.getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(opened.info)
        assert parts(file) <= PIXELS_ONLY


# What a file of these formats is made of when it holds nothing but pixels.
PIXELS_ONLY = {
    *("JPEG E0", "JPEG DB", "JPEG C0", "JPEG C2", "JPEG C4", "JPEG DA"),  # E0 is the JFIF header
    *("PNG IHDR", "PNG IDAT", "PNG IEND"),
    "WEBP VP8 ",
    *("AVIF av01",),
}


def parts(content):
    """Return the names of a file's segments, chunks or items: where metadata would stand."""
    if content.startswith(b"\xff\xd8"):
        found, at = set(), 2
        while content[at + 1] != 0xDA:
            found.add(f"JPEG {content[at + 1]:02X}")
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
        return found | {"JPEG DA"}
    if content.startswith(b"\x89PNG"):
        found, at = set(), 8
        while at < len(content):
            found.add(f"PNG {content[at + 4 : at + 8].decode()}")
            at += 12 + int.from_bytes(content[at : at + 4])
        return found
    if content.startswith(b"RIFF"):
        found, at = set(), 12
        while at < len(content):
            length = int.from_bytes(content[at + 4 : at + 8], "little")
            found.add(f"WEBP {content[at : at + 4].decode()}")
            at += 8 + length + length % 2
        return found
    # Each entry of AVIF's `infe` boxes (ISO 14496-12, 8.11.6) names the type of an item.
    pieces = content[: content.index(b"mdat")].split(b"infe")[1:]
    return {f"AVIF {piece[8:12].decode()}" for piece in pieces}


def test_parts_of_a_file_show_what_hides_there():
    exif = PIL.Image.Exif()
    exif[0x010F] = "TheCamera"
    picture = PIL.Image.new("RGB", (64, 36))
    xmp = b"<x:xmpmeta/>"
    assert "JPEG E1" in parts(encoded(picture, exif=exif))
    assert "PNG eXIf" in parts(encoded(picture, "PNG", exif=exif))
    assert "WEBP EXIF" in parts(encoded(picture, "WEBP", exif=exif))
    assert "WEBP XMP " in parts(encoded(picture, "WEBP", xmp=xmp))
    assert parts(encoded(picture, "AVIF", exif=exif, xmp=xmp)) == {
        "AVIF av01", "AVIF Exif", "AVIF mime",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0, 0)),
        (2, (1, 0)),
        (3, (1, 1)),
        (4, (0, 1)),
        (5, (0, 0)),
        (6, (1, 0)),
        (7, (1, 1)),
        (8, (0, 1)),
    ],
)
def test_picture_stands_upright(orientation, corner):
    """`corner` is where the white corner of the sensor belongs, in widths and heights."""
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    picture = PIL.Image.new("RGB", (80, 40))
    picture.paste("white", (0, 0, 16, 16))
    _, pixels = take(encoded(picture, exif=exif, quality=95))
    assert pixels.size == ((40, 80) if orientation >= 5 else (80, 40))
    x, y = (4 if not side else length - 5 for side, length in zip(corner, pixels.size, strict=True))
    assert pixels.convert("L").getpixel((x, y)) > 200
    assert pixels.convert("L").getpixel((pixels.width - 1 - x, pixels.height - 1 - y)) < 60


def test_colour_profile_is_converted():
    """A profile that swaps nothing but the meaning of the numbers changes the numbers."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    linear = bytearray(srgb)
    picture = PIL.Image.new("RGB", (64, 64), (200, 60, 60))
    curve = linear.index(b"para", 200)
    linear[curve + 12 : curve + 16] = struct.pack(">i", 1 << 16)  # its gamma: 1 instead of 2.4
    for profile, expected in ((srgb, (200, 60, 60)), (lab, (200, 60, 60)), (b"no profile", None)):
        _, pixels = take(encoded(picture, "PNG", icc_profile=profile))
        assert pixels.convert("RGB").getpixel((9, 9)) == pytest.approx(
            expected or (200, 60, 60), abs=2
        )
    _, pixels = take(encoded(picture, "PNG", icc_profile=bytes(linear)))
    assert pixels.convert("RGB").getpixel((9, 9))[0] > 215


def test_every_kind_of_pixels_is_read():
    grey = PIL.Image.linear_gradient("L")  # 256 × 256, black above, white below
    deep = PIL.Image.new("I;16", (256, 256))
    deep.putdata([257 * value for value in grey.tobytes()])
    kinds = {
        "1": (grey.convert("1"), "PNG"),
        "L": (grey, "PNG"),
        "P": (grey.convert("P"), "PNG"),
        "LA": (grey.convert("LA"), "PNG"),
        "I;16": (deep, "PNG"),
        "CMYK": (grey.convert("RGB").convert("CMYK"), "JPEG"),
        "grey JPEG": (grey, "JPEG"),
    }
    for kind, (image, format) in kinds.items():
        _, pixels = take(encoded(image, format))
        rows = pixels.convert("L").resize((1, 4), PIL.Image.Resampling.BOX)
        assert list(rows.tobytes()) == pytest.approx([32, 96, 160, 224], abs=6), kind


def test_transparency_is_kept_in_the_master_and_white_on_the_page():
    clear = PIL.Image.new("RGBA", (64, 36), (200, 0, 0, 0))
    master, pixels = take(encoded(clear, "PNG"))
    assert pixels.mode == "RGBA"
    assert pixels.getpixel((5, 5))[3] == 0
    for content in images.render(master, (0.5, 0.5)).values():
        shown = PIL.Image.open(BytesIO(content))
        assert shown.mode == "RGB"
        assert shown.getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=2)
    assert PIL.Image.open(BytesIO(master.quick)).getpixel((5, 5)) == (255, 255, 255)


def test_drawing_stays_exact_and_photograph_becomes_jpeg():
    drawing = PIL.Image.new("RGB", (100, 100), "#a61c25")
    drawing.paste("#f4eee1", (10, 10, 50, 50))
    master, pixels = take(encoded(drawing, "WEBP", lossless=True))
    assert master.name.endswith(".png")
    assert pixels.tobytes() == drawing.tobytes()
    grey_photograph = PIL.Image.effect_noise((100, 100), 60)
    assert take(encoded(grey_photograph, "PNG"))[0].name.endswith(".jpg")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1, 1), (1, 1)),
        ((10000, 3), (2560, 1)),
        ((3, 10000), (1, 2560)),
        ((5400, 900), (2560, 427)),
    ],
)
@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_any_shape_becomes_a_master_and_renditions(size, expected, format):
    master, pixels = take(encoded(PIL.Image.new("RGB", size, "green"), format))
    assert (master.width, master.height) == pixels.size == expected
    for (name, _), content in images.render(master, (0.5, 0.5)).items():
        shown = PIL.Image.open(BytesIO(content)).size
        assert shown == images.size_of(name, *expected)
        assert max(shown) <= max(expected)
    quick = PIL.Image.open(BytesIO(master.quick)).size
    assert quick == images.size_of(images.QUICK, *expected)


def test_images_of_a_text_are_known_by_either_address():
    text = (
        '<img src="/media/images/12.jpg"><img src="/media/renditions/7/ab-full-960.jpg">'
        '<img src="/media/images/1.jpg"><a href="/media/images/.jpg">'
        f'<img src="/media/images/{"9" * 30}.jpg"><img src="/media/other/3.jpg">'
    )
    assert images.shown_in(text) == {1, 7, 12}
    assert images.shown_in("") == set()
