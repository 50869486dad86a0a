"""Files in S3: as on a disk, asked of a real server by HTTP; the rest is an OSError in words."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from portal import media_s3, policy
from portal.media_s3 import MediaInS3, StorageAway
from tests.s3 import BUCKET, PREFIX, options, s3, s3_server  # noqa: F401

RENDITION = "renditions/7/0a1b-card.avif"
MASTER = "originals/2026/11/0a1b.jpg"


@pytest.fixture
def storage(s3_server, s3):  # noqa: F811
    return MediaInS3(**options(s3_server))


def read(storage, name):
    with storage.open(name) as file:
        return file.read()


def test_what_is_saved_is_read_and_found_again(storage, s3):  # noqa: F811
    content = bytes(range(256)) * 30_000  # more than is held in memory
    assert storage.save(MASTER, ContentFile(content)) == MASTER
    assert s3.names() == {MASTER}
    assert read(storage, MASTER) == content
    assert storage.exists(MASTER)
    assert storage.size(MASTER) == len(content)
    assert abs(storage.get_modified_time(MASTER) - timezone.now()) < timedelta(minutes=1)
    storage.delete(MASTER)
    storage.delete(MASTER)  # what is gone is no error
    assert not storage.exists(MASTER)
    assert s3.names() == set()


def test_a_file_of_the_disk_is_sent_as_it_is(storage, tmp_path):
    path = tmp_path / "much"
    path.write_bytes(b"0123456789" * 100_000)
    with path.open("rb") as file:
        storage.save("data/much", File(file))
    assert read(storage, "data/much") == path.read_bytes()


def test_what_is_given_anew_replaces_what_was(storage):
    for content in (b"one", b"the other"):
        assert storage.save(RENDITION, ContentFile(content)) == RENDITION
        assert read(storage, RENDITION) == content
        assert storage.size(RENDITION) == len(content)


def test_folders_are_listed_also_by_several_requests(storage, monkeypatch):
    monkeypatch.setattr(media_s3, "PAGE", 1)
    for name in ("renditions/7/a.jpg", "renditions/7/b.jpg", "renditions/8/c.jpg", "other.jpg"):
        storage.save(name, ContentFile(b"x"))
    assert storage.listdir("renditions") == (["7", "8"], [])
    assert storage.listdir("renditions/7") == ([], ["a.jpg", "b.jpg"])
    assert storage.listdir("nothing") == ([], [])


def test_readers_may_keep_renditions_and_nobody_the_masters(storage, s3):  # noqa: F811
    for name in (RENDITION, MASTER):
        storage.save(name, ContentFile(b"x"))
    public, private = s3.head(RENDITION), s3.head(MASTER)
    assert public["ContentType"] == "image/avif"
    assert public["CacheControl"] == "public, max-age=31536000, immutable"
    assert private["CacheControl"] == "private, no-store"
    for name in (RENDITION, MASTER):  # whose rights are the bucket's alone
        grants = s3.client.get_object_acl(Bucket=BUCKET, Key=PREFIX + name)["Grants"]
        assert all("AllUsers" not in str(grant) for grant in grants)


def test_addresses_are_ours_unless_the_owner_gives_another(s3_server):  # noqa: F811
    ours = MediaInS3(**options(s3_server))
    assert ours.url(RENDITION) == f"/media/{RENDITION}"
    theirs = MediaInS3(**options(s3_server, public="https://cdn.example/x"))
    assert theirs.url(RENDITION) == f"https://cdn.example/x/{PREFIX}{RENDITION}"
    assert theirs.url(MASTER) == f"/media/{MASTER}", "which nothing answers"


def test_pages_may_load_pictures_from_that_address_only_when_it_is_given(settings):
    ours = policy._policy.__wrapped__("DENY", "")
    assert "img-src 'self' data:;" in ours
    settings.MEDIA_PUBLIC = "https://cdn.example/x"
    theirs = policy._policy.__wrapped__("DENY", "")
    assert theirs == ours.replace("'self' data:;", "'self' data: https://cdn.example;")


def test_what_is_not_there_is_told_from_a_storage_that_is_away(storage, s3, caplog):  # noqa: F811
    with pytest.raises(FileNotFoundError):
        storage.open(RENDITION)
    with pytest.raises(FileNotFoundError):
        storage.size(RENDITION)
    s3.stop(storage)
    for ask in (storage.open, storage.exists, storage.size, storage.delete, storage.listdir):
        with pytest.raises(StorageAway, match="doesn't answer"):
            ask(RENDITION)
    with pytest.raises(StorageAway):
        storage.save(RENDITION, ContentFile(b"x"))
    assert len(caplog.records) == 1, "the others weren't made to wait"
    s3.start(storage)
    assert not storage.exists(RENDITION)


def test_a_wrong_key_or_bucket_is_told_by_its_reason(s3_server, s3):  # noqa: F811
    wrong = MediaInS3(**options(s3_server, bucket="nobodys"))
    with pytest.raises(StorageAway, match="NoSuchBucket"):
        wrong.open(RENDITION)


def test_who_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(media_s3, "READ", 0.3)
    monkeypatch.setattr(media_s3, "PAUSE", 600)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        storage = MediaInS3(**options(f"http://127.0.0.1:{silent.getsockname()[1]}"))
        began = time.monotonic()
        with pytest.raises(StorageAway, match="ReadTimeoutError"):
            storage.open(RENDITION)
        assert 0.3 <= time.monotonic() - began < 30
        silent.setblocking(False)
        while True:  # who asked until now
            try:
                silent.accept()[0].close()
            except BlockingIOError:
                break
        with pytest.raises(StorageAway):
            storage.open(RENDITION)
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_threads_have_one_client(storage):
    storage.save(RENDITION, ContentFile(b"x"))
    found = []

    def ask():
        found.append((id(storage.client), read(storage, RENDITION)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {(id(storage.client), b"x")}


def test_it_is_the_storage_of_the_portal(s3):  # noqa: F811
    assert default_storage.is_elsewhere
    default_storage.save(RENDITION, ContentFile(b"x"))
    assert s3.names() == {RENDITION}
