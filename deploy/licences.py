"""The licences of all that the locks name, as docs/licences.md: `make licences` writes it anew.

They are what the packages themselves say (License-Expression of PEP 639, or the older fields). What
may be used is decided here and held by tests/deploy/test_supply.py.
"""

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
LOCKS = {
    "requirements.txt": "What the portal runs on",
    "requirements-dev.txt": "What its tests and tools need on top; none of it is on a server",
}
LINE = re.compile(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
# How older packages write what has a name in SPDX now.
SPDX = {
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
# Of packages whose fields are empty or contradict each other: as their own files say.
SAID_ELSEWHERE = {
    "axe-playwright-python": "MIT",
    "pymorphy3-dicts-uk": "GPL-3.0-only",
    "pytest-django": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "rfc3987-syntax": "MIT",
}
# With these anybody may run and pass on the portal, changed or not, under whatever licence.
FREE = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC"),
    *("MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Unlicense"),
    *("LGPL-3.0-only", "MPL-2.0"),  # bind who changes these libraries themselves
}
EXCEPTIONS = {
    "pymorphy3-dicts-uk": "a dictionary, data that the portal reads as it is. It is installed from "
    "its own package and never copied into the portal; who passes it on does so under its licence",
}


def locked(lock):
    """Return {name: version} of a lock, by the name of its file."""
    return dict(LINE.findall((ROOT / lock).read_text(encoding="utf-8")))


def licence_of(name):
    """Return the licence of an installed package, an expression of SPDX, or "" for none known."""
    if name in SAID_ELSEWHERE:
        return SAID_ELSEWHERE[name]
    said = metadata(name)
    found = said.get("License-Expression") or _plain(said.get("License") or "")
    for classifier in said.get_all("Classifier", []):
        if not found and classifier.startswith("License :: "):
            found = classifier.rpartition(" :: ")[2]
    return SPDX.get(found, found)


def _plain(text):
    """Leave out what is no name: some packages put the whole text there."""
    return text if len(text) < 50 and "\n" not in text and text != "UNKNOWN" else ""


def is_free(name, licence):
    """Say whether a package may be used under a licence, an expression of SPDX."""
    parts = re.split(r" OR ", licence)
    return name in EXCEPTIONS or any(set(re.split(r" AND ", part)) <= FREE for part in parts)


def page():
    """Return the text of docs/licences.md for what is installed."""
    lines = [
        "# Licences of what the portal is built on",
        "",
        "Written by `make licences` from the locks; a test holds it to them. What isn’t free "
        "to use, change and pass on is refused, but for:",
        "",
        *(f"- `{name}` ({licence_of(name)}): {why}." for name, why in EXCEPTIONS.items()),
    ]
    for lock, title in LOCKS.items():
        lines += ["", f"## {title}", "", "| package | version | licence |", "| --- | --- | --- |"]
        lines += [
            f"| {name} | {version} | {licence_of(name)} |"
            for name, version in sorted(locked(lock).items())
            if lock == "requirements.txt" or name not in locked("requirements.txt")
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
