"""The audit that the statement of accessibility tells is of today's site, told as it was."""

import json
from datetime import date

import pytest

from news.accessibility import AUDIT
from tests.site import audit
from tests.site.barriers import EVERY_VIEW, SCHEMES, SIZES, TAGS
from tests.site.kinds import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def found(violations=(), incomplete=(), passes=("html-has-lang", "image-alt")):
    """Return axe's results of a page in one view; rules are given by id and number of nodes."""

    def rules(pairs):
        return [
            {"id": rule, "impact": "serious", "help": rule, "nodes": ["<i>"] * nodes}
            for rule, nodes in pairs
        ]

    return {
        "axe": "4.0",
        "violations": rules(violations),
        "incomplete": rules(incomplete),
        "passes": list(passes),
    }


def test_every_kind_of_page_was_audited_and_has_no_barrier(kinds):
    """When this fails for a new kind of page: `make audit`."""
    last = json.loads(AUDIT.read_text(encoding="utf-8"))
    assert [page["kind"] for page in last["pages"]] == [kind.name for kind in kinds]
    assert [page for page in last["pages"] if page["violations"]] == []
    assert last["tags"] == list(TAGS)
    assert last["sizes"] == list(SIZES)
    assert last["schemes"] == list(SCHEMES)


def test_a_page_is_told_by_its_worst_view():
    views = [
        found([("color-contrast", 2)], [("link-name", 1)]),
        found([("color-contrast", 5), ("button-name", 1)], passes=["image-alt"]),
        found(),
        found(incomplete=[("link-name", 3)]),
    ]
    results = {Kind("front", "/"): dict(zip(EVERY_VIEW, views, strict=True))}
    report = audit.report(results, date(2026, 11, 23))
    assert report["date"] == "2026-11-23"
    page = report["pages"][0]
    assert [(rule["id"], rule["nodes"]) for rule in page["violations"]] == [
        ("button-name", 1),
        ("color-contrast", 5),
    ]
    assert (page["kind"], page["path"], page["incomplete"], page["passes"]) == ("front", "/", 1, 1)


def test_the_file_is_json_with_a_line_for_each_page():
    results = {Kind(name, "/"): {EVERY_VIEW[0]: found()} for name in ("front", "news")}
    report = audit.report(results, date(2026, 11, 23))
    assert json.loads(audit.text(report)) == report
    assert sum('"kind"' in line for line in audit.text(report).splitlines()) == 2
    assert "front" in audit.table(report)
