"""The pages of the site, asked for one after the other, from the front pages and the sitemap on."""

from collections import deque
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.utils import translation

from portal.page_address import Page, environ_of
from portal.snapshot import redirects
from portal.snapshot.addresses import PAGE, file_of
from portal.snapshot.tree import CHUNK, Unfit
from regions.models import Hromada, Oblast

STARTS = ("/", "/en/", "/robots.txt", "/sitemap.xml", "/sitemap-news.xml")
NOWHERE = "0404/"  # where no page is
# The page about the copy, which the site itself hasn't got, by what its language begins with.
ABOUT = {"": f"copy/{PAGE}", "en/": f"en/copy/{PAGE}"}
FOLLOWED = 3  # redirects, one after the other
TOLD = 1000  # of what is missing or refused
GONE = (404, 410)


class Broken(Exception):
    """The site can't be copied now; says why in a sentence."""


class Crawl:
    """Fills a Tree with the pages of the site.

    `links` are the Links by which pages are turned into those of the copy. Afterwards `pages` is
    how many pages of HTML there are, `missing` and `refused` are pairs of an address and a reason:
    of links that lead nowhere on the site either, and of pages that the site failed to make.
    """

    def __init__(self, tree, links):
        self.tree, self.links = tree, links
        self.site = BaseHandler()
        self.site.load_middleware()
        self.queue, self.known = deque(), set(ABOUT.values())
        self.pages, self.missing, self.refused = 0, [], []

    def run(self, progress=lambda crawl: None):
        """Copy everything but the page about the copy; `progress` is called for each file.

        Raises Broken.
        """
        for start in STARTS:
            self.want(start)
        for before in ABOUT:
            self.copy_not_found(before)
            for places in (Oblast, Hromada):  # other sites alone link to these
                for katottg in places.objects.values_list("katottg", flat=True):
                    self.want(f"/{before}embed/regions/{katottg}/")
        while self.queue:
            self.copy(*self.queue.popleft())
            progress(self)
        self.tree.put_stream(redirects.FILE, redirects.lines(self.leads_to))

    def about(self, moment):
        """Put the page that says what a copy is, when it was made and what it can't do."""
        for before, file in ABOUT.items():
            path = f"/{file.removesuffix(PAGE)}"
            with translation.override("en" if before else "uk"):
                request = WSGIRequest(environ_of(Page(path, "", light=False)))
                context = {"made": moment, "site": settings.SITE_URL}
                text = render_to_string("copy.html", context, request)
            self.tree.put(file, self.links.html(text, path, file)[0].encode())

    def want(self, path, query="", depth=1):
        """Have an address copied, once for each file."""
        file = file_of(path, query)
        if file and file not in self.known:
            self.known.add(file)
            self.queue.append((path, query, depth, file))

    def copy(self, path, query, depth, file):
        """Put the file of an address into the tree, and what it needs on the list."""
        try:
            if path.startswith(settings.STATIC_URL):
                self.copy_static(path, file)
            else:
                self.copy_answer(self.ask(path, query), path, depth, file)
        except Unfit:
            self.refuse(path, query, "another file stands in its way")

    def copy_static(self, path, file):
        name = path.removeprefix(settings.STATIC_URL)
        collected = Path(settings.STATIC_ROOT, name)
        source = str(collected) if collected.is_file() else finders.find(name)
        if not source:
            self.miss(path, "", 404)
            return
        content = Path(source).read_bytes()
        if name.endswith((".js", ".css")):
            for address in self.links.needed(content.decode(), path):
                self.want(*address)
        self.tree.put(file, content)

    def copy_answer(self, response, path, depth, file):
        """Put the answer to a path into the tree: what it holds, or where it leads."""
        try:
            status, kind = response.status_code, response.get("Content-Type", "")
            if 300 <= status < 400:
                self.copy_redirect(response["Location"], path, file)
            elif status in GONE or 400 <= status < 500:
                self.miss(path, response.request.META["QUERY_STRING"], status)
            elif status != 200:
                self.fail(path, response.request.META["QUERY_STRING"], status)
            elif response.streaming:
                self.copy_file(response, file)
            elif kind.startswith("text/html"):
                text, found = self.links.html(response.text, path, file, depth)
                self.put_text(text, found, file)
                self.pages += 1
            elif kind.startswith("application/xml") and path.startswith("/sitemap"):
                self.put_text(*self.links.sitemap(response.text), file)
            else:
                self.tree.put(file, response.content)
        finally:
            response.close()

    def put_text(self, text, found, file):
        self.tree.put(file, text.encode())
        for address in found:
            self.want(*address)

    def copy_file(self, response, file):
        """Put a file that is sent in pieces; one that never changes under its name isn't read."""
        if "immutable" in response.get("Cache-Control", "") and self.tree.keep(file):
            return
        response.block_size = CHUNK
        self.tree.put_stream(file, response.streaming_content)

    def copy_redirect(self, target, path, file):
        """Put a page that leads on; a picture under its second address is put again."""
        target = target.removeprefix(settings.SITE_URL)
        if file.endswith((".html", ".htm")):
            self.tree.put(file, self.links.redirect(target, file).encode())
            way, _, query = target.partition("#")[0].partition("?")
            if target.startswith("/"):
                self.want(unquote(way), query)
            return None
        for _ in range(FOLLOWED):
            way, _, query = target.partition("?")
            response = self.ask(unquote(way), query)
            if not 300 <= response.status_code < 400:
                return self.copy_answer(response, path, 1, file)
            target = response["Location"].removeprefix(settings.SITE_URL)
        return self.miss(path, "", 300)

    def copy_not_found(self, before):
        """Put the page for what isn't there: hosts show it under any address."""
        path, file = f"/{before}{NOWHERE}", f"{before}404.html"
        text = self.ask(path).text.replace(NOWHERE, "")  # in the link to the other language
        if self.links.is_relative:
            text, found = self.links.all_live(text), []
        else:
            text, found = self.links.html(text, path, file)
        self.put_text(text, found, file)

    def ask(self, path, query=""):
        """Return the site's answer to a path (decoded) and a query (as in a link)."""
        page = Page(path.encode().decode("latin-1"), query, light=False)
        request = WSGIRequest(environ_of(page))
        response = self.site.get_response(request)
        response.request = request
        if request.META.get("portal.away"):
            raise Broken("The database is away. What was published before stays as it is.")
        return response

    def leads_to(self, path):
        """Return to which path the site leads for ever from another, or None."""
        response = self.ask(path)
        return response["Location"] if response.status_code == 301 else None

    def miss(self, path, query, status):
        if (path, query) in [(start, "") for start in STARTS]:
            raise Broken(f"The site answers {status} for {path}: it is not set up.")
        self.tell(self.missing, path, query, f"{status}")

    def fail(self, path, query, status):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError as error:
            raise Broken(f"The database failed at {path}: {error}") from error
        if path == STARTS[0]:
            raise Broken(f"The site answers {status} for its front page; its log says why.")
        self.refuse(path, query, f"the site answers {status}; its log says why")

    def refuse(self, path, query, reason):
        self.tell(self.refused, path, query, reason)

    def tell(self, told, path, query, reason):
        if len(told) < TOLD:
            told.append((f"{path}?{query}" if query else path, reason))
