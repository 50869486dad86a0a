"""Known holes of what the locks name, asked without a network.

    python deploy/advisories.py                # names those of the locked versions; exit 1 for any
    python deploy/advisories.py --read FOLDER  # takes the list anew from a clone of the database

The list, deploy/advisories.json, is an extract of the Python Packaging Advisory Database
(https://github.com/pypa/advisory-database, CC BY 4.0): for each package that we lock its advisories
with the ranges of versions that they concern. It is as old as it says; `make audit-lock` asks the
network for what is known today.
"""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from packaging.version import Version

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deploy.licences import LOCKS, locked

FILE = Path(__file__).with_name("advisories.json")
OLD = 90  # days


def holes(pins, packages):
    """Return [(name, version, id, aliases)] of `pins`, {name: version}, by `packages`: {name:
    [{"id", "aliases", "ranges": [[introduced, fixed or None]], "versions": [version]}]}."""
    return [
        (name, version, advisory["id"], advisory["aliases"])
        for name, version in sorted(pins.items())
        for advisory in packages.get(name, [])
        if _concerns(advisory, Version(version))
    ]


def _concerns(advisory, version):
    return str(version) in advisory["versions"] or any(
        Version(introduced) <= version and (fixed is None or version < Version(fixed))
        for introduced, fixed in advisory["ranges"]
    )


def read(clone, names):
    """Return {name: advisories} of the packages `names` in a clone of the database (a Path)."""
    import yaml

    def git(*words):
        words = ["git", "-C", str(clone), *words]
        done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603
        return done.stdout

    found = {}
    for path in git("ls-tree", "-r", "--name-only", "HEAD", "vulns/").splitlines():
        name = path.split("/")[1].lower()
        if name not in names or not path.endswith((".yaml", ".yml")):
            continue
        told = yaml.safe_load(git("show", f"HEAD:{path}"))
        if "withdrawn" in told:
            continue
        ranges, versions = [], []
        for affected in told["affected"]:
            its = [pair for each in affected.get("ranges", []) for pair in _pairs(each)]
            ranges += its
            versions += (
                [] if its else affected.get("versions", [])
            )  # those of a range follow from it
        aliases = [alias for alias in told.get("aliases", []) if alias.startswith("CVE")]
        advisory = {"id": told["id"], "aliases": aliases, "ranges": ranges, "versions": versions}
        found.setdefault(name, []).append(advisory)
    return git("log", "-1", "--format=%cs").strip(), found


def _pairs(told):
    """Return [introduced, fixed or None] of a range of OSV (https://ossf.github.io/osv-schema/)."""
    pairs, introduced = [], None
    if told["type"] != "ECOSYSTEM":
        return pairs
    for event in told["events"]:
        if "introduced" in event:
            introduced = str(event["introduced"])
        elif "fixed" in event and introduced is not None:
            pairs.append([introduced, str(event["fixed"])])
            introduced = None
    return pairs + ([[introduced, None]] if introduced is not None else [])


def pins():
    """Return {name: version} of all locks."""
    return {name: version for lock in LOCKS for name, version in locked(lock).items()}


def main(words):
    if words[:1] == ["--read"]:
        as_of, packages = read(Path(words[1]), pins())
        told = {"as_of": as_of, "source": "github.com/pypa/advisory-database, CC BY 4.0"}
        lines = (f"  {json.dumps(name)}: {json.dumps(packages[name])}" for name in sorted(packages))
        text = json.dumps(told)[:-1] + ', "packages": {\n' + ",\n".join(lines) + "\n}}\n"
        FILE.write_text(text, encoding="utf-8")
    known = json.loads(FILE.read_text(encoding="utf-8"))
    found = holes(pins(), known["packages"])
    for name, version, identity, aliases in found:
        sys.stderr.write(f"{name} {version} has a known hole: {' '.join([identity, *aliases])}\n")
    age = (datetime.now(UTC).date() - date.fromisoformat(known["as_of"])).days
    if age > OLD:
        sys.stderr.write(
            f"deploy/advisories.json is of {known['as_of']}: what became known since, "
            "`make audit-lock` asks the network.\n"
        )
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
