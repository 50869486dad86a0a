"""What an answer may load, do and be used for, told to the browser by the headers of every answer.

Pages are kept by caches, so what stands inside them is allowed by its hash and never by a nonce.
All pages have one Content-Security-Policy, but for the hash of the style inside each: it is found
by that style, and a web server that serves pages from files (portal/page_files.py) knows it by
their paths. The newsroom has the same, for nothing in it needs more (ADR 0029).
"""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from news.embeds import FRAME_HOSTS
from news.templatetags.styles import FRAME, first_script, stylesheet

HEADER = "Content-Security-Policy"
SELF, NONE = "'self'", "'none'"
FRAMES, RESOURCES = "X-Frame-Options", "Cross-Origin-Resource-Policy"
REFERRER, PERMISSIONS = "Referrer-Policy", "Permissions-Policy"

# Of what is no page and runs nothing: a picture that somebody sent stays one, whatever is in it.
BARE = "default-src 'none'; frame-ancestors 'none'; sandbox"
# What no page of ours uses, for its own scripts and for frames. What players in frames are given
# (static/js/embeds.js), what copying and sharing need, and the newsroom's passkeys are left out.
UNUSED = (
    *("accelerometer", "bluetooth", "browsing-topics", "camera", "display-capture", "geolocation"),
    *("gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
NOTHING_UNUSED = ", ".join(f"{feature}=()" for feature in UNUSED)

# Who may put the page into a frame: what X-Frame-Options says, which views choose by Django's
# decorators (django.views.decorators.clickjacking); a page that is exempt is open to all.
ANCESTORS = {"DENY": NONE, "SAMEORIGIN": SELF, None: "*"}

# The pages that a web server may send from files, by patterns of their paths, and the template in
# which the style of each is named.
STYLED = {
    f"/(?:en/)?{path}": f"{template}.html"
    for path, template in (
        ("", "news/front"),
        ("news/", "news/list"),
        ("news/[0-9][^/]*/", "news/article"),
        ("news/archive/", "news/archive"),
        ("tags/", "news/tags"),
        ("tags/[^/]+/", "news/tag"),
        ("popular/", "news/popular"),
        ("data/", "news/data"),
        ("accessibility/", "news/accessibility"),
        ("my/", "news/my"),
        ("offline/", "news/offline"),
        ("regions/", "regions/regions"),
        ("regions/find/", "regions/find"),
        ("regions/[^/]+/", "regions/oblast"),
        ("regions/[^/]+/[^/]+/", "regions/hromada"),
        ("embed/regions/[^/]+/code/", "regions/embed_page"),
        ("feeds/", "news/feeds"),
    )
}
START, END = b"<style>", b"</style>"

TAG = re.compile(r"{% (own_)?styles((?: \"[\w-]+\")*) %}")


def policy(ancestors="DENY", style=""):
    """Return the policy of a page with an X-Frame-Options of ANCESTORS, a str; `style` is what a
    policy calls the style inside it (`style_of`), "" for none."""
    making = _policy if not settings.DEBUG else _policy.__wrapped__
    return making(ancestors, style)


@lru_cache
def _policy(ancestors, style):
    rules = {
        "default-src": [NONE],
        "script-src": [SELF, first_script()[1]],
        "style-src": [SELF, *filter(None, [style])],
        # The API's browser has its arrows in its styles; pictures may have another host.
        "img-src": [SELF, "data:", *filter(None, ["/".join(settings.MEDIA_PUBLIC.split("/")[:3])])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF, *(f"https://{host}" for host in FRAME_HOSTS)],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [ANCESTORS[ancestors]],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def style_of(content):
    """Return what a policy calls the style inside a page (bytes), "" where none of ours is."""
    start = content.find(START)
    if start < 0:
        return ""
    known = _styles if not settings.DEBUG else _styles.__wrapped__
    return known().get(content[start + len(START) : content.find(END, start)], "")


@lru_cache(maxsize=1)
def _styles():
    """Return {the style inside a page: what a policy calls it}, of all templates."""
    found = {}
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        for text, source in inline_styles(template):
            found[text.encode()] = source
    return found


def inline_styles(template):
    """Return pairs of each style that a template (a Path) puts into a page, and what a policy
    calls it."""
    tags = TAG.findall(template.read_text(encoding="utf-8"))
    names = ((own, said.replace('"', "").split()) for own, said in tags)
    return [stylesheet(*(words if own else (*FRAME, *words))) for own, words in names]


@lru_cache(maxsize=1)
def styles_of_files():
    """Return {pattern of a path: what a policy calls the style there}, for STYLED."""
    folder = Path(settings.BASE_DIR, "templates")
    return {path: inline_styles(folder / name)[0][1] for path, name in STYLED.items()}


def style_at(path):
    """Return what a policy calls the style of the page at a path, "" for none that is known."""
    styles = styles_of_files()
    return next((styles[each] for each in styles if re.fullmatch(each, path)), "")


def common_headers(style=""):
    """Return the headers that every page of readers' has, {name: value}; what depends on the page
    (type, length, language) is not among them. `style` is that of `policy`."""
    return (
        {HEADER: policy(style=style), RESOURCES: "same-origin"}
        | _plain()
        | {"Cache-Control": "no-cache"}
    )


def bare_headers():
    """Return the headers of answers to programs that are made in front of Django, {name: value}."""
    return {HEADER: BARE, RESOURCES: "same-origin"} | _plain()


def file_headers():
    """Return the headers of files that other sites may show too, {name: value}."""
    return bare_headers() | {RESOURCES: "cross-origin"}


def _plain():
    headers = {
        FRAMES: settings.X_FRAME_OPTIONS,
        "X-Content-Type-Options": "nosniff",
        REFERRER: settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        PERMISSIONS: NOTHING_UNUSED,
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return headers


class Headers:
    """Send the headers with whatever Django answers: the outermost of the middleware, so that a
    redirect, a file or a page of an error that another one sends has them too.

    HSTS is left to Django's SecurityMiddleware, which knows how the reader came.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.newsroom = reverse("admin:index")
        self.common = {
            name: value for name, value in _plain().items() if name != "Strict-Transport-Security"
        }

    def __call__(self, request):
        response = self.get_response(request)
        headers = response.headers
        is_newsroom = request.path_info.startswith(self.newsroom)
        is_picture = headers.get("Content-Type", "").startswith("image/")
        # A page of an error may come from before X-Frame-Options is set.
        is_open = getattr(response, "xframe_options_exempt", False)
        if is_newsroom and headers.get(REFERRER) == self.common[REFERRER]:
            headers[REFERRER] = "same-origin"  # nobody learns that a newsroom led to them
        for name, value in self.common.items():
            if name != FRAMES or not is_open:
                headers.setdefault(name, value)
        # What other sites may show: pictures, in feeds and messengers, and what is open to all.
        is_public = is_picture or is_open or headers.get("Access-Control-Allow-Origin") == "*"
        headers.setdefault(
            RESOURCES, "cross-origin" if is_public and not is_newsroom else "same-origin"
        )
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's own technical pages
        if HEADER not in headers:
            style = getattr(response, "style", None)  # of what is packed (portal/compression.py)
            if style is None:
                style = "" if response.streaming else style_of(response.content)
            headers[HEADER] = BARE if is_picture else policy(headers.get(FRAMES), style)
        return response
