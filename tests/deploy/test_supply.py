"""What we build on: its licences are written down and free, its known holes are found."""

import json
import subprocess
import sys

import pytest

from deploy import advisories, licences


def test_the_page_of_licences_is_that_of_the_locks():
    assert licences.PAGE.read_text() == licences.page(), "run `make licences`"


@pytest.mark.parametrize("lock", licences.LOCKS)
def test_all_of_them_are_free(lock):
    named = {name: licences.licence_of(name) for name in licences.locked(lock)}
    assert named
    assert {name: told for name, told in named.items() if not licences.is_free(name, told)} == {}


@pytest.mark.parametrize(
    ("licence", "is_free"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND AGPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("CC-BY-NC-4.0", False),
        ("", False),
    ],
)
def test_others_would_be_refused(licence, is_free):
    assert licences.is_free("some-package", licence) is is_free


def test_nothing_that_is_locked_has_a_hole_that_we_know_of():
    known = json.loads(advisories.FILE.read_text())["packages"]
    assert len(known["django"]) > 50
    assert advisories.holes(advisories.pins(), known) == []


@pytest.mark.parametrize(
    ("version", "is_found"), [("4.2.14", True), ("4.2.15", False), ("5.0.7", True), ("5.2", False)]
)
def test_a_version_with_a_hole_is_found(version, is_found):
    known = json.loads(advisories.FILE.read_text())["packages"]
    found = advisories.holes({"django": version}, known)
    assert ("CVE-2024-42005" in {alias for *_, aliases in found for alias in aliases}) is is_found


def test_the_bill_of_materials_names_every_package(tmp_path):
    file = tmp_path / "sbom.json"
    tool = [sys.executable, "-m", "cyclonedx_py", "requirements", "--of", "JSON", "--no-validate"]
    tool += ["-o", str(file)]
    subprocess.run([*tool, str(licences.ROOT / "requirements.txt")], check=True)
    told = json.loads(file.read_text())
    assert told["bomFormat"] == "CycloneDX"
    named = {each["name"].lower(): each["version"] for each in told["components"]}
    assert named == licences.locked("requirements.txt")
