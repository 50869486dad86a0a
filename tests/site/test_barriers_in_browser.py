"""No page of the site has a barrier that axe finds; `make audit` keeps what it said in a file."""

import os
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from tests.site import audit
from tests.site.barriers import DIAGONAL, EVERY_VIEW, look, told
from tests.site.kinds import typical
from tests.site.opening import open_kind

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = 2  # so that no single test takes long


def walk(page, kinds, views):
    """Return {Kind: axe's results by view} of all kinds."""
    results = {}
    for kind in kinds:
        page.goto("about:blank")  # a page that is left may not finish what it asks for
        page.emulate_media(color_scheme=views[0].scheme, reduced_motion="reduce")
        open_kind(page, kind)
        results[kind] = look(page, views)
    return results


def complaints(results):
    """Return what axe has against the pages as text, by kind; or ""."""
    said = {kind.name: told(found) for kind, found in results.items()}
    return "".join(f"\n== {name}\n{text}" for name, text in said.items() if text)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_barrier(part, page, live_server, kinds):
    """Of each template a page in two views of four: a phone by day, a desk by night."""
    found = complaints(walk(page, typical(kinds)[part::PARTS], DIAGONAL))
    if found:
        pytest.fail(found)  # whole: pytest cuts the texts that it compares


@pytest.mark.soak
def test_no_page_has_a_barrier_in_any_view(page, live_server, kinds):
    """All kinds in all views; what axe says is kept in the file that AUDIT names (`make audit`)."""
    results = walk(page, kinds, EVERY_VIEW)
    report = audit.report(results, timezone.localdate())
    if "AUDIT" in os.environ:
        Path(os.environ["AUDIT"]).write_text(audit.text(report), encoding="utf-8")
    sys.stdout.write(audit.table(report))
    if found := complaints(results):
        pytest.fail(found)
