"""Pages of images in the newsroom: the library, one image, and what is kept while it is used."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news import renditions
from news.models import Article, Image, ImageUse
from tests.factories import image_bytes, make_article, make_image, upload_image
from tests.media import of_files
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.soak_on_postgres]

ADD = "/admin/news/image/add/"
LIST = "/admin/news/image/"


def upload(content, name="square.jpg"):
    file = SimpleUploadedFile(name, content)
    return {"file": file, "alt": "Майдан", "focal_x": "0.5", "focal_y": "0.5"}


def page_of(image):
    return reverse("admin:news_image_change", args=[image.pk])


def test_an_upload_becomes_an_image_whose_renditions_are_made_later(
    django_capture_on_commit_callbacks,
):
    client = signed_in("editor")
    with django_capture_on_commit_callbacks() as after_commit:
        assert client.post(ADD, upload(image_bytes())).status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height, image.created_by) == (64, 36, client.user)
    assert f"/media/{image.quick_path}" in client.get(LIST).content.decode()
    assert "саме готуються" in client.get(page_of(image)).content.decode()
    assert len(of_files(after_commit)) == 1
    renditions.make(image)
    page = client.get(LIST).content.decode()
    assert f'src="{image.rendition("card-small").urls["jpg"]}"' in page
    page = client.get(page_of(image)).content.decode()
    assert f'src="{image.rendition("full-960").urls["jpg"]}"' in page
    assert "готуються" not in page
    assert image.file.name not in page  # the master has no public address


def test_an_image_may_come_without_its_words():
    form = upload(image_bytes()) | {"alt": ""}
    assert signed_in("editor").post(ADD, form).status_code == 302
    assert Image.objects.get().alt == ""


def test_renditions_that_nobody_made_are_made_when_the_page_is_opened(
    django_capture_on_commit_callbacks,
):
    fresh, whole = upload_image(), make_image()
    client = signed_in("editor")
    for image, expected in ((fresh, 1), (whole, 0)):
        with django_capture_on_commit_callbacks() as after_commit:
            client.get(page_of(image))
        assert len(of_files(after_commit)) == expected


def test_trouble_with_the_renditions_is_told():
    image = upload_image()
    Image.objects.update(trouble="OSError: disk full")
    client = signed_in("editor")
    assert "OSError: disk full" in client.get(page_of(image)).content.decode()
    assert "розміри не зроблено" in client.get(LIST).content.decode()


def test_a_new_file_keeps_the_number_the_address_and_the_uses(django_capture_on_commit_callbacks):
    image = make_image()
    article = make_article(cover=image, body=f'<p>А</p><img src="{image.address}">')
    form = {"alt": "Інше", "focal_x": "0.5", "focal_y": "0.5"}
    form["file"] = SimpleUploadedFile("new.png", image_bytes((90, 30), "red", "PNG"))
    client = signed_in("editor")
    with django_capture_on_commit_callbacks() as after_commit:
        assert client.post(page_of(image), form).status_code == 302
    changed = Image.objects.get()
    assert (changed.pk, changed.width, changed.height) == (image.pk, 90, 30)
    assert changed.address == image.address
    assert changed.digest != image.digest
    assert (changed.articles.get(), changed.uses.get().article) == (article, article)
    assert changed.rendition("card").urls == {"jpg": f"/media/{changed.quick_path}"}
    assert len(of_files(after_commit)) == 2  # the old files go, the renditions come


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


def test_a_new_focal_point_keeps_the_file(django_capture_on_commit_callbacks):
    image = make_image(content=image_bytes((900, 300)))
    form = {"alt": "Майдан", "focal_x": "0.2", "focal_y": "0.8"}
    with django_capture_on_commit_callbacks() as after_commit:
        assert signed_in("editor").post(page_of(image), form).status_code == 302
    changed = Image.objects.get()
    assert (changed.focal_x, changed.focal_y, changed.digest) == (0.2, 0.8, image.digest)
    assert changed.rendition("card").urls == image.rendition("card").urls  # shown until then
    assert (changed.is_behind(), len(of_files(after_commit))) == (True, 1)


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


def test_words_that_were_changed_are_found():
    image = make_image("Майдан")
    Image.objects.get(pk=image.pk).save(update_fields=["alt"])
    changed = Image.objects.get()
    changed.alt = "Об’їзна дорога"
    changed.save(update_fields=["alt"])
    client = signed_in("editor")
    assert len(client.get(LIST, {"q": "ОБ'ЇЗНА"}).context["cl"].result_list) == 1
    assert len(client.get(LIST, {"q": "майдан"}).context["cl"].result_list) == 0


def test_the_list_says_in_how_many_articles_an_image_is():
    image, other = make_image(), make_image("Інше")
    text = f'<p>Текст</p><img src="{image.address}" alt="Майдан">'
    make_article(cover=image), make_article(cover=image, body=text), make_article(body=text)
    shown = signed_in("editor").get(LIST)
    assert {each.pk: each.used for each in shown.context["cl"].result_list} == {
        image.pk: 3,
        other.pk: 0,
    }
    assert "у 3 статтях" in shown.content.decode()
    assert "не використано" in shown.content.decode()


def test_a_number_within_a_number_is_another_image():
    first, twelfth = make_image(pk=1), make_image(pk=12)
    article = make_article(body=f'<p>Текст</p><img src="{twelfth.address}">')
    assert [use.article for use in twelfth.uses.all()] == [article]
    assert not first.uses.exists()
    article.body += f'<img src="{first.address}"><img src="/media/images/123.jpg">'
    article.save()
    assert set(ImageUse.objects.values_list("image", flat=True)) == {1, 12}


def test_a_picture_taken_out_of_a_text_is_used_no_more():
    image = make_image()
    article = make_article(body=f'<p>Текст</p><img src="{image.address}">')
    assert image.uses.get().article == article
    article.save()
    assert image.uses.count() == 1
    article.body = "<p>Текст</p>"
    article.save()
    assert image.uses.count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["в тексті", "обкладинка", "своє", ""]),
        ("wordless=1", [""]),
        ("mine=1", ["своє"]),
        ("unused=1", ["своє", ""]),
        ("unused=1&mine=1", ["своє"]),
    ],
)
def test_the_list_is_narrowed(query, found):
    client = signed_in("author")
    make_image(""), make_image("своє", created_by=client.user)
    make_article(cover=make_image("обкладинка"))
    make_article(body=f'<p>А</p><img src="{make_image("в тексті").address}">')
    response = client.get(f"{LIST}?{query}")
    assert [image.alt for image in response.context["cl"].result_list] == found


def test_the_page_of_an_image_says_where_it_is_used():
    image = make_image()
    make_article("Відкрили міст", cover=image)
    make_article("Про мости", body=f'<p>А</p><img src="{image.address}">', state="draft")
    page = signed_in("editor").get(page_of(image)).content.decode()
    assert "Відкрили міст</a> · обкладинка · опубліковано" in page
    assert "Про мости</a> · у тексті · чернетка" in page


def test_the_page_names_no_draft_that_one_may_not_see():
    client = signed_in("author")
    image = make_image(created_by=client.user)
    make_article("Чужа чернетка", cover=image, state="draft")
    make_article("Своя чернетка", cover=image, state="draft", created_by=client.user)
    page = client.get(page_of(image)).content.decode()
    assert "Своя чернетка" in page
    assert "Чужа чернетка" not in page
    assert "І ще в 1 статті, яких тут не видно." in page


def test_queries_of_the_list_do_not_grow(django_assert_num_queries):
    client = signed_in("editor")
    for number in range(3):
        make_article(cover=make_image(f"Майдан {number}"))
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    for number in range(10):
        make_article(body=f'<p>А</p><img src="{make_image(f"Міст {number}").address}">')
    with django_assert_num_queries(8):
        client.get(LIST)


def test_a_cover_is_not_deleted_and_the_articles_are_named():
    image = make_image()
    make_article("Стаття з обкладинкою", cover=image)
    client = signed_in("editor")
    delete = reverse("admin:news_image_delete", args=[image.pk])
    assert "Стаття з обкладинкою" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    assert Image.objects.exists()


@pytest.mark.parametrize(
    "address_of", [lambda image: image.address, lambda image: image.rendition("card").urls["jpg"]]
)
def test_an_image_in_a_text_is_not_deleted_either(address_of):
    image = make_image()
    text = f'<p>Текст</p><img src="{address_of(image)}" alt="Майдан">'
    make_article("Стаття з малюнком", body=text)
    assert f"/{image.pk}" in Article.objects.get().body
    client = signed_in("editor")
    delete = reverse("admin:news_image_delete", args=[image.pk])
    assert "Стаття з малюнком" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    assert Image.objects.exists()


def test_an_unused_image_is_deleted():
    image = make_image()
    signed_in("editor").post(reverse("admin:news_image_delete", args=[image.pk]), {"post": "yes"})
    assert not Image.objects.exists()


def test_a_used_image_is_not_deleted_among_others():
    used, free = make_image("Ужите"), make_image("Вільне")
    make_article("Стаття з малюнком", body=f'<p>А</p><img src="{used.address}">')
    chosen = {"action": "delete_selected", "_selected_action": [used.pk, free.pk], "post": "yes"}
    page = signed_in("editor").post(LIST, chosen).content.decode()
    assert "Стаття з малюнком" in page
    assert Image.objects.count() == 2
