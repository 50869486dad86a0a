"""Which operations of a migration keep readers or the newsroom waiting while a site is upgraded.

What PostgreSQL locks, and for how long, is told in its manual (13.3.1, ALTER TABLE, CREATE INDEX).
A table that the same migration has made may have everything done to it: nobody reads it yet.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OURS = ("regions", "news", "newsroom", "digest", "portal")
CODE = (migrations.RunPython, migrations.RunSQL)


def found(migration, state, made=frozenset()):
    """Return sentences, one for each operation of a Migration that is not for a site in use.

    `state` is the ProjectState before it, which is changed to that after it. `made` are the models
    that nobody uses yet, pairs of (app, name in lower case).
    """
    sentences, alters, own = [], False, set(made)
    for operation in _flat(migration.operations):
        label = migration.app_label
        name = getattr(operation, "model_name_lower", None)
        if isinstance(operation, migrations.CreateModel):
            own.add((label, operation.name_lower))
        elif name and (label, name) not in own:
            alters = True
            wrong = _wrong(operation, state.models[label, name])
            if wrong:
                sentences.append(f"{label}.{name}: {wrong}")
        elif isinstance(operation, migrations.DeleteModel | migrations.RenameModel):
            model = getattr(operation, "name_lower", None) or operation.old_name_lower
            if (label, model) not in own:
                alters = True
                sentences.append(
                    f"{label}.{model}: the code of before still reads this table; "
                    "remove it one release after the last code that does"
                )
        elif isinstance(operation, CODE) and alters:
            sentences.append(
                f"{label}: code runs in a transaction that holds a table; give it a migration"
            )
        operation.state_forwards(label, state)
    return sentences


def _flat(operations):
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _wrong(operation, model):
    """Return what is wrong with an operation on the table of a ModelState, or ""."""
    if isinstance(operation, migrations.AddField):
        return _wrong_field(operation.field)
    if isinstance(operation, migrations.AlterField):
        return _wrong_change(model.fields[operation.name], operation.field)
    if isinstance(operation, migrations.RemoveField | migrations.RenameField):
        return "the code of before still reads this column; remove it one release later"
    is_index = isinstance(operation, migrations.AddIndex)
    if is_index and not isinstance(operation, AddIndexConcurrently):
        return "nobody can save while the index is made; make it concurrently"
    if isinstance(operation, migrations.AddConstraint):
        return "all rows are read while the table is locked; add it NOT VALID, validate it later"
    if isinstance(operation, migrations.AlterModelTable):
        return "the code of before still reads the table by its former name"
    return ""


def _wrong_field(field):
    if field.many_to_many:
        return ""  # a table of its own
    if field.unique or field.db_index:
        return "an index is made while the table is locked; add it afterwards, concurrently"
    is_given = field.has_db_default() if hasattr(field, "has_db_default") else False
    if not field.null and not is_given:
        return "the code of before saves rows without this column; give it a db_default or null"
    return ""


def _wrong_change(before, after):
    if before.many_to_many or after.many_to_many:
        return ""
    if type(before) is not type(after) or _type(before) != _type(after):
        return "the column's type is another one: all rows are written anew behind a lock"
    if before.null and not after.null:
        return "all rows are read while the table is locked; add a CHECK that is NOT VALID first"
    if (after.unique and not before.unique) or (after.db_index and not before.db_index):
        return "an index is made while the table is locked; make it concurrently"
    return ""


def _type(field):
    if isinstance(field, models.ForeignKey):
        return field.remote_field.model
    return field.db_type(connection)


def of_all():
    """Return {(app, name): sentences} of all migrations of ours that have any."""
    loader = MigrationLoader(None)
    state = ProjectState()
    told = {}
    for key in _in_order(loader):
        sentences = found(loader.graph.nodes[key], state)
        if key[0] in OURS and sentences:
            told[key] = sentences
    return told


def _in_order(loader):
    done = {}
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            done.setdefault(key)
    return list(done)
