"""The library as scripts ask for it: found, uploaded, described; and the cover of an article."""

import json
import re
from io import BytesIO

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news import images, renditions
from news.models import Article, Image
from newsroom.admin import image_library
from tests.factories import image_bytes, make_article, make_image
from tests.media import files, of_files
from tests.news.test_images import PIXELS_ONLY, parts
from tests.staff import article_form, outcome, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.soak_on_postgres]

LIBRARY = "/admin/news/image/library/"
UPLOAD = "/admin/news/image/upload/"


def words_of(image):
    return f"/admin/news/image/{image.pk}/words/"


def sent(content, name="square.jpg", **words):
    return {"file": SimpleUploadedFile(name, content), **words}


def refusal(response, status=400):
    assert response.status_code == status
    assert response.json().keys() == {"error"}
    return response.json()["error"]


# Finding


def test_library_gives_the_newest_first_by_pages(monkeypatch):
    monkeypatch.setattr(image_library, "PAGE", 2)
    first, second, third = (make_image(f"Майдан {number}") for number in range(3))
    client = signed_in("author")
    answer = client.get(LIBRARY).json()
    assert [each["id"] for each in answer["results"]] == [third.pk, second.pk]
    assert (answer["count"], answer["page"], answer["pages"]) == (3, 1, 2)
    assert answer["results"][0] == {
        "id": third.pk,
        "alt": "Майдан 2",
        "caption": "",
        "credit": "",
        "src": f"/media/images/{third.pk}.jpg",
        "thumbnail": third.rendition("card-small").urls["jpg"],
        "width": 64,
        "height": 36,
        "may_change": False,
    }
    [last] = client.get(LIBRARY, {"page": "2"}).json()["results"]
    assert last["id"] == first.pk


def test_library_is_searched_by_words_and_by_owner():
    client = signed_in("author")
    make_image("Майдан"), make_image("Школа", credit="Іван Франко", created_by=client.user)
    found = client.get(LIBRARY, {"q": "ФРАНКО школа"}).json()["results"]
    assert [(each["alt"], each["may_change"]) for each in found] == [("Школа", True)]
    assert client.get(LIBRARY, {"q": "міст"}).json()["count"] == 0
    assert client.get(LIBRARY, {"mine": "1"}).json()["count"] == 1


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "0"}, {"page": "9" * 30}, {"q": "\0"}])
def test_library_answers_any_question(query):
    make_image()
    assert signed_in("author").get(LIBRARY, query).json()["count"] == 1


def test_library_asks_the_same_queries_for_more_images(django_assert_num_queries):
    client = signed_in("editor")
    make_image()
    client.get(LIBRARY)
    with django_assert_num_queries(6):
        client.get(LIBRARY)
    for number in range(5):
        make_image(f"Майдан {number}")
    with django_assert_num_queries(6):
        client.get(LIBRARY)


# Uploading


def test_upload_becomes_an_image_of_who_sent_it(django_capture_on_commit_callbacks):
    client = signed_in("author")
    with django_capture_on_commit_callbacks() as after_commit:
        response = client.post(UPLOAD, sent(image_bytes(), alt=" Майдан  уночі "))
    image = Image.objects.get()
    assert response.status_code == 201
    assert response.json() == image_library.described(image, may_change=True)
    assert (image.alt, image.created_by) == ("Майдан уночі", client.user)
    assert response.json()["thumbnail"] == f"/media/{image.quick_path}"
    assert len(of_files(after_commit)) == 1


def photograph():
    """Return a JPEG of 12 megapixels as a telephone makes it: lying on its side, with its place."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "TheCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 42.0, 11.0), 3: "E", 4: (37.0, 36.0, 53.0)})
    file = BytesIO()
    picture = PIL.Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    picture.save(file, "JPEG", exif=exif, xmp=b"<x:xmpmeta>TheRights</x:xmpmeta>")
    return file.getvalue()


@pytest.mark.once  # pixels are those of any database
def test_a_photograph_of_twelve_megapixels_loses_its_place_in_every_file(media):
    sent_in = photograph()
    assert b"TheCamera" in sent_in
    assert "JPEG E1" in parts(sent_in)
    assert signed_in("author").post(UPLOAD, sent(sent_in)).status_code == 201
    image = Image.objects.get()
    assert (image.width, image.height) == (1920, 2560)  # upright
    renditions.make(image)
    assert files(media) == set(image.paths())
    assert len(files(media)) == 2 + 6 * 3
    for path in files(media):
        content = (media / path).read_bytes()
        assert parts(content) <= PIXELS_ONLY, path
        assert not PIL.Image.open(BytesIO(content)).getexif(), path
        assert b"TheCamera" not in content
        assert b"TheRights" not in content
    for name, (width, height) in images.RENDITIONS.items():
        for extension in images.FORMATS:
            with PIL.Image.open(
                media / images.path_of(image.pk, image.fingerprint, name, extension)
            ) as shown:
                assert shown.format == {"jpg": "JPEG"}.get(extension, extension.upper())
                assert shown.size == (width, height or round(width * 4 / 3))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "порожній"),
        (b"This is no image", "Це не зображення"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "пошкоджений"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Це не зображення"),
    ],
)
def test_upload_is_refused_in_words(content, words):
    assert words in refusal(signed_in("author").post(UPLOAD, sent(content)))
    assert not Image.objects.exists()


def test_upload_without_a_file_or_with_endless_words_is_refused():
    client = signed_in("author")
    assert "Виберіть файл" in refusal(client.post(UPLOAD, {"alt": "Майдан"}))
    assert refusal(client.post(UPLOAD, sent(image_bytes(), alt="ж" * 251)))
    assert not Image.objects.exists()


def test_upload_that_is_too_long_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(image_library, "MAX_REQUEST", 100)
    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", None)
    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_in("author").user)
    assert "Файл заважкий" in refusal(client.post(UPLOAD, sent(image_bytes())), 413)


def test_upload_and_words_need_the_token():
    image = make_image()
    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_in("editor").user)
    assert client.post(UPLOAD, sent(image_bytes())).status_code == 403
    assert client.post(words_of(image), {"alt": "Інше"}).status_code == 403
    page = client.get("/admin/news/image/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    headers = {"X-CSRFToken": token}
    assert client.post(UPLOAD, sent(image_bytes()), headers=headers).status_code == 201
    assert client.post(words_of(image), {"alt": "Інше"}, headers=headers).status_code == 200


# Describing


def test_words_are_changed_one_by_one():
    client = signed_in("author")
    image = make_image("", caption="Підпис", created_by=client.user)
    answer = client.post(words_of(image), {"alt": "Міст"}).json()
    assert (answer["alt"], answer["caption"]) == ("Міст", "Підпис")
    stored = Image.objects.get()
    assert (stored.alt, stored.caption, stored.key) == ("Міст", "Підпис", "міст підпис")
    assert client.get(words_of(image)).json()["alt"] == "Міст"
    assert refusal(client.post(words_of(image), {"credit": "ж" * 151}))
    assert Image.objects.get().credit == ""


def test_words_of_a_foreign_image_are_the_editors():
    image = make_image("Майдан")
    author = signed_in("author")
    assert "редактори" in refusal(author.post(words_of(image), {"alt": "Підмінено"}), 403)
    assert Image.objects.get().alt == "Майдан"
    assert signed_in("editor").post(words_of(image), {"alt": "Міст"}).status_code == 200


def test_image_that_is_gone_is_told():
    client = signed_in("editor")
    address = "/admin/news/image/999/words/"
    assert "немає" in refusal(client.get(address), 404)
    assert "немає" in refusal(client.post(address, {"alt": "Міст"}), 404)


@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_and_who_has_no_role_get_nothing(method):
    image = make_image()
    stranger, nobody = signed_in("anonymous"), signed_in("editor")
    nobody.user.groups.clear()
    for address in (LIBRARY, UPLOAD, words_of(image)):
        assert outcome(getattr(stranger, method)(address)) == "sign in"
        assert getattr(nobody, method)(address).status_code in {403, 405}
    assert Image.objects.count() == 1


# The cover of an article


def cover_field(client, article=None):
    """Return (value, image) of the field as the form of an article shows it."""
    name, args = ("change", [article.pk]) if article else ("add", [])
    page = client.get(reverse(f"admin:news_article_{name}", args=args)).content.decode()
    [field] = re.findall(r'<input type="hidden" name="cover" id="id_cover" value="(\d*)">', page)
    image = re.search(r'data-cover data-image="([^"]*)"', page)
    return field, image and json.loads(image[1].replace("&quot;", '"'))


def test_form_shows_the_cover_and_takes_another():
    client = signed_in("editor")
    article = make_article(cover=make_image("Перше"), state="draft")
    assert cover_field(client, article) == (
        str(article.cover.pk),
        image_library.described(article.cover, may_change=True),
    )
    other = make_image("Друге")
    change = reverse("admin:news_article_change", args=[article.pk])
    form = article_form(cover=other.pk, version=article.version)
    assert outcome(client.post(change, form)) == "done"
    assert Article.objects.get().cover == other


def test_form_without_a_cover_offers_a_select_where_there_are_no_scripts():
    client = signed_in("author")
    image = make_image("Майдан")
    assert cover_field(client) == ("", None)
    page = client.get(reverse("admin:news_article_add")).content.decode()
    select = re.search(r"<noscript>(.*?)</noscript>", page[page.index("data-cover") :], re.DOTALL)[
        1
    ]
    assert '<select name="cover"' in select
    assert f'<option value="{image.pk}">Майдан</option>' in select


@pytest.mark.parametrize("value", ["999999", "9" * 30, "x", "1 OR 1"])
def test_cover_that_is_no_image_is_refused_in_the_form(value):
    response = signed_in("editor").post(
        reverse("admin:news_article_add"), article_form(cover=value)
    )
    assert response.context["adminform"].form.errors["cover"]
    assert not Article.objects.exists()


def test_control_characters_are_no_words_of_an_image(media):
    client = signed_in("editor")
    image = make_image(created_by=client.user)
    answer = client.post(f"/admin/news/image/{image.pk}/words/", {"alt": "Май\x00дан\x07"})
    assert (answer.status_code, answer.json()["alt"]) == (200, "Майдан")
