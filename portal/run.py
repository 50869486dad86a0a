"""`make run`: a portal on this machine, with everything set up and a demo newsroom.

Each step is done when what it makes is missing, so a second run keeps what is there: the settings
file, the tables, the register, the demo articles. The server is Django's own, for one person's
browser; readers are served by `make serve`.
"""

import io
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import transaction

ENV_FILE = """\
# Made by `make run` for this machine. A variable of the environment beats a line of this file.
SECRET_KEY={key}
DEBUG=on
"""


def write_env(data_dir):
    """Make `data_dir`/portal.env (a Path) with a new key and DEBUG on, readable by its owner only.

    A file that is there is kept. Returns whether one was made.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(data_dir / "portal.env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with open(file, "w", encoding="utf-8") as lines:
        lines.write(ENV_FILE.format(key=secrets.token_urlsafe(50)))
    return True


def port_of(text):
    """Return the TCP port that `text` names. Raises ValueError, in words, when it names none."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise ValueError(f"PORT is {text!r}; give a number from 1 to 65535.")
    return int(text)


def is_free(port):
    """Say whether a server can listen on the TCP port of 127.0.0.1."""
    with socket.socket() as probe:
        # As the server will do: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def set_up():
    """Migrate, load the register into an empty one and the demo into an empty newsroom."""
    from news.models import Article
    from regions.models import Hromada

    call_command("migrate", interactive=False, verbosity=0)
    if not Hromada.objects.exists():
        call_command("load_register", yes=True)
    if not Article.objects.exists():
        with transaction.atomic():  # broken off half-way, it is begun anew by the next run
            call_command("load_demo")


def main():
    """Set up and serve until Ctrl-C. Returns the exit status or, in words, what went wrong."""
    # A shell's background job starts with Ctrl-C ignored; whoever sends it to us means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        port = port_of(os.environ.get("PORT") or "8000")
    except ValueError as error:
        return str(error)
    if not is_free(port):
        return f"Port {port} is taken by another program. Take another: make run PORT=8001"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    data_dir = Path(os.environ.get("DATA_DIR") or "var")
    try:
        if write_env(data_dir):
            say(f"{data_dir / 'portal.env'} made: a key for this machine, DEBUG on")
        django.setup()
        set_up()
        say(
            "",
            f"Портал громад   http://127.0.0.1:{port}/",
            f"The newsroom    http://127.0.0.1:{port}/admin/",
            "",
            "Account   Password      Role",
            "author    demo-author   Автори: own drafts, sent to review",
            "editor    demo-editor   Редактори: all articles and images, publishing",
            "admin     demo-admin    Адміністратори: also places, tags, accounts",
            "",
            "Ctrl-C stops the server.",
        )
        # Its own greeting says less than ours.
        call_command("runserver", f"127.0.0.1:{port}", "--noreload", stdout=io.StringIO())
    except (CommandError, ImproperlyConfigured, PermissionError) as error:
        return str(error)
    except KeyboardInterrupt:
        return 130
    return 0


def say(*lines):
    """Write lines to the terminal at once, also when the output is a pipe."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
