"""What an answer may load, do and be used for, told to the browser by the headers of every answer.

Pages are kept by caches, so what stands inside them is allowed by its hash and never by a nonce.
All pages have one Content-Security-Policy, with the hashes of every style that templates put inside
a page: so a web server that serves them from files (portal/page_files.py) knows it without having
made them. The newsroom has the same, for nothing in it needs more (ADR 0029).
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

TAG = re.compile(r"{% (own_)?styles((?: \"[\w-]+\")*) %}")


def policy(ancestors="DENY"):
    """Return the policy of a page with an X-Frame-Options of ANCESTORS, a str."""
    return _policy(ancestors) if not settings.DEBUG else _policy.__wrapped__(ancestors)


@lru_cache
def _policy(ancestors):
    rules = {
        "default-src": [NONE],
        "script-src": [SELF, first_script()[1]],
        "style-src": [SELF, *inline_styles()],
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


def inline_styles():
    """Return what a policy calls the styles inside pages, of all `{% styles %}` in templates/."""
    found = set()
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        for own, names in TAG.findall(template.read_text(encoding="utf-8")):
            words = names.replace('"', "").split()
            found.add(stylesheet(*(words if own else (*FRAME, *words)))[1])
    return sorted(found)


def common_headers():
    """Return the headers that every page of readers' has, {name: value}; what depends on the page
    (type, length, language) is not among them."""
    return {HEADER: policy(), RESOURCES: "same-origin"} | _plain() | {"Cache-Control": "no-cache"}


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
        headers.setdefault(HEADER, BARE if is_picture else policy(headers.get(FRAMES)))
        return response
