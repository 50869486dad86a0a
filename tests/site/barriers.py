"""What axe says of a page: the rules of WCAG 2.0 to 2.2, A and AA, and axe's best practices."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SIZES = (390, 1280)  # px wide
SCHEMES = ("light", "dark")
OPTIONS = {
    "runOnly": TAGS,
    "resultTypes": ["violations", "incomplete"],
    "preload": False,  # it would ask for imported style sheets anew, by wrong addresses
}
# The bodies of axe's findings are large; what is asked of them is little.
RUN = """async options => {
    const found = await axe.run(document, options)
    const short = rules => rules.map(({id, impact, help, nodes}) => (
        {id, impact, help, nodes: nodes.map(node => node.html.slice(0, 160))}
    ))
    return {
        axe: found.testEngine.version,
        violations: short(found.violations),
        incomplete: short(found.incomplete),
        passes: found.passes.map(rule => rule.id),
    }
}"""


@dataclass(frozen=True)
class View:
    """How a page is looked at: `size` px wide, in a colour scheme."""

    size: int
    scheme: str


EVERY_VIEW = tuple(View(size, scheme) for size in SIZES for scheme in SCHEMES)
DIAGONAL = (View(390, "light"), View(1280, "dark"))


def look(page, views=EVERY_VIEW):
    """Return {View: axe's results} of the page that is open, loaded once and shown in each view.

    Results are dicts: axe (its version), violations and incomplete (lists of rules with id, impact,
    help and nodes, the beginnings of their HTML), passes (ids of rules).
    """
    page.evaluate(Axe().axe_script)
    results = {}
    for view in views:
        page.set_viewport_size({"width": view.size, "height": 900})
        page.emulate_media(color_scheme=view.scheme, reduced_motion="reduce")
        results[view] = page.evaluate(RUN, OPTIONS)
    return results


def told(results):
    """Return the violations among results of `look` as lines of text, each node once; or ""."""
    lines = {}
    for view, found in results.items():
        for rule in found["violations"]:
            for node in rule["nodes"]:
                lines.setdefault(f"{rule['id']} ({rule['help']}): {node}", []).append(
                    f"{view.size} {view.scheme}"
                )
    return "\n".join(f"{line} [{', '.join(views)}]" for line, views in lines.items())
