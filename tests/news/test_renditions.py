"""An image's files: where they lie, what they show, and that they come and go with the row."""

from io import BytesIO

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.forms import modelform_factory
from django.template import Context, Template

from news import images, renditions
from news.models import Image
from tests.factories import image_bytes, make_article, make_image, make_user, upload_image
from tests.media import files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.soak_on_postgres]

FILES_OF_ONE = 2 + len(images.RENDITIONS) * len(images.FORMATS)  # master and quick JPEG


def three_colours():
    """Return a picture of 900 × 300: red, green, blue from the left."""
    picture = PIL.Image.new("RGB", (900, 300), "red")
    picture.paste("lime", (300, 0, 600, 300))
    picture.paste("blue", (600, 0, 900, 300))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def middle_of(image, name, extension="jpg"):
    url = image.rendition(name).urls[extension]
    with default_storage.open(url.removeprefix("/media/")) as file:
        shown = PIL.Image.open(file).convert("RGB")
    return shown.getpixel((shown.width // 2, shown.height // 2))


def shown(tag, image):
    return Template("{% load pictures %}" + tag).render(Context({"image": image})).strip()


def test_files_lie_where_the_row_says(media):
    image = make_image(name="../<script>Моя світлина.php.jpg")
    assert files(media) == set(image.paths())
    assert len(image.paths()) == FILES_OF_ONE
    for path in files(media):
        assert path.startswith((f"renditions/{image.pk}/", "originals/"))
        assert path.isascii()
        assert "script" not in path
        assert "php" not in path


def test_addresses_need_neither_database_nor_storage(media, django_assert_num_queries):
    image = Image.objects.get(pk=make_image(content=image_bytes((1200, 900))).pk)
    for path in media.rglob("*.*"):
        path.unlink()
    with django_assert_num_queries(0):
        made = {name: image.rendition(name) for name in images.RENDITIONS}
    assert {name: (one.width, one.height) for name, one in made.items()} == {
        "card-small": (320, 180),
        "card": (640, 360),
        "card-large": (960, 540),
        "full-480": (480, 360),
        "full-960": (960, 720),
        "full-1600": (1200, 900),
    }
    start = f"/media/renditions/{image.pk}/{image.fingerprint}"
    assert made["card"].urls == {
        "avif": f"{start}-card.avif",
        "webp": f"{start}-card.webp",
        "jpg": f"{start}-card.jpg",
    }


def test_same_picture_has_the_same_fingerprint():
    first, second = make_image(), make_image(name="другий.jpg")
    assert first.fingerprint == second.fingerprint
    assert first.file.name != second.file.name
    assert make_image(content=image_bytes(colour="red")).fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("focal_x", "colour"), [(0, (254, 0, 0)), (0.5, (0, 255, 1)), (1, (0, 0, 254))]
)
def test_card_is_cropped_around_the_focal_point(focal_x, colour):
    image = make_image(content=three_colours(), focal_x=focal_x)
    for extension in images.FORMATS:
        assert middle_of(image, "card", extension) == pytest.approx(colour, abs=12)
        assert middle_of(image, "full-480", extension) == pytest.approx((0, 255, 1), abs=12)


def test_new_focal_point_gives_new_addresses(media, django_capture_on_commit_callbacks):
    image = Image.objects.get(pk=make_image(content=three_colours()).pk)
    before, old = files(media), image.fingerprint
    image.focal_x = 0.1
    image.save()
    assert (image.fingerprint, files(media)) == (old, before)  # shown until the new ones are there
    with django_capture_on_commit_callbacks() as after_commit:
        assert renditions.make(image)
    assert image.fingerprint != old
    assert before < files(media)
    for callback in after_commit:
        callback()
    assert files(media) == set(image.paths())
    assert not any(old in path for path in files(media))
    assert middle_of(image, "card") == pytest.approx((254, 0, 0), abs=12)


def test_other_words_leave_the_files_alone(media):
    image = Image.objects.get(pk=make_image().pk)
    times = {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}
    image.alt = "Інші слова"
    image.save()
    image.save(update_fields=["alt"])
    assert times == {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}


def test_new_file_replaces_the_old_one(media, django_capture_on_commit_callbacks):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        image.file = ContentFile(three_colours(), name="x")
        image.save(update_fields=["file"])
        renditions.make(image)
    image = Image.objects.get(pk=image.pk)
    assert (image.width, image.height) == (900, 300)
    assert files(media) == set(image.paths())
    assert len(files(media)) == FILES_OF_ONE


def test_same_file_again_leaves_one_original(media, django_capture_on_commit_callbacks):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        image.file = ContentFile(image_bytes(), name="x")
        image.save()
    assert files(media) == set(image.paths())
    assert len(files(media)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        renditions.make(image)
    assert files(media) == set(image.paths())
    assert len(files(media)) == FILES_OF_ONE


def test_back_and_forth_in_one_transaction_keeps_the_files(
    media, django_capture_on_commit_callbacks
):
    image = make_image(content=three_colours())
    with django_capture_on_commit_callbacks(execute=True):
        for focal_x in (0.1, 0.5):
            image.focal_x = focal_x
            image.save()
            renditions.make(image)
    assert files(media) == set(image.paths())
    assert len(files(media)) == FILES_OF_ONE


def test_late_save_keeps_a_file_that_came_meanwhile(media, django_capture_on_commit_callbacks):
    mine = Image.objects.get(pk=make_image().pk)
    with django_capture_on_commit_callbacks(execute=True):
        theirs = Image.objects.get(pk=mine.pk)
        theirs.file = ContentFile(three_colours(), name="x")
        theirs.save()
    with django_capture_on_commit_callbacks(execute=True):
        mine.alt, mine.focal_x = "Три смуги", 1
        mine.save()
        renditions.make(mine)
    saved = Image.objects.get(pk=mine.pk)
    assert (saved.alt, saved.width, saved.focal_x) == ("Три смуги", 900, 1)
    assert files(media) == set(saved.paths())
    assert middle_of(saved, "card") == pytest.approx((0, 0, 254), abs=12)


@pytest.mark.parametrize("many", [False, True])
def test_deleting_removes_the_files_after_the_commit(
    media, django_capture_on_commit_callbacks, many
):
    image, other = make_image(), make_image(alt="Інше")
    with django_capture_on_commit_callbacks() as after_commit:
        Image.objects.filter(pk=image.pk).delete() if many else image.delete()
    assert len(files(media)) == 2 * FILES_OF_ONE
    for callback in after_commit:
        callback()
    assert files(media) == set(other.paths())


def test_cover_of_an_article_is_not_deleted(media):
    image = make_image()
    make_article(cover=image)
    with pytest.raises(ProtectedError), transaction.atomic():
        Image.objects.all().delete()
    assert len(files(media)) == FILES_OF_ONE


def fail_at(monkeypatch, number):
    """Let the storage fail when it has written `number` files."""
    written, store = [], images.store

    def failing(path, content):
        if len(written) == number:
            raise OSError("disk full")
        written.append(path)
        store(path, content)

    monkeypatch.setattr(images, "store", failing)


@pytest.mark.django_db(transaction=True)
def test_failed_upload_leaves_nothing_and_can_be_tried_again(media, monkeypatch):
    image = Image(file=ContentFile(image_bytes(), name="x.jpg"), alt="Майдан")
    fail_at(monkeypatch, 0)
    with pytest.raises(OSError, match="disk full"):
        image.save()
    assert not files(media)
    assert not Image.objects.exists()
    monkeypatch.undo()
    image.save()
    assert files(media) == set(Image.objects.get().paths())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails_at", [0, 5, FILES_OF_ONE - 3])
def test_failed_renditions_leave_the_quick_jpeg(media, monkeypatch, fails_at):
    image = upload_image()
    before = files(media)
    fail_at(monkeypatch, fails_at)
    with pytest.raises(OSError, match="disk full"):
        renditions.attempt(image)
    assert files(media) == before
    stored = Image.objects.get()
    assert (stored.fingerprint, stored.trouble) == ("", "OSError: disk full")
    assert stored.rendition("card").urls.keys() == {"jpg"}
    monkeypatch.undo()
    assert renditions.attempt(stored)
    assert Image.objects.get().trouble == ""
    assert files(media) == set(Image.objects.get().paths())


@pytest.mark.django_db(transaction=True)
def test_failed_change_keeps_what_was(media, monkeypatch):
    image = make_image()
    before = files(media)
    monkeypatch.setattr(images, "store", lambda path, content: 1 / 0)
    image.file, image.focal_x = ContentFile(three_colours(), name="x"), 0.2
    with pytest.raises(ZeroDivisionError):
        image.save()
    assert files(media) == before
    assert Image.objects.get().focal_x == 0.5


@pytest.mark.parametrize("name", ["портрет.jpg", "x.svg", "ж" * 120 + ".jpg"])
def test_form_takes_a_picture_by_any_name(name):
    form = modelform_factory(Image, fields=["file", "alt", "focal_x", "focal_y"])(
        {"alt": "Майдан", "focal_x": 0.5, "focal_y": 0.5},
        {"file": SimpleUploadedFile(name, image_bytes(), "text/html")},
    )
    assert form.is_valid(), form.errors
    assert form.save().digest


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg><script>alert(1)</script></svg>", "Це не зображення, яке ми вміємо відкрити."),
        ("Текст".encode(), "Завантажте файл JPEG, PNG, WebP або AVIF."),
        (image_bytes()[:300], "пошкоджений"),
        (b"", "порожній"),
    ],
)
def test_admin_refuses_in_words_and_keeps_what_was_typed(client, media, content, words):
    client.force_login(make_user("editor"))
    response = client.post(
        "/admin/news/image/add/",
        {
            "file": SimpleUploadedFile("photo.jpg", content, "image/jpeg"),
            "alt": "Сонце над міською радою",
            "focal_x": "0.3",
            "focal_y": "0.5",
        },
    )
    assert response.status_code == 200
    page = response.content.decode()
    assert words in page
    assert "Сонце над міською радою" in page
    assert not files(media)


def test_focal_point_of_a_lost_file_is_refused_in_words(media):
    image = Image.objects.get(pk=make_image().pk)
    (media / image.file.name).unlink()
    form = modelform_factory(Image, fields=["alt", "focal_x"])(
        {"alt": "Майдан", "focal_x": 0.1}, instance=image
    )
    assert form.non_field_errors() == [
        "Файла цього зображення немає в сховищі. Завантажте його знову."
    ]


def test_name_of_an_image_is_never_empty():
    image = make_image(alt="", caption="")
    assert str(image) == f"Зображення № {image.pk}"
    assert str(Image(caption="Підпис")) == "Підпис"


def test_picture_offers_three_formats_in_every_width():
    image = make_image(content=image_bytes((2000, 1000)), alt='Майдан "Свободи"')
    start = f"/media/renditions/{image.pk}/{image.fingerprint}-full"
    sizes = 'sizes="(min-width: 44rem) 42rem, 100vw"'

    def choices(extension):
        widths = (1600, 960, 480)
        return ", ".join(f"{start}-{width}.{extension} {width}w" for width in widths)

    assert shown(
        '{% picture image "full" sizes="(min-width: 44rem) 42rem, 100vw" is_first=True %}', image
    ) == (
        f'<picture><source type="image/avif" srcset="{choices("avif")}" {sizes}>'
        f'<source type="image/webp" srcset="{choices("webp")}" {sizes}>'
        f'<img src="{start}-960.jpg" width="960" height="480" '
        'alt="Майдан &quot;Свободи&quot;" loading="lazy" decoding="async" '
        'fetchpriority="high"></picture>'
    )


@pytest.mark.parametrize("shape", ["full", "card"])
def test_picture_right_after_its_upload_is_the_quick_jpeg(media, shape):
    image = upload_image(content=image_bytes((2000, 1500)))
    path = images.quick_path_of(image.pk, image.digest)
    assert files(media) == {image.file.name, path}
    assert shown('{% picture image "' + shape + '" sizes="100vw" %}', image) == (
        f'<picture><img src="/media/{path}" width="960" height="720" '
        'alt="Майдан перед ратушею" loading="lazy" decoding="async"></picture>'
    )


def test_picture_of_a_card_can_be_silent_and_waits():
    html = shown('{% picture image "card" alt="" %}', make_image(content=image_bytes((1600, 900))))
    assert 'width="640" height="360" alt="" loading="lazy"' in html
    assert "sizes" not in html


def test_small_picture_names_no_width_twice():
    html = shown('{% picture image "full" %}', make_image(content=image_bytes((300, 200))))
    assert html.count("300w") == len(images.FORMATS) - 1  # what knows no other gets one JPEG
    assert 'width="300" height="200"' in html
