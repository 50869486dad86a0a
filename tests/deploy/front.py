"""A real nginx, with the configuration of deploy/, in front of the portal in this process.

`front.get("/news/")` asks nginx; `front.asked` lists the WSGI environs of what came through to the
portal; `front.stop_portal()` takes it away. What comes from this machine names the reader's address
in X-Forwarded-For, as nginx believes it from there.
"""

import contextlib
import http.client
import shutil
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from bench import servers
from portal import serving
from portal.management.commands import nginx_conf


class Quiet(WSGIRequestHandler):
    def log_message(self, *told):
        pass


class Server(ThreadedWSGIServer):
    daemon_threads = False  # they hold connections to the database: the end waits for them

    def __init__(self, *given):
        super().__init__(*given)
        self.open = set()

    def process_request(self, request, client_address):
        self.open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request):
        self.open.discard(request)
        super().close_request(request)

    def stop(self):
        """End at once, as a process that is killed: what is open is broken off."""
        self.shutdown()
        for request in list(self.open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        self.server_close()


class Front:
    def __init__(self, folder):
        self.folder, self.asked = Path(folder), []
        self.application = serving.application(WSGIHandler())
        self.server = Server(("127.0.0.1", 0), Quiet)
        self.server.set_app(self.portal)
        threading.Thread(target=self.server.serve_forever, args=(0.01,)).start()
        self.running = ExitStack()

    def portal(self, environ, start_response):
        self.asked.append(dict(environ))
        return self.application(environ, start_response)

    def start_nginx(self, url, copy="", tls="", http_port=80):
        nginx_conf.write_unavailable()
        template = (site.BASE_DIR / "deploy" / "nginx.conf").read_text()
        brotli = servers.BROTLI.is_file()
        lines = nginx_conf.filled(template, brotli, tls, str(self.folder), copy, http_port)
        port = urlsplit(url).port
        self.nginx = self.running.enter_context(servers.nginx(lines, port, self.folder))
        self.asked.clear()

    def stop_nginx(self):
        self.running.close()

    def stop_portal(self):
        if self.server:
            self.server.stop()
            self.server = None

    def get(self, path, method="GET", body=None, **headers):
        """Ask nginx; returns (status, {name in lower case: value}, bytes)."""
        connection = http.client.HTTPConnection(urlsplit(self.nginx.url).netloc, timeout=60)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        result = answer.status, found, answer.read()
        connection.close()
        return result

    def filed(self, path, **headers):
        """Read a page so that nginx has its file, and forget who asked; returns what `get` does."""
        found = self.get(path, **headers)
        self.asked.clear()
        return found


@pytest.fixture
def front(transactional_db, settings, tmp_path):
    if not servers.has_nginx():
        pytest.skip("no nginx on the PATH: apt-get install nginx")
    front = Front(tmp_path)
    settings.SITE_URL = f"http://127.0.0.1:{servers.free_port()}"
    settings.PORT = front.server.server_port
    try:
        front.start_nginx(settings.SITE_URL)
        yield front
    finally:
        front.stop_nginx()
        front.stop_portal()
        shutil.rmtree(site.DATA_DIR / "pages", ignore_errors=True)
