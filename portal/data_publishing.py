"""The open data made anew beside the server, every night; of several hosts by one.

In a process of its own, which gives back its memory and lets readers go first. The other hosts
bring what that one has published (news/open_data/sharing.py); where they have no storage in common,
each makes its own.
"""

import logging
import subprocess
import sys

from django.conf import settings
from django.core.files.storage import default_storage

from news import lease
from news.open_data import publishing

logger = logging.getLogger(__name__)

PAUSE = 60  # seconds between two looks
LEASE = 3 * PAUSE  # seconds
AGAIN = 15  # looks to leave out after one that came to nothing, and after a start: it has work

_running = []  # the process that publishes, if any


class Look:
    """Looks whether the data are to be published. One for each process."""

    def __init__(self):
        self.wait = 0 if settings.DEBUG else AGAIN

    def __call__(self):
        if _running and _running[0].poll() is None:
            return
        if _running and _running.pop().returncode:
            self.wait = AGAIN
        self.wait = max(0, self.wait - 1)
        if default_storage.is_elsewhere:
            follow()
            if not lease.is_ours("open data", LEASE):
                return
        if not self.wait and publishing.is_due():
            start()


def follow():
    """Bring what another host has published."""
    try:
        publishing.follow()
    except publishing.Busy:
        pass
    except OSError as error:
        logger.warning("The open data of the other hosts can't be read: %s", error)


def start():
    """Start the command in a process of its own."""
    command = [sys.executable, "-m", "django", "publish_data", "--gently", "-v0"]
    _running.append(subprocess.Popen(command, cwd=settings.BASE_DIR))  # noqa: S603
