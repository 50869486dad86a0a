"""What stands inside a page for its first paint: one round trip brings the whole text, dressed.

The files stay apart in static/css/, one for each subject; a page names those it needs.
portal/policy.py allows each page the style that stands in it, by its hash.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import rcssmin
from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import mark_safe

register = template.Library()

FRAME = ("variables", "base")

_ZERO = re.compile(r"(?<![\w.#])0\.(?=\d)")
_TWICE = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3(?=[;})\s,])")


def stylesheet(*names):
    """Return (css, source) of files of static/css/ by their names without the ending.

    `css` is one minified text; `source` is what a policy calls it, 'sha256-…' with its quotes (CSP
    level 3, section 2.3.1). Raises FileNotFoundError for a name that isn't there.
    """
    return _stylesheet(names) if settings.DEBUG else _stylesheet_once(names)


def _stylesheet(names):
    return _read(tuple(_file(f"css/{name}.css") for name in names), _minified)


_stylesheet_once = lru_cache(_stylesheet)


def first_script():
    """Return (script, source) of static/js/first-paint.js, without its comments."""
    return _first_script() if settings.DEBUG else _first_script_once()


def _first_script():
    return _read((_file("js/first-paint.js"),), _without_comments)


_first_script_once = lru_cache(_first_script)


def _file(name):
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(f"static/ has no {name}")
    return path, Path(path).stat().st_mtime_ns


@lru_cache(maxsize=64)
def _read(files, minified):
    text = "".join(minified(Path(path).read_text(encoding="utf-8")) for path, _ in files)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"


def _minified(css):
    """Return CSS as short as it means the same: 0.5 is .5, and #ffffff is #fff."""
    return _TWICE.sub(r"#\1\2\3", _ZERO.sub(".", rcssmin.cssmin(css)))


def _without_comments(script):
    lines = (line.strip() for line in script.splitlines())
    return "".join(line for line in lines if not line.startswith("//"))


@register.simple_tag
def styles(*names):
    """The <style> of a page: `{% styles "cards" "front" %}`; the frame's own files come first."""
    return mark_safe(f"<style>{stylesheet(*FRAME, *names)[0]}</style>")


@register.simple_tag
def own_styles(*names):
    """The <style> of a page without the frame, as the embed is: `{% own_styles "embed" %}`."""
    return mark_safe(f"<style>{stylesheet(*names)[0]}</style>")


@register.simple_tag
def first_paint():
    """The one <script> inside a page: theme and light mode before anything is painted."""
    return mark_safe(f"<script>{first_script()[0]}</script>")
