"""What a page may load and do, told to the browser: the Content-Security-Policy of readers' pages.

Pages are kept by caches, so what stands inside them is allowed by its hash and never by a nonce.
All pages have one policy, with the hashes of every style that templates put inside a page: so a web
server that serves them from files (portal/page_files.py) knows it without having made them.

The newsroom under `/admin/` is Django's admin with its own inline styles; only the previews in it,
which are readers' pages, are bound as those are.
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

# Who may put the page into a frame: what X-Frame-Options says, which views choose by Django's
# decorators (django.views.decorators.clickjacking); a page without it is open to all.
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
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [f"https://{host}" for host in FRAME_HOSTS],
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
    headers = {
        HEADER: policy(),
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cache-Control": "no-cache",
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return headers


class PolicyOfPage:
    """Send the policy with everything but the newsroom's own pages."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.newsroom = reverse("admin:index")

    def __call__(self, request):
        response = self.get_response(request)
        is_admin = request.path_info.startswith(self.newsroom)
        if is_admin and not hasattr(request, "inline_styles"):
            return response
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's own technical pages
        response.headers.setdefault(HEADER, policy(response.get("X-Frame-Options")))
        return response
