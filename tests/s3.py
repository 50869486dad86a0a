"""A real HTTP server that speaks S3 (moto's), whose storage the newsroom's pictures lie in.

`s3` gives a Bucket that is used; `stop` makes the server refuse connections.
"""

import logging
import socket

import pytest

from portal import media_s3
from tests.media import files as files_on_disk

KEY = {"aws_access_key_id": "key", "aws_secret_access_key": "a/secret+with=signs"}
BUCKET, PREFIX = "pictures", "portal/"


class Bucket:
    """What lies in the storage, and how to have it away."""

    def __init__(self, endpoint, folder):
        import boto3  # heavy: most processes of the tests have no need of it

        self.endpoint, self.folder = endpoint, folder
        self.client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **KEY)
        self.client.create_bucket(Bucket=BUCKET)

    def names(self):
        """Return the names of all files, as rows have them."""
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())
        return {each["Key"].removeprefix(PREFIX) for each in found}

    def head(self, name):
        return self.client.head_object(Bucket=BUCKET, Key=PREFIX + name)

    def copies(self):
        """Return the names of the files on this host's disk."""
        return files_on_disk(self.folder)

    def stop(self, storage):
        """Have a storage ask where nobody listens."""
        storage = whole(storage)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            storage.about["endpoint_url"] = f"http://127.0.0.1:{probe.getsockname()[1]}"
        storage.__dict__.pop("client", None)

    def start(self, storage):
        storage = whole(storage)
        storage.about["endpoint_url"], storage.asks_again = self.endpoint, 0
        storage.__dict__.pop("client", None)

    def empty(self):
        for name in self.names():
            self.client.delete_object(Bucket=BUCKET, Key=PREFIX + name)
        self.client.delete_bucket(Bucket=BUCKET)


def whole(storage):
    """Return the storage itself, where Django's default_storage is given."""
    storage.exists  # noqa: B018 - which makes it
    return getattr(storage, "_wrapped", storage)


@pytest.fixture(scope="session")
def s3_server():
    """The address of a server, one for all tests of a process."""
    from moto.server import ThreadedMotoServer  # takes a second

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def options(endpoint, **others):
    """Return the settings of the storage, as MEDIA_STORAGE_URL would give them."""
    given = {"key": KEY["aws_access_key_id"], "secret": KEY["aws_secret_access_key"]}
    given |= {"bucket": BUCKET, "prefix": PREFIX, "endpoint": endpoint, "region": "us-east-1"}
    return given | {"style": "path"} | others


@pytest.fixture
def s3(s3_server, settings, tmp_path):
    """The Bucket in which the newsroom's pictures lie; MEDIA_ROOT is a folder of the test's."""
    made = Bucket(s3_server, tmp_path)
    settings.MEDIA_ROOT = tmp_path
    backend = f"{media_s3.__name__}.{media_s3.MediaInS3.__name__}"
    storage = {"BACKEND": backend, "OPTIONS": options(s3_server)}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    yield made
    made.empty()
