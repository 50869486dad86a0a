"""No migration keeps readers or the newsroom waiting while a site in use is upgraded."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from tests.upgrade import locks

# Made before anybody ran the portal in public, on tables that held a demo. Nothing is added here.
EXCUSED = {
    *(("news", "0003_version"), ("news", "0004_image_use"), ("news", "0006_counting")),
    *(("news", "0013_search"), ("news", "0014_features"), ("news", "0017_search_pairs")),
}


def test_every_migration_is_for_a_site_in_use():
    told = locks.of_all()
    assert {key: each for key, each in told.items() if key not in EXCUSED} == {}
    assert told.keys() >= EXCUSED


ROW = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))]
INDEX = models.Index(fields=["name"], name="row_name")


def told(*operations):
    state = ProjectState()
    state.add_model(ModelState("news", "Row", ROW, bases=(models.Model,)))
    migration = migrations.Migration("x", "news")
    migration.operations = list(operations)
    return locks.found(migration, state)


def add(field):
    return migrations.AddField("row", "more", field)


def alter(field):
    return migrations.AlterField("row", "name", field)


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([migrations.AddIndex("row", INDEX)], "concurrently"),
        ([add(models.CharField(max_length=5, default=""))], "db_default"),
        ([add(models.SlugField(null=True))], "concurrently"),
        ([add(models.IntegerField(null=True, unique=True))], "concurrently"),
        ([alter(models.TextField())], "written anew"),
        ([alter(models.CharField(max_length=20, unique=True))], "written anew"),
        ([alter(models.CharField(max_length=9, db_index=True))], "concurrently"),
        ([migrations.RemoveField("row", "name")], "one release later"),
        ([migrations.RenameField("row", "name", "title")], "one release later"),
        ([migrations.DeleteModel("Row")], "one release after"),
        ([migrations.RenameModel("Row", "Line")], "one release after"),
        (
            [migrations.AddConstraint("row", models.UniqueConstraint(fields=["name"], name="u"))],
            "NOT VALID",
        ),
        (
            [add(models.IntegerField(null=True)), migrations.RunSQL("UPDATE news_row SET more=1")],
            "a migration",
        ),
        (
            [migrations.SeparateDatabaseAndState([migrations.RemoveField("row", "name")])],
            "one release later",
        ),
    ],
)
def test_what_holds_a_table_is_named(operations, words):
    (sentence,) = told(*operations)
    assert words in sentence
    assert sentence.startswith("news")


@pytest.mark.parametrize(
    "operations",
    [
        [AddIndexConcurrently("row", INDEX)],
        [add(models.CharField(max_length=5, null=True))],
        [add(models.BooleanField(db_default=False))],
        [alter(models.CharField("назва", max_length=9, help_text="Як її кличуть."))],
        [migrations.RunSQL("UPDATE news_row SET name = ''")],
        [
            migrations.CreateModel("New", ROW),
            migrations.AddIndex("new", models.Index(fields=["name"], name="new_name")),
            migrations.RunSQL("INSERT INTO news_new SELECT * FROM news_row"),
        ],
    ],
)
def test_what_holds_none_for_long_is_not(operations):
    assert told(*operations) == []
