"""What a page may load and do, told to the browser: the Content-Security-Policy of readers' pages.

Pages are kept by caches, so what stands inside them is allowed by its hash and never by a nonce.
The newsroom under `/admin/` is Django's admin with its own inline styles; only the previews in it,
which are readers' pages, are bound as those are.
"""

from csp.middleware import CSPMiddleware, PolicyParts
from django.urls import reverse

from news.embeds import FRAME_HOSTS
from news.templatetags.styles import stylesheet

SELF, NONE = ("'self'",), ("'none'",)

RULES = {
    "default-src": NONE,
    "script-src": SELF,
    "style-src": SELF,
    "img-src": SELF,
    "font-src": SELF,
    "connect-src": SELF,
    "manifest-src": SELF,
    "worker-src": SELF,
    "frame-src": tuple(f"https://{host}" for host in FRAME_HOSTS),
    "base-uri": NONE,
    "form-action": SELF,
}

# Who may put the page into a frame: what X-Frame-Options says, which views choose by Django's
# decorators (django.views.decorators.clickjacking); a page without it is open to all.
ANCESTORS = {"DENY": NONE, "SAMEORIGIN": SELF, None: ("*",)}


class PolicyOfPage(CSPMiddleware):
    """Send the rules, with the hashes of what the page's template has put inside it."""

    def process_response(self, request, response):
        is_admin = request.path_info.startswith(reverse("admin:index"))
        if is_admin and not hasattr(request, "inline_styles"):
            return response
        return super().process_response(request, response)

    def get_policy_parts(self, request, response, report_only=False):
        if report_only:
            return PolicyParts()
        styles = getattr(request, "inline_styles", set())
        if response.status_code >= 400:
            # A page of templates/plain.html is made without the request.
            styles = styles | {stylesheet("plain")[1]}
        return PolicyParts(
            RULES
            | {
                "style-src": (*SELF, *sorted(styles)),
                "script-src": (*SELF, *sorted(getattr(request, "inline_scripts", ()))),
                "frame-ancestors": ANCESTORS[response.get("X-Frame-Options")],
            }
        )
