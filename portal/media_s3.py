"""Pictures of the newsroom in an S3-compatible storage, which all hosts of the portal share.

One client for all threads of a process, and one request for each thing that is asked: resources,
by which django-storages works, are made for each thread and take ten megabytes each
(docs/adr/0031-several-hosts.md). Nothing here waits for long: who has found that the storage
doesn't answer lets the others know, and what fails is an OSError, as with a disk.
"""

import logging
import time
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import SpooledTemporaryFile

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage

from news.images import CONTENT_TYPES
from portal.media_files import PLAIN

logger = logging.getLogger(__name__)

CONNECT, READ = 2, 10  # seconds that are waited for a connection, and for its next bytes
PAUSE = 2  # seconds in which nobody asks again after it didn't answer
IN_MEMORY = 5 * 1024 * 1024  # bytes of a file that is read; what is more lies on disk meanwhile
CHUNK = 256 * 1024
PAGE = 1000  # names that are listed by one request, which is the most
KNOWN = 8192  # files of which a process remembers the size
PUBLIC = "renditions/"  # what readers may have; the rest has no address
FOR_EVER = "public, max-age=31536000, immutable"


class StorageAway(OSError):
    """The storage doesn't answer, or refuses."""


class MediaInS3(Storage):
    """Files by their names below a `prefix` in a `bucket`.

    ``endpoint``  the address of the storage, None for Amazon's of the `region`
    ``key``       and ``secret`` sign what is asked; without them boto3 looks for others itself, in
                  the environment or from the machine
    ``style``     "path" or "virtual": where the name of the bucket stands in addresses
    ``public``    the address at which readers get renditions past the portal, "" for none
    """

    is_elsewhere = True

    def __init__(self, bucket, prefix="", endpoint=None, region=None, key=None, secret=None,
                 style="virtual", public=""):  # fmt: skip
        self.bucket, self.prefix, self.public = bucket, prefix, public
        self.about = {"endpoint_url": endpoint, "region_name": region}
        self.keys = {"aws_access_key_id": key, "aws_secret_access_key": secret}
        self.style = style
        self.asks_again = 0  # of time.monotonic()
        self.sizes = {}  # in bytes, of the files that feeds name

    @cached_property
    def client(self):
        """The client of all threads. To make it takes 15 MB and no connection."""
        config = Config(
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": 2, "mode": "standard"},
            max_pool_connections=32,
            s3={"addressing_style": self.style},
            # Other storages than Amazon's don't all know its newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return boto3.session.Session(**self.keys).client("s3", config=config, **self.about)

    @contextmanager
    def failing(self, name):
        """Raise what fails inside as FileNotFoundError or StorageAway, for a file called `name`."""
        if time.monotonic() < self.asks_again:
            raise StorageAway("The storage of pictures doesn't answer.")
        try:
            yield
        except ClientError as error:
            told, status = error.response["Error"], error.response["ResponseMetadata"]
            code = told.get("Code", "")
            if status.get("HTTPStatusCode") == 404 and code != "NoSuchBucket":
                raise FileNotFoundError(f"{name} is not in the storage") from error
            raise StorageAway(f"The storage of pictures refuses ({code}).") from error
        except BotoCoreError as error:
            self.asks_again = time.monotonic() + PAUSE
            logger.error("The storage of pictures doesn't answer: %s", type(error).__name__)
            raise StorageAway(
                f"The storage of pictures doesn't answer ({type(error).__name__})."
            ) from error

    def _place(self, name):
        """Return what tells S3 which file is meant."""
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{name}"}

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("Files in S3 are written as a whole, by save().")
        with self.failing(name):
            body = self.client.get_object(**self._place(name))["Body"]
            content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - who asks closes it
            try:
                for chunk in body.iter_chunks(CHUNK):
                    content.write(chunk)
                content.seek(0)
            except BaseException:
                content.close()
                raise
        return File(content, name)

    def _save(self, name, content):
        kind = CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        control = FOR_EVER if name.startswith(PUBLIC) else "private, no-store"
        content.seek(0)
        with self.failing(name):
            self.client.put_object(
                **self._place(name),
                Body=content.file,
                ContentType="image/png" if name.endswith(".png") else kind,
                CacheControl=control,
            )
        self.sizes.pop(name, None)
        return name

    def get_available_name(self, name, max_length=None):
        """Return the name itself: what is given anew takes the place of what was there."""
        return name

    def delete(self, name):
        with self.failing(name):
            self.client.delete_object(**self._place(name))
        self.sizes.pop(name, None)
        if PLAIN.fullmatch(name):
            Path(settings.MEDIA_ROOT, name).unlink(missing_ok=True)  # a copy (news/copies.py)

    def exists(self, name):
        try:
            self.head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name):
        size = self.sizes.get(name)
        if size is None:
            size = self.head(name)["ContentLength"]
            if len(self.sizes) >= KNOWN:
                self.sizes.clear()
            self.sizes[name] = size
        return size

    def get_modified_time(self, name):
        return self.head(name)["LastModified"]

    def head(self, name):
        """Return what S3 says of a file. Raises FileNotFoundError and StorageAway."""
        with self.failing(name):
            return self.client.head_object(**self._place(name))

    def listdir(self, path):
        before = f"{self.prefix}{path.strip('/')}/".removeprefix("/")
        folders, files = [], []
        with self.failing(path):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket,
                Prefix=before,
                Delimiter="/",
                PaginationConfig={"PageSize": PAGE},
            )
            for page in pages:
                found = [each["Prefix"] for each in page.get("CommonPrefixes", ())]
                folders += [each.removeprefix(before).rstrip("/") for each in found]
                found = [each["Key"].removeprefix(before) for each in page.get("Contents", ())]
                files += [name for name in found if name]
        return folders, files

    def url(self, name):
        if self.public and name.startswith(PUBLIC):
            return f"{self.public}/{self.prefix}{name}"
        return settings.MEDIA_URL + name
