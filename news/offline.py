"""Reading without a network: the service worker, the web app's manifest, the offline page.

The worker is made of the files in static/js/worker/ in the order of WORKER, one script at one
address, with what it needs to know from here before them: its version, the addresses of its shell
and the texts that it puts into pages.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from news.models import Article

WORKER = ("kept", "saying", "answering", "gathering", "life")
NEWSROOM = "admin"  # what its scripts in static/js/ begin with: none of them is in the shell
LANGUAGES = ("uk", "en")
MOST = 200  # ids of articles in one question
HOUR = 3600

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">'
    '<path fill="#8b8678" fill-opacity=".18" d="M0 0h160v90H0z"/>'
    '<path fill="#8b8678" fill-opacity=".45" d="m80 31 14 14-14 14-14-14zm0 6-8 8 8 8 8-8z"/></svg>'
)


@require_safe
def offline(request):
    """What is kept on the reader's device: listed by a script, since only the browser knows."""
    return render(request, "news/offline.html")


@require_safe
@condition(etag_func=lambda request: f'"{version_of(script_now())}"')
def worker(request):
    """Send the service worker. Browsers ask after every page whether it is still the same."""
    response = HttpResponse(script_now(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def script_now():
    """Return `worker_script()`; in production, where no file changes, it is made once."""
    return worker_script() if settings.DEBUG else _kept_script()


def worker_script():
    """Return the whole script, text. It changes whenever any file of the shell changes."""
    code = "\n".join(_read(f"js/worker/{name}.js") for name in WORKER)
    shell = shell_files()
    knows = {
        "shell": [static(name) for name in shell],
        "offline": {language: _address("offline", language) for language in LANGUAGES},
        "changes": reverse("offline_changes"),
        "texts": {language: _texts(language) for language in LANGUAGES},
        "picture": PICTURE,
    }
    digest = hashlib.sha256(code.encode())
    digest.update(json.dumps(knows).encode())
    for name in shell:
        digest.update(_read_bytes(name))
    for language in LANGUAGES:
        with override(language):
            digest.update(render_to_string("news/offline.html").encode())
    told = {"version": digest.hexdigest()[:16]} | knows
    return f"const PORTAL = {json.dumps(told, ensure_ascii=False)};\n{code}"


_kept_script = cache(worker_script)


def version_of(script):
    """Return the version that stands in a worker's script, 16 hexadecimal characters."""
    return re.search(r'"version": "(\w+)"', script)[1]


def shell_files():
    """Return the names in static/ of what pages need to work offline: the readers' scripts."""
    folder = settings.BASE_DIR / "static" / "js"
    scripts = sorted(f"js/{path.name}" for path in folder.glob("*.js"))
    scripts = [name for name in scripts if not name.startswith(f"js/{NEWSROOM}")]
    outside = [name for name in scripts if name != "js/first-paint.js"]  # it stands inside pages
    return [*outside, "css/print.css", "img/icon.svg"]


@require_safe
def changes(request):
    """Answer {id: when it was last saved} for the articles of `?ids=1,2,3` that are public.

    So a device learns in one question which of its copies were corrected, and which withdrawn.
    """
    ids = request.GET.get("ids", "")
    if not re.fullmatch(r"\d{1,18}(,\d{1,18})*", ids, re.ASCII) or ids.count(",") >= MOST:
        raise Http404("ids is a list of numbers")
    saved = Article.objects.published().filter(pk__in=ids.split(",")).order_by()
    response = JsonResponse({pk: at.isoformat() for pk, at in saved.values_list("pk", "saved_at")})
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request):
    """The web app's manifest (W3C Web Application Manifest), in the language of the address."""
    front = reverse("front")
    response = JsonResponse(
        {
            "id": front,
            "name": _("Hromada Portal"),
            # Translators: the name under the icon on a phone: 12 characters or fewer
            "short_name": _("Hromadas"),
            "description": _(
                "News of Ukraine’s local self-government: every hromada, every oblast."
            ),
            "lang": get_language(),
            "dir": "ltr",
            "start_url": front,
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbfaf6",
            "theme_color": "#fbfaf6",
            "categories": ["news"],
            "icons": [
                {"src": static("img/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
                _icon("icon-192", 192),
                _icon("icon-512", 512),
                _icon("icon-maskable", 512) | {"purpose": "maskable"},
            ],
            "shortcuts": [
                {"name": _("My feed"), "url": reverse("my")},
                {"name": _("Find a hromada"), "url": reverse("find")},
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
    response["Cache-Control"] = f"public, max-age={HOUR}"
    return response


def _icon(name, side):
    return {"src": static(f"img/{name}.png"), "type": "image/png", "sizes": f"{side}x{side}"}


def _texts(language):
    with override(language):
        return {
            "offline": _("Saved on {date}. There is no connection now."),
            "slow": _("Saved on {date}. The connection is slow.")
            + f' <a href="">{_("Try again")}</a>',
            "broken": _("Saved on {date}. The site does not answer now."),
            "unknown": _("There is no connection, and this page isn’t among those saved.")
            + f' <a href="">{_("Try again")}</a>',
        }


def _address(name, language):
    with override(language):
        return reverse(name)


def _read(name):
    return _read_bytes(name).decode()


def _read_bytes(name):
    return Path(finders.find(name)).read_bytes()
