"""The CSS of a page's first paint, inside the page: one round trip brings the whole text.

The files stay apart in static/css/, one for each subject; a page names those it needs.
"""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

import rcssmin
from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

ALWAYS = ("variables", "base")


def stylesheet(*names):
    """Return (css, source) of files of static/css/ by their names without the ending.

    `css` is one minified text; `source` is what a Content-Security-Policy calls it, for instance
    'sha256-…' with its quotes (CSP level 3, section 2.3.1). Raises FileNotFoundError for a name
    that isn't there.
    """
    paths = [finders.find(f"css/{name}.css") for name in names]
    if missing := [name for name, path in zip(names, paths, strict=True) if not path]:
        raise FileNotFoundError(f"static/css/ has no {', '.join(missing)}")
    return _stylesheet(tuple((path, Path(path).stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=64)
def _stylesheet(files):
    css = "".join(rcssmin.cssmin(Path(path).read_text(encoding="utf-8")) for path, _ in files)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"'sha256-{digest}'"


@register.simple_tag(takes_context=True)
def styles(context, *names):
    """The <style> of a page: `{% styles "cards" "front" %}`; the frame's own files come first.

    Its hash is left on the request, from where portal/policy.py takes it into the header.
    """
    css, source = stylesheet(*ALWAYS, *names)
    if request := context.get("request"):
        request.inline_sources = [*getattr(request, "inline_sources", ()), source]
    return format_html("<style>{}</style>", mark_safe(css))
