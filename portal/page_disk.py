"""Pages on disk for ourselves: what was made is found after a restart, and when the database is
away.

The last answer of each address stands in one file under `DATA_DIR/pages/kept/`, with its headers.
It is fresh as long as its generation is the current one; after that it is shown only when nothing
fresh can be made, and is removed after a day.
"""

import contextlib
import hashlib
import logging
import os
import threading
import time
from pathlib import Path

from portal.page_entry import Entry

logger = logging.getLogger(__name__)

DAY = 24 * 3600
# Addresses with a query are without number: each has one of these places, and may lose it to
# another. The rest are addresses of the content, which nobody can think out.
PLACES = 4096
LARGEST = 1_000_000  # bytes packed


class Disk:
    """Entries by their Page in a folder, together within a bound of bytes (kept by `sweep`)."""

    def __init__(self, folder, room):
        self.folder, self.room = Path(folder), room

    def path_of(self, page):
        """Return the Path of the file of a Page, as a str."""
        digest = hashlib.blake2b(name_of(page).encode(), digest_size=16).hexdigest()
        if page.query:
            return f"{self.folder}/asked/{int(digest[:8], 16) % PLACES:04}"
        return f"{self.folder}/plain/{digest[:2]}/{digest[2:]}"

    def get(self, page):
        """Return the Entry that is kept of a Page, whatever its generation, or None."""
        try:
            with open(self.path_of(page), "rb") as file:
                return Entry.loads(file.read(), name_of(page))
        except OSError:
            return None

    def put(self, page, entry):
        """Keep a packed Entry; where it can’t be written, the page is shown all the same."""
        content = entry.dumps(name_of(page))
        if len(content) > LARGEST:
            return
        path = self.path_of(page)
        new = f"{path}.{threading.get_native_id()}"
        try:
            try:
                file = open(new, "wb")  # noqa: SIM115 - closed by the `with` below
            except FileNotFoundError:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                file = open(new, "wb")  # noqa: SIM115
            with file:
                file.write(content)
            os.replace(new, path)
        except OSError as error:
            logger.warning("A page could not be kept on disk: %s", error.strerror)
            with contextlib.suppress(OSError):
                os.unlink(new)

    def sweep(self, now=None):
        """Remove what is older than a day; of the rest the oldest, when it takes too much room.

        Returns how many files were removed. Goes through every file: seconds for 200,000.
        """
        now = time.time() if now is None else now
        files, removed = [], 0
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = f"{folder}/{name}"
                with contextlib.suppress(OSError):
                    found = os.stat(path)
                    files.append((found.st_mtime, found.st_size, path))
        used = sum(size for _, size, _ in files)
        for changed, size, path in sorted(files):
            if changed > now - DAY and used <= self.room:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)
            used -= size
            removed += 1
        return removed


def name_of(page):
    """Return what tells a Page from all others, a str; it stands in the file of its Entry."""
    return f"{'light' if page.light else 'full'} {page.path}?{page.query}"
