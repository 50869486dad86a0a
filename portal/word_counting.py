"""Counting words beside the server: at night, when the newsroom has grown, and every hour the week.

In a process of its own, which gives back its memory and lets readers go first.
"""

import logging
import subprocess
import sys

from django.conf import settings
from django.db import Error, connection

from news import corpus, generation, trends

logger = logging.getLogger(__name__)

PAUSE = 30  # seconds between two looks

_running = []  # the process that counts, if any


class Look:
    """Looks whether words are to be counted. One for each process."""

    def __init__(self):
        self.seen = None  # the generation whose newest articles are learned

    def __call__(self):
        """Learn what has become public, and start `count_words` if it is due and doesn't run."""
        try:
            self.learn()
            if _running and _running[0].poll() is None:
                return
            _running.clear()
            if corpus.claim():
                start()
            elif trends.claim():
                start("--week")
        except Error:
            logger.debug("The counting of words waits for the database.")
        finally:
            connection.close()

    def learn(self):
        word = generation.current()
        if word != self.seen:
            self.seen = word
            if corpus.learn_newest():
                generation.move()


def start(*options):
    """Start the command in a process of its own."""
    command = [sys.executable, "-m", "django", "count_words", "--gently", "-v0", *options]
    _running.append(
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)  # noqa: S603
    )
