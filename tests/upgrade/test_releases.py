"""Every release that was ever run can be migrated to what the code is today.

Whoever makes a release adds its commit and its last migrations to releases.json.
"""

import json
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.upgrade.locks import OURS

RELEASES = json.loads(Path(__file__).with_name("releases.json").read_text())


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release["commit"])
def test_its_migrations_are_on_the_way_to_todays(release):
    graph = MigrationLoader(None).graph
    applied = set(release["leaves"].items())
    on_the_way = {key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf)}
    assert applied <= on_the_way
    assert {app for app, _ in applied} <= set(OURS)
