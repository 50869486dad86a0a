"""A crawl of the site from its front pages along every inner link, as search engines do it."""

import hashlib
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import html5lib
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

CYRILLIC = re.compile(r"[Ѐ-ӿ]+")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Attributes that name other elements of their page.
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers")

# What a browser says on its own when a page of ours asks for something.
BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@dataclass
class Page:
    """What a crawl keeps of one answer; all but the first seven only of HTML."""

    path: str  # with its query
    came_from: str
    status: int
    type: str  # of the content, without its parameters
    location: str
    cookies: list
    vary: str
    errors: list = field(default_factory=list)  # of the HTML
    language: str = ""
    title: str = ""
    canonical: str = ""  # a path, as all addresses here
    is_indexed: bool = True
    alternates: dict = field(default_factory=dict)  # {language: path}
    headings: list = field(default_factory=list)  # (level, text)
    ids: Counter = field(default_factory=Counter)
    references: set = field(default_factory=set)  # to ids of the page
    links: set = field(default_factory=set)  # paths of this site with their queries
    files: set = field(default_factory=set)  # what the page shows and runs
    foreign: set = field(default_factory=set)  # what it would load from elsewhere
    cyrillic: list = field(default_factory=list)  # outside of what is marked as Ukrainian
    main: str = ""  # a digest of the content

    @property
    def kind(self):
        return kind_of(self.path)


def kind_of(path):
    """Return the name of an address without its language, with "?" when it has a query; "" for an
    address that isn't ours."""
    try:
        name = resolve(urlsplit(path).path.removeprefix("/en") or "/").url_name or ""
    except Resolver404:
        return ""
    return f"{name}?" if "?" in path else name


def crawl(client, starts, limits):
    """Return {path: Page} of all that can be reached from `starts` (paths), breadth first.

    `limits` is {kind: how many pages of it are asked for in a language}; others have no limit.
    """
    pages, asked = {}, Counter()
    queue = deque((path, "") for path in starts)
    queued = set(starts)
    while queue:
        path, came_from = queue.popleft()
        page = pages[path] = read(client.get(path, **BROWSER), path, came_from)
        for link in sorted(page.links | page.files):
            family = link.startswith("/en/"), kind_of(link)
            if link in queued or asked[family] >= limits.get(family[1], 100_000):
                continue
            queued.add(link)
            asked[family] += 1
            if not link.startswith(settings.STATIC_URL):
                queue.append((link, path))
            elif not finders.find(link.removeprefix(settings.STATIC_URL)):
                pages[link] = Page(link, path, 404, "", "", [], "")
    return pages


def read(response, path, came_from=""):
    """Return the Page of a response of Django's test client."""
    page = Page(
        path=path,
        came_from=came_from,
        status=response.status_code,
        type=response.get("Content-Type", "").partition(";")[0],
        location=response.get("Location", ""),
        cookies=list(response.cookies),
        vary=response.get("Vary", ""),
    )
    if page.location:
        page.links.add(page.location)
    if page.type == "text/html" and response.status_code == 200:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(response.content.decode())
        page.errors = [f"{code} at {position}" for position, code, _ in parser.errors]
        page.language = tree.get("lang")
        _read_tree(page, tree)
    if response.streaming:
        deque(response.streaming_content, maxlen=0)  # a file that is sent stays open until its end
    return page


def inner(path, href):
    """Return the path that `href` on the page `path` leads to, or None when it leads elsewhere."""
    address = urldefrag(urljoin(settings.SITE_URL + path, href)).url
    return address.removeprefix(settings.SITE_URL) if _is_ours(address) else None


def _is_ours(address):
    return address.startswith(f"{settings.SITE_URL}/")


def _read_tree(page, tree):
    page.title = (tree.findtext("head/title") or "").strip()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        if element.get("id"):
            page.ids[element.get("id")] += 1
        for name in REFERENCES:
            page.references.update((element.get(name) or "").split())
        _read_element(page, element)
        if element.tag in HEADINGS:
            page.headings.append(
                (int(element.tag[1]), " ".join("".join(element.itertext()).split()))
            )
        elif element.tag == "main":
            text = " ".join("".join(element.itertext()).split())
            page.main = hashlib.sha256(text.encode()).hexdigest()
    page.cyrillic = list(_cyrillic(tree))


def _words(element):
    return " ".join("".join(element.itertext()).split())


def _read_element(page, element):
    tag, href = element.tag, element.get("href")
    if tag == "meta" and element.get("name") == "robots":
        page.is_indexed = "noindex" not in element.get("content", "")
    elif tag == "link" and href:
        rel = element.get("rel")
        path = inner(page.path, href)
        if rel == "canonical":
            page.canonical = path
        elif rel == "alternate" and element.get("hreflang"):
            page.alternates[element.get("hreflang")] = path
        if path is None:
            page.foreign.add(href)
        else:
            page.files.add(path)
    elif tag == "a" and href:
        if href.startswith("#"):
            page.references.add(href[1:])
        elif path := inner(page.path, href):
            page.links.add(path)
    loads = [element.get("src")] if tag != "a" else []
    loads += [part.split()[0] for part in (element.get("srcset") or "").split(",") if part.strip()]
    for address in filter(None, loads):
        path = inner(page.path, address)
        if path is None and not address.startswith("data:"):
            page.foreign.add(address)
        elif path:
            page.files.add(path)


def _cyrillic(element, language=""):
    """Yield the Cyrillic words of texts and attributes that no `lang` says to be Ukrainian."""
    if not isinstance(element.tag, str):
        return
    language = element.get("lang") or language
    if language != "uk":
        if element.tag not in ("script", "style") or "ld+json" in (element.get("type") or ""):
            yield from CYRILLIC.findall(element.text or "")
        for name, value in element.attrib.items():
            yield from (f"{name}={word}" for word in CYRILLIC.findall(value))
    for child in element:
        yield from _cyrillic(child, language)
        if language != "uk":
            yield from CYRILLIC.findall(child.tail or "")
