"""A clean Debian in a folder, with a network and processes of its own, to install the portal in.

    unshare --mount --net --ipc --pid --fork python -m tests.deploy.clean_root FOLDER

does what `test_install.py` asks about and prints what it saw as JSON, its last line. The folder is
one that `made` has filled: nothing is downloaded here, and nothing of it is seen by this machine.
When this process ends, whatever it has started does too.
"""

import fcntl
import http.client
import json
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "portal.example.org"
PACKAGES = (
    *("ca-certificates", "openssl", "nginx", "libnginx-mod-http-brotli-static"),
    *("python3", "python3-venv", "postgresql"),
)
LEFT_OUT = ("--exclude=./.venv", "--exclude=./var", "--exclude=./.git", "--exclude=__pycache__")
UP = 0x1  # IFF_UP of net/if.h
FEW_PLACES = """
SET session_replication_role = replica;
DELETE FROM regions_hromada WHERE id % 50 <> 0;
DELETE FROM regions_settlement WHERE hromada_id NOT IN (SELECT id FROM regions_hromada);
DELETE FROM regions_raion WHERE id NOT IN (SELECT raion_id FROM regions_hromada);
DELETE FROM regions_formername;
DELETE FROM regions_formerslug;
"""


def made(folder):
    """Fill a folder (a Path) with Debian 12, its packages and our wheels, ready to be installed.

    Needs root, debootstrap and the network. Raises CalledProcessError.
    """
    folder.mkdir()
    run = _runner(timeout=1200)
    run("debootstrap", "--variant=minbase", "bookworm", str(folder))
    (folder / "usr/sbin/policy-rc.d").write_text(
        "#!/bin/sh\nexit 101\n"
    )  # nothing starts by itself
    (folder / "usr/sbin/policy-rc.d").chmod(0o755)
    (folder / "etc/dpkg/dpkg.cfg.d/quick").write_text("force-unsafe-io\n")
    apt = ("chroot", str(folder), "apt-get", "-qq", "-y", "--no-install-recommends")
    run(*apt, "update")
    run(*apt, "--download-only", "install", *PACKAGES)
    (folder / "wheels").mkdir()
    locks = ("--require-hashes", "-r", str(ROOT / "requirements.txt"))
    run(sys.executable, "-m", "pip", "download", "-q", "-d", str(folder / "wheels"), *locks)


def put_code(folder):
    """Put our code, as it is now, and the stand-in for systemd into a folder that `made` filled."""
    (folder / "src").mkdir()
    pack = ["tar", "-C", str(ROOT), *LEFT_OUT, "-cf", "-", "."]
    unpack = ["tar", "-C", str(folder / "src"), "-xf", "-"]
    with subprocess.Popen(pack, stdout=subprocess.PIPE) as packed:
        subprocess.run(unpack, stdin=packed.stdout, check=True)
    shim = folder / "usr/local/bin/systemctl"
    shutil.copy(ROOT / "tests/deploy/systemctl.py", shim)
    shim.chmod(0o755)


def _runner(**options):
    def run(*words):
        done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words[:6])}: {done.stdout[-2000:]}{done.stderr[-2000:]}")

    return run


class Machine:
    """The clean root, while this process runs."""

    def __init__(self, folder):
        self.folder = Path(folder)
        with socket.socket() as any_socket:  # its own loopback is down at first
            name = struct.pack("16sh", b"lo", UP)
            fcntl.ioctl(any_socket, 0x8914, name)  # SIOCSIFFLAGS
        mount = _runner()
        mount("mount", "--make-rprivate", "/")
        mount("mount", "--bind", folder, folder)
        mount("mount", "-t", "proc", "proc", f"{folder}/proc")
        mount("mount", "--rbind", "/dev", f"{folder}/dev")
        mount("mount", "-t", "tmpfs", "tmpfs", f"{folder}/run")

    def do(self, *words, **environment):
        """Run a command in it; return (exit status, what it said)."""
        done = subprocess.run(
            ["chroot", str(self.folder), *words],
            env={
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG": "C.UTF-8",
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def install(self):
        began = time.monotonic()
        status, said = self.do(
            *("bash", "/src/deploy/install.sh"),
            SITE_URL=f"https://{HOST}",
            PIP_NO_INDEX="1",
            PIP_FIND_LINKS="/wheels",
        )
        sys.stderr.write(f"{said}\n-- {status}, {time.monotonic() - began:.0f} s\n")
        return status, said

    def get(self, path, method="GET", body=None, **headers):
        """Ask as a reader would, encrypted; return (status, headers, bytes)."""
        context = ssl.create_default_context(
            cafile=self.folder / "etc/nginx/portal-tls/certificate.pem"
        )
        raw = socket.create_connection(("127.0.0.1", 443), timeout=30)
        connection = http.client.HTTPConnection(HOST)
        connection.sock = context.wrap_socket(raw, server_hostname=HOST)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def plain(self, path):
        """Ask without encryption; return [status, where it leads]."""
        connection = http.client.HTTPConnection("127.0.0.1", timeout=30)
        connection.request("GET", path, headers={"Host": HOST})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return [answer.status, answer.headers["Location"]]

    def asked(self, path):
        """Read a page; return how often nginx has asked the portal for it so far."""
        self.get(path)
        time.sleep(6)  # nginx writes its log every five seconds
        lines = (self.folder / "var/log/nginx/portal.log").read_text().splitlines()
        return sum(f" GET {path} " in line for line in lines)

    def may_read(self, user, path):
        return self.do("runuser", "-u", user, "--", "head", "-c1", path)[0] == 0

    def change(self, path, before, after):
        """Change a file of the code that will be installed next; return how to undo it."""
        file = self.folder / "src" / path
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))
        return lambda: file.write_text(text)


class Reader(threading.Thread):
    """Reads on and on, and remembers what failed."""

    ASKED = ("/", "/news/", "/search/?q=x{}", "/regions/", "/en/")

    def __init__(self, machine):
        super().__init__(daemon=True)
        self.machine, self.answered, self.failed, self.goes_on = machine, 0, [], True

    def run(self):
        while self.goes_on:
            for path in self.ASKED:
                try:
                    status, _, _ = self.machine.get(path.format(self.answered))
                    why = "" if status == 200 else f"{path}: {status}"
                except OSError as error:
                    why = f"{path}: {error}"
                self.answered += 1
                if why:
                    self.failed.append(why)


def told(folder):
    """Install, use, upgrade, break and lose the server; return what was seen, a dict."""
    machine, seen = Machine(folder), {}
    seen["installed"], _ = machine.install()
    if seen["installed"]:
        return seen
    seen["pages"] = {
        path: machine.get(path)[0]
        for path in ("/", "/en/", "/regions/", "/admin/login/", "/readyz")
    }
    _, headers, _ = machine.get("/", Accept_Encoding="gzip")
    seen["hsts"] = headers.get("Strict-Transport-Security", "")
    status, counted = machine.do(
        *("portal", "shell", "--no-imports", "-c"),
        "from regions.models import Hromada; print(Hromada.objects.count())",
    )
    seen["hromadas"] = int(counted.split()[-1]) if status == 0 else counted
    seen["nginx reads"] = {
        path: machine.may_read("www-data", path)
        for path in (
            "/var/lib/portal/static/staticfiles.json",
            "/etc/portal/portal.env",
            "/var/lib/portal/portal.env",
        )
    }
    seen["plain"] = machine.plain("/news/")
    seen["asked of the portal"] = [machine.asked("/regions/") for _ in range(2)]
    # A copy of all places takes minutes; tests/portal/test_snapshot.py asks for more.
    machine.do("runuser", "-u", "postgres", "--", "psql", "-qd", "portal", "-c", FEW_PLACES)
    seen["units"] = {}
    for name in ("backup", "snapshot", "nightly", "digests"):
        status, said = machine.do("systemctl", "start", f"portal-{name}.service")
        log = machine.folder / f"var/log/portal-{name}.log"
        seen["units"][name] = status, said + log.read_text()[-1500:]
    seen["backups"] = len(list((machine.folder / "var/backups/portal").glob("*.tar")))
    seen["copied"] = (machine.folder / "srv/portal/copy/index.html").is_file()

    reader = Reader(machine)
    reader.start()
    machine.change("templates/404.html", "{% block", "<!-- the next release -->{% block")
    machine.change("templates/base.html", "</body>", "<!-- the next release --></body>")
    seen["upgraded"], said = machine.install()
    seen["upgrade made a backup"] = "The tables are those" not in said
    time.sleep(2)
    reader.goes_on = False
    reader.join()
    seen["answered"], seen["failed"] = reader.answered, reader.failed[:20]
    seen["runs"] = {
        port: machine.do("systemctl", "is-active", f"portal-web@{port}")[0] == 0
        for port in (8000, 8001)
    }
    seen["the next release"] = "the next release" in machine.get("/")[2].decode()

    undo = machine.change("portal/wsgi.py", "import os", "raise SystemExit('broken')\nimport os")
    seen["broken"], said = machine.install()
    seen["broken says"] = said[-300:]
    undo()
    seen["after a broken one"] = machine.get("/search/?q=y")[0]
    seen["releases"] = len(list((machine.folder / "opt/portal/releases").iterdir()))

    machine.do("systemctl", "stop", "portal-web@8001")
    status, headers, _ = machine.get("/en/tags/")
    seen["without a server"] = status, headers.get("X-Page")
    return seen


if __name__ == "__main__":
    os.chdir("/")
    print(json.dumps(told(sys.argv[1]), ensure_ascii=False))  # noqa: T201 - for test_install.py
