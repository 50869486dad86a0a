"""Commands of the portal, each in a process of its own, as they are run on a server."""

import subprocess
import sys

from django.conf import settings


def manage(environment, *words):
    """Run manage.py with the words of a command; return what it printed.

    `environment` is the whole one, a dict. Raises CalledProcessError when the command fails.
    """
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def shell(environment, code):
    """Run lines of Python with the settings of an environment; return what they printed."""
    return manage(environment, "shell", "--no-imports", "-c", code)
