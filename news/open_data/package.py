"""datapackage.json: what the files are, for programs, by Frictionless' specifications, version 1.

https://specs.frictionlessdata.io/data-package/, …/tabular-data-resource/ and …/table-schema/.
"""

import json

from django.conf import settings
from django.utils import timezone

from news.addresses import absolute
from news.open_data.datasets import LINKS, LIST, SEPARATOR
from news.open_data.files import KINDS, facts
from news.open_data.licences import LICENCES

NAME = "datapackage.json"
CHANGES = "changes.csv"
VERSION = "1.0.0"  # of the columns: what is added makes it 1.1.0, what goes 2.0.0
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
CHANGES_COLUMNS = {
    "date": ("date", "The day in Kyiv.", "День у Києві."),
    "dataset": ("string", "Which one.", "Який набір."),
    "rows": ("integer", "How many rows it has.", "Скільки в ньому рядків."),
    "added": ("integer", "How many are new.", "Скільки нових."),
    "changed": ("integer", "How many are other than before.", "Скільки змінених."),
    "removed": ("integer", "How many are gone.", "Скільки зникло."),
}


def written(folder, datasets, rows, at):
    """Return the text of datapackage.json of the files in a folder (a Path).

    `rows` is {name of a dataset: how many it has}; `at` the aware datetime of the publication.
    """
    licence = settings.DATA_LICENCE
    title, address = LICENCES[licence]
    package = {
        "profile": "data-package",
        "name": "portal-hromad",
        "title": "Портал громад: статті й місця / Hromada Portal: articles and places",
        "description": (
            "Public articles of the portal, without their texts, and the places of Ukraine’s local "
            "self-government by the codifier KATOTTG. Made anew every night."
        ),
        "homepage": absolute("/data/"),
        "version": VERSION,
        "created": timezone.localtime(at).isoformat(timespec="seconds"),
        "licenses": [{"name": licence, "title": title, "path": address}],
        "sources": [{"title": "КАТОТТГ: наказ № 290 від 26.11.2020"}],
        "resources": [
            _resource(folder, dataset, kind, rows[dataset.name])
            for dataset in datasets
            for kind in KINDS
        ]
        + [_of_changes(folder)],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(folder, dataset, kind, rows):
    path = folder / f"{dataset.name}.{kind}"
    size, digest = facts(path)
    schema = {
        "fields": [_field(column, kind) for column in dataset.columns],
        "primaryKey": list(dataset.key),
        "foreignKeys": [
            {
                "fields": column,
                "reference": {"resource": f"{other}-{kind}", "fields": "katottg"},
            }
            for name, column, other in LINKS
            if name == dataset.name
        ],
    }
    found = {
        "name": f"{dataset.name.replace('_', '-')}-{kind}",
        "path": path.name,
        "title": dataset.title,
        "format": kind,
        "mediatype": MEDIA_TYPES[kind],
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "rows": rows,
        "packed": {"path": f"{path.name}.gz", "bytes": (folder / f"{path.name}.gz").stat().st_size},
        "schema": schema,
    }
    if not schema["foreignKeys"]:
        del schema["foreignKeys"]
    if kind == "csv":
        found |= {
            "profile": "tabular-data-resource",
            "dialect": {"lineTerminator": "\r\n"},
            "description": "An apostrophe stands before what a spreadsheet would call a formula.",
        }
    return found


def _field(column, kind):
    is_list = column.type == LIST
    english, ukrainian = column.english, column.ukrainian
    if is_list and kind == "csv":
        english += f" Several are parted by {SEPARATOR}."
        ukrainian += f" Між кількома стоїть {SEPARATOR}."
    types = {"csv": "string", "jsonl": "array"}
    return {
        "name": column.name,
        "type": types[kind] if is_list else column.type,
        "description": english,
        "description_uk": ukrainian,
    }


def _of_changes(folder):
    size, digest = facts(folder / CHANGES)
    return {
        "name": "changes",
        "path": CHANGES,
        "title": "What has changed from night to night",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": {
            "fields": [
                {"name": name, "type": type_, "description": english, "description_uk": ukrainian}
                for name, (type_, english, ukrainian) in CHANGES_COLUMNS.items()
            ]
        },
    }
