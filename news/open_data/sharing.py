"""One publication of the open data for all hosts, through the storage of pictures, where that is
elsewhere.

The host that publishes puts the files into `data/` there; each of the others brings them to its own
disk, where its web server finds them. So a page, the files that it names and their checksums belong
together, whichever host answers.
"""

import json
import os
import secrets
import shutil
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "data"
CURRENT = f"{FOLDER}/current.json"  # {"name": of the folder, "files": {name: time in seconds}}


def give(folder):
    """Let the other hosts have a publication, the Path of a folder. Raises OSError."""
    if not default_storage.is_elsewhere:
        return
    files = {}
    for path in sorted(folder.iterdir()):
        files[path.name] = int(path.stat().st_mtime)
        os.utime(path, (files[path.name],) * 2)  # web servers tell files apart by their times
        with path.open("rb") as file:
            default_storage.save(f"{FOLDER}/{folder.name}/{path.name}", File(file))
    kept = {folder.name, (_current() or {}).get("name")}
    told = json.dumps({"name": folder.name, "files": files}).encode()
    default_storage.save(CURRENT, ContentFile(told))
    for old in default_storage.listdir(FOLDER)[0]:
        if old not in kept:
            for name in default_storage.listdir(f"{FOLDER}/{old}")[1]:
                default_storage.delete(f"{FOLDER}/{old}/{name}")


def take(folder, current):
    """Bring the publication of another host into a `folder` (a Path), if it isn't the `current`
    one (a Path, or None). Returns the Path of a new folder in it, or None. Raises OSError."""
    told = _current() if default_storage.is_elsewhere else None
    if not told or (current and current.name == told["name"]):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f".{secrets.token_hex(8)}"
    new.mkdir()
    try:
        for name, changed in told["files"].items():
            path = new / Path(name).name
            source = f"{FOLDER}/{told['name']}/{name}"
            with default_storage.open(source) as file, path.open("wb") as out:
                shutil.copyfileobj(file, out)
            os.utime(path, (changed, changed))
        return new.replace(folder / Path(told["name"]).name)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _current():
    try:
        with default_storage.open(CURRENT) as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return None
