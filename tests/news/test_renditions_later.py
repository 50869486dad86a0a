"""Renditions made outside the request: by the thread of the process, and by the command."""

import logging
import os
import re
import threading
import time
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connections

from news import images, renditions
from news.models import Image
from tests.factories import image_bytes, make_image, upload_image
from tests.media import files, of_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def rebuild(*arguments):
    """Run the command; return its lines."""
    out = StringIO()
    call_command("rebuild_renditions", *arguments, stdout=out)
    return out.getvalue().splitlines()


def fetched(client, url):
    """Return the answer to a GET, its file read to the end."""
    response = client.get(url)
    response.getvalue()
    return response


# The thread


@pytest.mark.django_db(transaction=True)
def test_renditions_come_after_the_commit_from_another_thread(media, monkeypatch):
    makers = []
    render = images.render

    def noted(*arguments):
        makers.append(threading.current_thread().name)
        return render(*arguments)

    monkeypatch.setattr(images, "render", noted)
    image = upload_image()
    assert image.is_behind()
    renditions.later(image)
    renditions.finish()
    assert makers == ["renditions"]
    stored = Image.objects.get()
    assert not stored.is_behind()
    assert files(media) == set(stored.paths())


def test_nothing_is_made_of_what_is_not_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        renditions.later(upload_image())
    assert len(of_files(after_commit)) == 1
    assert renditions.background.waiting.empty()


@pytest.mark.django_db(transaction=True)
def test_failure_is_logged_and_noted_and_the_next_image_is_made(media, monkeypatch, caplog):
    broken, good = upload_image(), upload_image()
    (media / broken.file.name).write_bytes(b"\xff\xd8\xff no picture")
    with caplog.at_level(logging.ERROR):
        for image in (broken, good):
            renditions.later(image)
        renditions.finish()
    assert f"The renditions of image {broken.pk} were not made." in caplog.text
    broken.refresh_from_db()
    good.refresh_from_db()
    assert "ValidationError" in broken.trouble
    assert broken.rendition("card").urls["jpg"].endswith("-quick.jpg")
    assert (good.trouble, good.is_behind()) == ("", False)


@pytest.mark.django_db(transaction=True)
def test_many_saves_at_once_leave_one_set_of_files(media):
    image = upload_image(content=image_bytes((900, 300)))

    def change(focal_x):
        mine = Image.objects.get(pk=image.pk)
        mine.focal_x = focal_x
        mine.save()
        renditions.make(mine)
        connections.close_all()

    threads = [threading.Thread(target=change, args=[number / 10]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    renditions.make(image)
    stored = Image.objects.get()
    assert not stored.is_behind()
    assert files(media) == set(stored.paths())


def test_change_that_comes_while_rendering_is_what_is_made(media, monkeypatch):
    image = upload_image(content=image_bytes((900, 300)))
    render = images.render

    def interrupted(master, focal_point):
        if focal_point == (0.5, 0.5):
            Image.objects.filter(pk=image.pk).update(focal_x=0.1)
        return render(master, focal_point)

    monkeypatch.setattr(images, "render", interrupted)
    assert renditions.make(image)
    stored = Image.objects.get()
    assert (stored.focal_x, stored.is_behind()) == (0.1, False)
    assert files(media) == set(stored.paths())


def test_image_that_was_deleted_meanwhile_is_let_go(media, monkeypatch):
    image = upload_image()
    render = images.render

    def interrupted(*arguments):
        Image.objects.filter(pk=image.pk)._raw_delete("default")
        return render(*arguments)

    monkeypatch.setattr(images, "render", interrupted)
    assert not renditions.make(image)
    assert not any("-card" in path for path in files(media))


def test_what_is_there_is_not_made_again(media):
    image = make_image()
    times = {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}
    assert not renditions.make(image)
    assert times == {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}


# The command


def test_command_makes_what_is_missing_and_a_second_run_nothing(media):
    fresh, whole, lame = upload_image(), make_image(), make_image()
    (media / lame.rendition_paths()[3]).unlink()
    assert rebuild("--dry-run")[-1] == (
        "Dry run, nothing written: 3 images, 2 to be made, 0 failed; 0 stray files."
    )
    assert Image.objects.get(pk=fresh.pk).is_behind()
    assert rebuild() == [
        f"[1/2] image {fresh.pk}: made",
        f"[2/2] image {lame.pk}: made",
        "In all: 3 images, 2 made, 0 failed; 0 stray files removed.",
    ]
    assert files(media) == {path for image in Image.objects.all() for path in image.paths()}
    assert not renditions.missing(whole)
    assert rebuild() == ["In all: 3 images, 0 made, 0 failed; 0 stray files removed."]
    assert rebuild("--all")[-1].startswith("In all: 3 images, 3 made")


def test_command_follows_new_rules(media, monkeypatch, django_capture_on_commit_callbacks):
    image = make_image(content=image_bytes((900, 300)))
    old = set(image.rendition_paths())
    monkeypatch.setitem(images.RENDITIONS, "card", (600, 400))
    with django_capture_on_commit_callbacks(execute=True):
        assert rebuild()[-1].startswith("In all: 1 images, 1 made")
    image.refresh_from_db()
    assert image.rendition("card").width == 450
    assert not old & files(media)
    assert files(media) == set(image.paths())


def test_command_makes_the_quick_jpeg_of_an_older_release(media):
    image = make_image()
    (media / image.quick_path).unlink()
    assert rebuild()[-1].startswith("In all: 1 images, 1 made")
    assert files(media) == set(image.paths())


def test_command_sweeps_old_files_of_no_image(media):
    image = make_image()
    strays = [
        "renditions/999/aa-card.jpg",
        f"renditions/{image.pk}/old-card.avif",
        "originals/x.jpg",
    ]
    for path in [*strays, "renditions/999/young.jpg", "backup/other.txt"]:
        (media / path).parent.mkdir(parents=True, exist_ok=True)
        (media / path).write_bytes(b"x")
    day_ago = time.time() - 24 * 3600
    for path in [*strays, "backup/other.txt", *image.paths()]:
        os.utime(media / path, (day_ago, day_ago))
    assert rebuild("--dry-run")[-1].endswith("3 stray files.")
    assert set(strays) < files(media)
    assert rebuild()[-1].endswith("3 stray files removed.")
    left = {*image.paths(), "renditions/999/young.jpg", "backup/other.txt"}
    assert files(media) == left


def test_command_goes_on_after_a_failure_and_ends_in_error(media, capsys):
    broken, good = upload_image(), upload_image()
    (media / broken.file.name).unlink()
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 of 2 images failed"):
        call_command("rebuild_renditions", stdout=out, stderr=err)
    assert f"image {broken.pk}: failed" in err.getvalue()
    assert "1 made, 1 failed" in out.getvalue()
    assert not Image.objects.get(pk=good.pk).is_behind()
    assert "FileNotFoundError" in Image.objects.get(pk=broken.pk).trouble


# Addresses


def test_stable_address_leads_to_todays_jpeg(client, media):
    image = upload_image()
    assert image.address == f"/media/images/{image.pk}.jpg"
    response = client.get(image.address)
    assert (response.status_code, response["Location"]) == (302, f"/media/{image.quick_path}")
    assert response["Cache-Control"] == "public, max-age=60"
    renditions.make(image)
    location = client.get(image.address)["Location"]
    assert re.fullmatch(rf"/media/renditions/{image.pk}/\w{{16}}-full-960\.jpg", location)
    assert fetched(client, location)["Content-Type"] == "image/jpeg"
    image.file = ContentFile(image_bytes(colour="red"), name="x")
    image.save()
    assert client.get(image.address)["Location"] == f"/media/{image.quick_path}"
    assert client.get(f"/media/images/{image.pk + 1}.jpg").status_code == 404
    assert client.get(f"/media/images/{'9' * 18}.jpg").status_code == 404


@pytest.mark.parametrize("extension", images.FORMATS)
def test_rendition_says_what_it_is(client, media, extension):
    image = make_image()
    response = fetched(client, image.rendition("card").urls[extension])
    assert response["Content-Type"] == images.CONTENT_TYPES[extension]
    assert "immutable" in response["Cache-Control"]


def test_page_read_before_a_change_still_gets_its_pictures(
    client,
    media,
    django_capture_on_commit_callbacks,
):
    image = make_image()
    old = image.rendition("card").urls
    with django_capture_on_commit_callbacks(execute=True):
        image.file = ContentFile(image_bytes(colour="red"), name="x")
        image.save()
    for url in old.values():
        assert client.get(url)["Location"] == f"/media/{image.quick_path}"
    with django_capture_on_commit_callbacks(execute=True):
        renditions.make(image)
    for extension, url in old.items():
        response = client.get(url)
        assert response["Location"] == image.rendition("card").urls[extension]
        assert response["Cache-Control"] == "public, max-age=60"
        assert fetched(client, response["Location"]).status_code == 200


def test_format_that_an_older_release_did_not_make_is_given_as_jpeg(client, media):
    image = make_image()
    urls = image.rendition("full-480").urls
    (media / urls["webp"].removeprefix("/media/")).unlink()
    assert client.get(urls["webp"])["Location"] == urls["jpg"]


@pytest.mark.parametrize("name", ["originals.jpg", "aa-card.jpg", "aa-card.svg", "x-quick.jpg"])
def test_no_file_at_all_is_not_found(client, media, name):
    image = make_image()
    for path in media.rglob("*.*"):
        path.unlink()
    assert client.get(f"/media/renditions/{image.pk}/{name}").status_code == 404
    assert client.get(f"/media/renditions/{image.pk + 1}/{name}").status_code == 404
