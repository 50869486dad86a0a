"""Writing a dataset, as CSV and as lines of JSON, each with a packed twin, row by row."""

import csv
import gzip
import hashlib
import io
import json
import os
from contextlib import ExitStack

from news.open_data.datasets import SEPARATOR

# A cell of CSV that begins so is a formula to a spreadsheet; an apostrophe makes it a text.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
KINDS = ("csv", "jsonl")
UNTOLD = "views"  # changes every day, and is no change of a row


def write(dataset, folder, at, told=lambda number: None):
    """Write a Dataset into a folder (a Path). Return how many rows it has.

    `at` is the aware datetime at which is public what is written; `told` is called with the number
    of each row.
    """
    names = [column.name for column in dataset.columns]
    number = 0
    with ExitStack() as stack:
        table, lines = (
            stack.enter_context(_Twins(folder / f"{dataset.name}.{kind}")) for kind in KINDS
        )
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180

        def put(cells):
            writer.writerow(cells)
            table.write(text.getvalue())
            text.seek(0)
            text.truncate()

        put(names)
        for number, row in enumerate(dataset.rows(at), 1):
            put(map(cell, row))
            record = dict(zip(names, row, strict=True))
            lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            told(number)
    return number


def cell(value):
    """Return what a cell of CSV holds for a value: None is empty, and nothing is a formula."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = SEPARATOR.join(part.replace(SEPARATOR, "/") for part in value)
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return value


class _Twins:
    """A file and its packed twin, written together and there for good when they are closed."""

    def __init__(self, path):
        self.paths = path, path.with_name(f"{path.name}.gz")

    def __enter__(self):
        self.plain, raw = (path.open("wb") for path in self.paths)
        self.raw = raw
        self.packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0)
        self.packed = io.BufferedWriter(self.packed, 1 << 16)
        return self

    def write(self, text):
        content = text.encode(errors="replace")
        self.plain.write(content)
        self.packed.write(content)

    def __exit__(self, *error):
        self.packed.flush()
        self.packed.raw.close()
        for file in (self.plain, self.raw):
            file.flush()
            os.fsync(file.fileno())
            file.close()


def facts(path):
    """Return (bytes, SHA-256 in hexadecimal) of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def changes(dataset, old, new):
    """Return (added, changed, removed): how many rows of a Dataset are new, other and gone in the
    file `new` of lines of JSON beside `old`, Paths of which `old` may not be there."""
    added = changed = removed = 0
    before, after = _records(dataset, old), _records(dataset, new)
    was, now = next(before, None), next(after, None)
    while was or now:
        if was is None or (now and now[0] < was[0]):
            added += 1
            now = next(after, None)
        elif now is None or was[0] < now[0]:
            removed += 1
            was = next(before, None)
        else:
            changed += was[1] != now[1]
            was, now = next(before, None), next(after, None)
    return added, changed, removed


def _records(dataset, path):
    """Yield (key, {name: value} of all that counts as a change) of each line."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            record.pop(UNTOLD, None)
            yield tuple(record[name] for name in dataset.key), record
