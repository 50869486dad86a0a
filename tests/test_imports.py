"""Who may import whom: `ukrainian ← regions ← news ← newsroom, digest ← portal` (STYLE.md)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# package: what it may import of ours, besides itself
ARROWS = {
    "ukrainian": set(),
    "regions": {"ukrainian"},
    "news": {"ukrainian", "regions"},
    "newsroom": {"ukrainian", "regions", "news"},
    "digest": {"ukrainian", "regions", "news"},
    "portal": {"ukrainian", "regions", "news", "newsroom", "digest"},
}
# A dotted name in a string is an import too: "news.Article" as a foreign key, import_string(…).
DOTTED = re.compile(r"[a-z_]+(\.[A-Za-z_]\w*)+")


def imported(source, module):
    """Return those packages of ours that the `source` of a `module` (a dotted name) imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = module.split(".")[: -node.level]
            found.add(".".join([*base, node.module or ""]))
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
        elif isinstance(node, ast.Constant) and DOTTED.fullmatch(str(node.value)):
            found.add(node.value)
    return {name.split(".")[0] for name in found} & (ARROWS.keys() | {"tests", "bench"})


def wrong(source, module):
    """Return what `source` imports against the arrows."""
    package = module.split(".")[0]
    return imported(source, module) - ARROWS[package] - {package}


MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for package in ARROWS
    for path in sorted((ROOT / package).rglob("*.py"))
}


def test_no_module_imports_against_the_arrows():
    found = {
        module: wrong(path.read_text(encoding="utf-8"), module) for module, path in MODULES.items()
    }
    assert {module: reversed_ones for module, reversed_ones in found.items() if reversed_ones} == {}


def test_every_package_of_ours_has_its_arrows():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "bench"} <= ARROWS.keys()


@pytest.mark.parametrize(
    ("module", "source", "reversed_arrow"),
    [
        ("ukrainian.words", "import regions.models", "regions"),
        ("ukrainian.words", "import os, news", "news"),
        ("regions.find", "from news.models import Article", "news"),
        ("regions.find", "def find():\n    from news import models", "news"),
        ("regions.find", "if True:\n    import portal.settings as s", "portal"),
        ("regions.models", 'models.ForeignKey("news.Article")', "news"),
        ("news.views", 'import_string("portal.cache.Cache")', "portal"),
        ("news.views", "from newsroom.desk import Desk", "newsroom"),
        ("newsroom.desk", "import digest", "digest"),
        ("digest.letters", "import newsroom.desk", "newsroom"),
        ("news.views", "from tests.factories import make_article", "tests"),
    ],
)
def test_a_reversed_arrow_is_seen(module, source, reversed_arrow):
    assert wrong(source, module) == {reversed_arrow}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("news.views", "from regions.models import Hromada\nfrom ukrainian import slugs"),
        ("news.views", "from . import models\nfrom .models.tag import Tag"),
        ("news.models.tag", "from ..body import clean"),
        ("portal.urls", "from news import views"),
        ("regions.find", "import django.urls\nreverse('news')\nrender('news/list.html')"),
    ],
)
def test_what_follows_the_arrows_is_allowed(module, source):
    assert wrong(source, module) == set()
