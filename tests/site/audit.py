"""What axe said of all kinds of pages, as one document: the statement of accessibility reads it."""

import json

from tests.site.barriers import SCHEMES, SIZES, TAGS


def report(results, day):
    """Return the audit as a dict, always in the same order for the same findings.

    `results` is {Kind: {View: axe's results}}, `day` the date of the audit. Of a page it tells the
    violations (with the number of nodes, the most of any view), how many rules passed in every view
    and how many leave something for a person to judge in any.
    """
    first = next(iter(next(iter(results.values())).values()))
    return {
        "date": day.isoformat(),
        "axe": first["axe"],
        "tags": list(TAGS),
        "sizes": list(SIZES),
        "schemes": list(SCHEMES),
        "pages": [_page(kind, list(views.values())) for kind, views in results.items()],
    }


def _page(kind, views):
    violations = {}
    for found in views:
        for rule in found["violations"]:
            nodes = max(len(rule["nodes"]), violations.get(rule["id"], {}).get("nodes", 0))
            violations[rule["id"]] = {
                "id": rule["id"],
                "impact": rule["impact"],
                "help": rule["help"],
                "nodes": nodes,
            }
    return {
        "kind": kind.name,
        "path": kind.path,
        "violations": [violations[rule] for rule in sorted(violations)],
        "incomplete": len({rule["id"] for found in views for rule in found["incomplete"]}),
        "passes": len(set.intersection(*(set(found["passes"]) for found in views))),
    }


def text(report):
    """Return a report as the text of its file: JSON, a line for each page."""
    head = {key: value for key, value in report.items() if key != "pages"}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    pages = ",\n".join(f"    {json.dumps(page)}" for page in report["pages"])
    return "{\n" + ",\n".join([*lines, f'  "pages": [\n{pages}\n  ]']) + "\n}\n"


def table(report):
    """Return a report as lines for the terminal."""
    row = "{:<36}{:>11}{:>10}{:>8}\n".format
    lines = [row("page", "violations", "to judge", "passed")]
    for page in report["pages"]:
        numbers = (page["incomplete"], page["passes"])
        lines.append(row(page["kind"], sum(v["nodes"] for v in page["violations"]), *numbers))
    return "".join(["\n", *lines, f"axe {report['axe']}, {report['date']}\n"])
