"""What pages say, turned into what is true in a copy of the site.

Links lead to the files of the copy, or, where a server has to answer, to the live site by its whole
address; so do forms. Scripts that ask the server are left out, with the counting of views. Whole
addresses of the live site stay: `canonical` and feeds go on naming the original.
"""

import re
from html import escape, unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from portal.snapshot.addresses import address_in, file_of, relative

# The scripts in static/js/ that ask a server, or let pages be kept that a copy hasn't got.
ASKING = ("app", "count", "filters", "follow", "keep", "my", "saved", "suggest")

TAG = re.compile(
    r"""<(?:a|area|form|iframe|img|link|script|source)\s(?:[^>"']|"[^"]*"|'[^']*')*>"""
)
ATTRIBUTE = re.compile(r'(?<=\s)(href|src|srcset|action)="([^"]*)"')
PIXEL = re.compile(r'<noscript><img src="[^"]*/view\.gif"[^>]*></noscript>')
MANIFEST = re.compile(r'<link rel="manifest"[^>]*>\n?')
# Its script would show it; until then the styles keep its place.
FOLLOW, NO_FOLLOW = '<div class="follow" hidden', "<div hidden"
MAIN = '<main id="main"'
# Browsers run no module from a file of the reader's own disk: what needs one is as without scripts.
PAINTED, PAINTED_FROM_FILE = 'h.add("js")', '/^file/.test(location)||h.add("js")'
LOCATION = re.compile(r"<loc>([^<]*)</loc>")
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
URL = re.compile(r"""url\(\s*["']?((?!data:)[^"')]+)""")
KNOWN = 20_000  # links by heart; most stand on every page


class Links:
    """Turns texts into those of a copy.

    ``site``      the address of the live site, SITE_URL
    ``relative``  whether links are relative, so that the copy may stand in any folder
    ``pages``     how many pages of a list are in the copy; None for all
    """

    def __init__(self, relative=False, pages=None):
        self.site, self.is_relative, self.pages = settings.SITE_URL, relative, pages
        self.known = {}  # link: (address or None, its file)
        self.asking = re.compile(
            rf'<script type="module" src="{re.escape(settings.STATIC_URL)}js/'
            rf'(?:{"|".join(ASKING)})(?:\.[0-9a-f]{{12}})?\.js"[^>]*></script>\n?'
        )
        self.notes = {code: _note(code) for code, _ in settings.LANGUAGES}

    def html(self, text, path, file, depth=1):
        """Return (the HTML of a page as it is in the copy, [(path, query, depth)] that it needs).

        `path` is the page's own, `file` its file; `depth` says which page of a list it is, from 1.
        """
        found = {}
        text = MANIFEST.sub("", PIXEL.sub("", self.asking.sub("", text)))
        text = text.replace(FOLLOW, NO_FOLLOW)
        text = text.replace(MAIN, self.notes["en" if path.startswith("/en/") else "uk"] + MAIN, 1)
        if self.is_relative:
            text = text.replace(PAINTED, PAINTED_FROM_FILE, 1)

        def turned(attribute):
            name, value = attribute.groups()
            if name == "action":
                return f'action="{escape(self.live(unescape(value) or path))}"'
            if name == "srcset":
                parts = [part.strip().partition(" ") for part in value.split(",")]
                ways = (f"{led(way)}{gap}{width}" for way, gap, width in parts)
                return f'srcset="{", ".join(ways)}"'
            return f'{name}="{led(value)}"'

        def led(link):
            return self.led(link, path, file, depth, found)

        text = TAG.sub(lambda tag: ATTRIBUTE.sub(turned, tag[0]), text)
        return text, [(*address, deep) for address, deep in found.items()]

    def led(self, link, path, file, depth, found):
        """Return a link of a page (escaped, as in its HTML) as it is in the copy.

        What the copy needs is put into `found`, {(path, query): depth}.
        """
        plain = unescape(link) if "&" in link else link
        if plain.startswith("?"):
            plain = path + plain
        if not plain.startswith("/") or plain.startswith("//"):
            return link
        if plain not in self.known:
            if len(self.known) >= KNOWN:
                self.known.clear()
            self.known[plain] = self.understood(plain)
        address, target, fragment = self.known[plain]
        if address is None:
            return escape(self.live(plain))
        deep = depth + 1 if "before=" in address[1] else 1
        if self.pages and deep > self.pages:
            return escape(self.live(plain))
        found.setdefault(address, deep)
        if self.is_relative:
            return relative(file, target) + fragment
        return address_in(target) + fragment if address[1] else link

    def understood(self, link):
        """Return ((path, query), file, fragment) of a link that begins with one slash; the address
        is None where only the live site can answer."""
        way, sign, fragment = link.partition("#")
        path, _, query = way.partition("?")
        file = file_of(unquote(path), query)
        return (unquote(path), query) if file else None, file, escape(sign + fragment)

    def live(self, link):
        """Return the whole address of a path, with or without a query, on the live site."""
        return self.site + link if link.startswith("/") else link

    def all_live(self, text):
        """Return the HTML of a page that is shown under any address: all its links are whole."""
        text = MANIFEST.sub("", self.asking.sub("", text))

        def turned(attribute):
            return f'{attribute[1]}="{escape(self.live(unescape(attribute[2])))}"'

        return TAG.sub(lambda tag: ATTRIBUTE.sub(turned, tag[0]), text)

    def sitemap(self, text):
        """Return (a sitemap as it is in the copy, [(path, query, 1)] that it lists)."""
        found = []

        def located(loc):
            whole = unescape(loc[1])
            if not whole.startswith(f"{self.site}/"):
                return loc[0]
            address, file, _ = self.understood(whole.removeprefix(self.site))
            if address is None:
                return loc[0]
            found.append((*address, 1))
            return f"<loc>{self.site}{address_in(file)}</loc>" if address[1] else loc[0]

        return LOCATION.sub(located, text), found

    def needed(self, text, path):
        """Return [(path, "", 1)] of what a style sheet or a script loads beside it."""
        names = (IMPORT if path.endswith(".js") else URL).findall(text)
        return [(normpath(join(dirname(path), name.partition("?")[0])), "", 1) for name in names]

    def redirect(self, target, file):
        """Return the page that leads on to `target`, an address as Location has it."""
        whole, way = self.live(target), target
        if target.startswith("/") and not target.startswith("//"):
            address, aim, fragment = self.understood(target)
            way = whole
            if address:
                way = relative(file, aim) if self.is_relative else address_in(aim)
                way += fragment
        return (
            '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n'
            '<meta name="robots" content="noindex">\n<link rel="canonical" href="{}">\n'
            '<meta http-equiv="refresh" content="0; url={}">\n<p><a href="{}">{}</a></p>\n'
        ).format(
            "en" if target.startswith("/en/") else "uk",
            *map(escape, (unquote(whole), whole, way, way, unquote(whole))),
        )


def _note(language):
    with override(language):
        return render_to_string("includes/copy_note.html")
