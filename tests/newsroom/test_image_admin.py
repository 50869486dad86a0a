"""Images in the newsroom: uploaded, refused in words, found, and kept while they are used."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news.models import Article, Image
from tests.factories import image_bytes, make_article, make_image
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/news/image/add/"
LIST = "/admin/news/image/"


def upload(content, name="square.jpg"):
    file = SimpleUploadedFile(name, content)
    return {"file": file, "alt": "Майдан", "focal_x": "0.5", "focal_y": "0.5"}


def test_an_upload_becomes_an_image_with_its_renditions():
    client = signed_in("editor")
    assert client.post(ADD, upload(image_bytes())).status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height) == (64, 36)
    page = client.get(LIST).content.decode()
    assert f'src="{image.rendition("card-small").urls["jpg"]}"' in page
    page = client.get(reverse("admin:news_image_change", args=[image.pk])).content.decode()
    assert f'src="{image.rendition("full-480").urls["jpg"]}"' in page
    assert image.file.name not in page  # the master has no public address


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "порожній"),
        (b"This is no image", "Це не зображення"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "Це не"),
        (image_bytes()[:200], "пошкоджений"),
    ],
)
def test_an_upload_that_is_no_image_is_refused_in_words(content, words):
    response = signed_in("editor").post(ADD, upload(content))
    assert words in " ".join(response.context["adminform"].form.errors["file"])
    assert 'value="Майдан"' in response.content.decode()
    assert not Image.objects.exists()


def test_a_new_focal_point_keeps_the_file():
    image = make_image()
    form = {"alt": "Майдан", "focal_x": "0.2", "focal_y": "0.8"}
    response = signed_in("editor").post(reverse("admin:news_image_change", args=[image.pk]), form)
    assert response.status_code == 302
    changed = Image.objects.get()
    assert (changed.focal_x, changed.focal_y, changed.digest) == (0.2, 0.8, image.digest)


@pytest.mark.parametrize("focal", ["-1", "2", "nan", "abc", ""])
def test_a_wrong_focal_point_is_refused(focal):
    response = signed_in("editor").post(ADD, upload(image_bytes()) | {"focal_x": focal})
    assert response.context["adminform"].form.errors["focal_x"]


def test_images_are_found_by_words_in_any_case():
    make_image("Майдан перед ратушею", credit="Об’єднана громада")
    make_image("Школа")
    client = signed_in("editor")
    for query in ("МАЙДАН", "ратушею майдан", "об'єднана"):
        [found] = client.get(LIST, {"q": query}).context["cl"].result_list
        assert found.alt == "Майдан перед ратушею"


def test_the_list_says_how_many_articles_an_image_covers():
    image = make_image()
    make_article(cover=image), make_article(cover=image)
    [shown] = signed_in("editor").get(LIST).context["cl"].result_list
    assert shown.used == 2


def test_a_cover_is_not_deleted_and_the_articles_are_named():
    image = make_image()
    make_article("Стаття з обкладинкою", cover=image)
    client = signed_in("editor")
    delete = reverse("admin:news_image_delete", args=[image.pk])
    assert "Стаття з обкладинкою" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    assert Image.objects.exists()


def test_an_image_in_a_text_is_not_deleted_either():
    image = make_image()
    address = image.rendition("full-960").urls["jpg"]
    make_article("Стаття з малюнком", body=f'<p>Текст</p><img src="{address}" alt="Майдан">')
    assert address in Article.objects.get().body
    client = signed_in("editor")
    delete = reverse("admin:news_image_delete", args=[image.pk])
    assert "Стаття з малюнком" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    assert Image.objects.exists()


def test_an_unused_image_is_deleted():
    image = make_image()
    signed_in("editor").post(reverse("admin:news_image_delete", args=[image.pk]), {"post": "yes"})
    assert not Image.objects.exists()
