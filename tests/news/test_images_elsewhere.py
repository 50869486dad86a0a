"""Pictures in a storage elsewhere: made, shown, removed, and what readers see while it is away."""

import json
import os
import threading
import time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from news import copies, renditions
from news.feeds.entries import enclosure_of
from news.models import Image
from portal.media_s3 import MediaInS3
from tests.factories import image_bytes, make_article, make_image, upload_image
from tests.s3 import options, s3, s3_server  # noqa: F401
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # what differs is the storage

UPLOAD = "/admin/news/image/upload/"


def content(response):
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def test_an_upload_and_its_renditions_lie_in_the_storage_only(s3):  # noqa: F811
    image = upload_image()
    assert s3.names() == {image.file.name, image.quick_path}
    renditions.make(image)
    assert s3.names() == set(image.paths())
    assert s3.copies() == set()
    assert not renditions.missing(image)


def test_a_picture_that_is_given_twice_is_two_files(s3):  # noqa: F811
    one, other = upload_image(), upload_image()
    assert one.digest == other.digest
    assert one.file.name != other.file.name


def test_what_a_reader_asks_for_is_brought_once_and_shown_by_any_host(client, s3):  # noqa: F811
    image = make_image()
    url = image.rendition("card").urls["avif"]
    first = client.get(url)
    assert first["Content-Type"] == "image/avif"
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    with default_storage.open(url.removeprefix("/media/")) as file:
        assert content(first) == file.read()
    assert s3.copies() == {url.removeprefix("/media/")}
    s3.stop(default_storage)
    again = client.get(url)
    assert content(again) == content(first)
    assert again.headers["Content-Type"] == first["Content-Type"]


def test_a_storage_that_is_away_takes_only_what_was_not_shown_yet(client, s3):  # noqa: F811
    image = make_image()
    article = make_article(cover=image)
    s3.stop(default_storage)
    assert client.get(article.get_absolute_url()).status_code == 200
    answer = client.get(image.rendition("card").urls["jpg"])
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer["Cache-Control"] == "no-store"
    assert client.get(f"/news/{article.pk}/card.jpg").status_code == 200, "with the title"
    assert client.get("/feeds/all.rss").status_code == 200
    s3.start(default_storage)
    content(client.get(image.rendition("card").urls["jpg"]))


def test_a_slow_storage_holds_some_threads_and_not_all(client, s3, monkeypatch, caplog):  # noqa: F811
    image, asked, slow = make_image(), [], threading.Event()
    monkeypatch.setattr(copies, "PATIENCE", 0.05)

    def slowly(self, name, mode="rb"):
        asked.append(name)
        slow.wait(60)
        raise OSError("it was slow")

    monkeypatch.setattr(MediaInS3, "_open", slowly)
    name = image.rendition("card").urls["jpg"].removeprefix("/media/")

    def bring():
        with pytest.raises(OSError, match="slow"):
            copies.brought(name)

    waiting = [threading.Thread(target=bring) for _ in range(copies.AT_ONCE)]
    for thread in waiting:
        thread.start()
    while len(asked) < copies.AT_ONCE:
        time.sleep(0.01)
    assert client.get(f"/media/{name}").status_code == 503
    assert len(asked) == copies.AT_ONCE
    slow.set()
    for thread in waiting:
        thread.join()


def test_strangers_do_not_make_us_ask_the_storage(client, s3, monkeypatch):  # noqa: F811
    image = make_image()
    asked = []
    monkeypatch.setattr(MediaInS3, "_open", lambda *arguments: asked.append(arguments))
    for path in ("0a1b-card.jpg", "x.avif", "0123456789abcdef-full-960.webp"):
        assert client.get(f"/media/renditions/{image.pk}/{path}").status_code in {302, 404}
    assert client.get("/media/renditions/999999/0a1b-card.jpg").status_code == 404
    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert asked == []


def test_an_old_address_leads_to_todays_picture(client, s3):  # noqa: F811
    image = make_image()
    old = image.rendition("card").urls["jpg"]
    image.focal_x = 0.1
    image.save(update_fields=["focal_x"])
    renditions.make(image)
    assert client.get(old)["Location"] == image.rendition("card").urls["jpg"] != old


def test_a_copy_of_a_picture_that_is_gone_is_swept(client, s3, django_capture_on_commit_callbacks):  # noqa: F811
    kept, gone = make_image(), make_image()
    for image in (kept, gone):
        content(client.get(image.rendition("card").urls["jpg"]))
    mine, others = sorted(s3.copies(), key=lambda name: name.startswith(f"renditions/{gone.pk}/"))
    Image.objects.filter(pk=gone.pk).delete()
    s3.folder.joinpath(others).parent.mkdir(exist_ok=True)
    s3.folder.joinpath(others).write_bytes(b"as another host has it")
    assert copies.sweep(now=time.time()) == 0, "it may be of a row that isn't committed yet"
    assert copies.sweep(now=time.time() + 2 * copies.YOUNG) == 1
    assert s3.copies() == {mine}


def test_copies_take_no_more_room_than_is_given(client, s3):  # noqa: F811
    image = make_image()
    names = [image.rendition(name).urls["jpg"] for name in ("card-small", "card", "full-480")]
    for age, url in enumerate(names):
        content(client.get(url))
        path = s3.folder / url.removeprefix("/media/")
        os.utime(path, (time.time() - age,) * 2)
    newest = s3.folder / names[0].removeprefix("/media/")
    assert copies.sweep(room=newest.stat().st_size) == 2
    assert [s3.folder / each for each in s3.copies()] == [newest]


def test_the_sweep_leaves_a_storage_on_this_disk_alone(media):
    make_image()
    Image.objects.all().delete()
    assert copies.sweep(room=0, now=time.time() + 3600) == 0


def test_deleted_pictures_leave_nothing(s3, client, django_capture_on_commit_callbacks):  # noqa: F811
    image = make_image()
    content(client.get(image.rendition("card").urls["jpg"]))
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert s3.names() == s3.copies() == set()


def test_an_editor_is_told_in_words_while_it_is_away(s3):  # noqa: F811
    editor = signed_in("editor")
    s3.stop(default_storage)
    sent = SimpleUploadedFile("a.jpg", image_bytes())
    answer = editor.post(UPLOAD, {"file": sent})
    assert answer.status_code == 503
    assert "Сховище зображень не відповідає" in json.loads(answer.content)["error"]
    sent = SimpleUploadedFile("a.jpg", image_bytes())
    form = {"file": sent, "alt": "Площа", "focal_x": "0.5", "focal_y": "0.5"}
    page = editor.post("/admin/news/image/add/", form)
    assert page.status_code == 503
    assert "Сховище зображень не відповідає" in page.text
    assert not Image.objects.exists()
    s3.start(default_storage)
    sent = SimpleUploadedFile("a.jpg", image_bytes())
    assert editor.post(UPLOAD, {"file": sent}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_renditions_are_made_when_the_storage_is_back(s3, monkeypatch):  # noqa: F811
    monkeypatch.setattr(renditions, "PAUSES", (1.5,))
    image = upload_image()
    s3.stop(default_storage)
    renditions.later(image)
    renditions.finish()
    image.refresh_from_db()
    assert "StorageAway" in image.trouble
    s3.start(default_storage)
    deadline = time.monotonic() + 60
    while image.trouble and time.monotonic() < deadline:
        time.sleep(0.1)
        image.refresh_from_db()
    renditions.finish()
    assert s3.names() == set(image.paths())


def test_an_enclosure_has_its_true_size_and_is_asked_for_once(s3, monkeypatch):  # noqa: F811
    image = make_image()
    found = enclosure_of(image)
    with default_storage.open(found.address.partition("/media/")[2]) as file:
        assert found.length == len(file.read())
    monkeypatch.setattr(MediaInS3, "head", None)
    assert enclosure_of(image) == found


def test_rebuilding_finds_what_is_missing_and_what_is_left_over(s3, capsys):  # noqa: F811
    image = make_image()
    lost = image.paths()[-1]
    default_storage.delete(lost)
    call_command("rebuild_renditions")
    assert s3.names() == set(image.paths())
    Image.objects.filter(pk=image.pk).update(fingerprint="")
    assert set(renditions.strays(timezone.now() + timezone.timedelta(hours=1))) == {
        path for path in s3.names() if "quick" not in path and "originals" not in path
    }


def test_an_export_takes_pictures_along_and_says_when_it_can_not(s3, tmp_path, monkeypatch):  # noqa: F811
    make_article(cover=make_image())
    folder = tmp_path / "out"
    folder.mkdir()
    call_command("export_articles", str(folder / "a.jsonl"))
    [line] = (folder / "a.jsonl").read_text().splitlines()
    assert (folder / json.loads(line)["cover"]).stat().st_size > 100
    s3.stop(default_storage)
    with pytest.raises(CommandError, match="doesn't answer"):
        call_command("export_articles", str(folder / "b.jsonl"))


def test_with_a_public_address_readers_pass_the_portal(settings, s3, s3_server):  # noqa: F811
    settings.MEDIA_PUBLIC = "https://cdn.example"
    given = options(s3_server, public=settings.MEDIA_PUBLIC)
    storage = settings.STORAGES["default"] | {"OPTIONS": given}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    article = make_article(cover=make_image())
    page = Client().get(article.get_absolute_url())
    assert f'src="https://cdn.example/portal/renditions/{article.cover_id}/' in page.text
    assert "/media/originals/" not in page.text
