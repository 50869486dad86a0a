"""The servers that are measured, each started for a `with` and stopped after it.

All of them listen on free ports of the loopback. A server is given as a `Server`: the address that
it answers at and the process above all of its own.
"""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PORTAL, BARE = "portal.wsgi:application", "bench.bare:application"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")  # Debian's

MAIN = """
{user}
{modules}
daemon off;
worker_processes {workers};
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" error;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path "{folder}/bodies";
    proxy_temp_path "{folder}/proxied";
    fastcgi_temp_path "{folder}/other";
    scgi_temp_path "{folder}/other";
    uwsgi_temp_path "{folder}/other";
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    gzip on;  # as Debian's has it
    {http}
}}
"""

# Nothing but files, with their compressed twins.
FILES = """
    access_log off;
    keepalive_requests 10000;
    server {{
        listen 127.0.0.1:{port};
        default_type "text/html; charset=utf-8";
        gzip off;
        gzip_static on;
        {brotli}
        root "{folder}/files";
    }}
"""


class Server(NamedTuple):
    url: str  # scheme, host and port
    pid: int


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(target, application, environment):
    """Return the command, a list of words, by which a target of the Makefile ends, with another
    application than the portal's: so that both run under the same server with the same options."""
    told = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", target],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.replace("\\\n", " ")
    last = next(line for line in told.splitlines() if line.lstrip("@ ").startswith("exec "))
    return [application if word == PORTAL else word for word in shlex.split(last)[1:]]


@contextmanager
def granian(environment, application=PORTAL, port=None):
    """Run the server of `make serve` with the portal or BARE.

    `environment` is the whole one, a dict; PORT in it is replaced.
    """
    port = port or free_port()
    environment = environment | {
        "PORT": str(port),
        "GRANIAN_LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }
    with running(command("serve", application, environment), environment, port) as server:
        yield server


@contextmanager
def nginx(http, port, folder, workers=2):
    """Run nginx with the lines `http` inside its `http { … }`, which listen on `port`.

    What it writes comes into a folder.
    """
    with running(_nginx(http, folder, workers), os.environ, port) as server:
        yield server


def nginx_check(http, folder):
    """Return what nginx says of the lines `http`, when it only reads them."""
    words = [*_nginx(http, folder, workers=1), "-t"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stderr


def _nginx(http, folder, workers):
    """Write a whole configuration into a folder; return the command that runs it."""
    user = "user root;" if os.geteuid() == 0 else ""  # or it could not read what we make
    modules = f"load_module {BROTLI};" if BROTLI.is_file() else ""
    file = Path(folder) / "nginx.conf"
    config = MAIN.format(user=user, modules=modules, workers=workers, folder=folder, http=http)
    file.write_text(config, encoding="utf-8")
    return ["nginx", "-e", f"{folder}/start.log", "-p", str(folder), "-c", str(file)]


@contextmanager
def nginx_files(folder, workers):
    """Run nginx on the files in `folder`/files, as many processes as the portal has."""
    port = free_port()
    brotli = "brotli_static on;" if BROTLI.is_file() else ""
    lines = FILES.format(folder=folder, port=port, brotli=brotli)
    with nginx(lines, port, folder, workers) as server:
        yield server


@contextmanager
def nginx_of_deploy(environment, folder, workers):
    """Run nginx as deploy/nginx.conf says, for the portal of an environment: SITE_URL is nginx's
    address, PORT the portal's."""
    lines = subprocess.run(
        [sys.executable, "manage.py", "nginx_conf", "--logs", str(folder)]
        + ["--brotli" if BROTLI.is_file() else "--no-brotli"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    with nginx(lines, urlsplit(environment["SITE_URL"]).port, folder, workers) as server:
        yield server


def has_nginx():
    return shutil.which("nginx") is not None


@contextmanager
def running(words, environment, port, folder=ROOT):
    """Run a server, by a command (a list of words) in a folder, that listens on `port`."""
    process = subprocess.Popen(words, cwd=folder, env=environment, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, url)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process, url):
    """Wait until anything is answered. Exits in words when nothing is."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            urlopen(f"{url}/healthz", timeout=5).close()
            return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{process.args[0]} did not start.")
