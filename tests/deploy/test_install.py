"""The runbook's install, carried out by deploy/install.sh on a clean Debian, to the end.

Debian comes by debootstrap, ten minutes; what runs in it sees neither this machine's processes nor
its network (tests/deploy/clean_root.py). CLEAN_ROOT=FOLDER keeps what was downloaded for the next
run, and takes it from there.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy import clean_root

pytestmark = [pytest.mark.soak, pytest.mark.once]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    if os.geteuid() or not shutil.which("debootstrap"):
        pytest.skip("needs root and debootstrap: apt-get install debootstrap")
    kept = os.environ.get("CLEAN_ROOT")
    ready = Path(kept) if kept else tmp_path_factory.mktemp("clean") / "ready"
    if not ready.exists():
        clean_root.made(ready)
    folder = tmp_path_factory.mktemp("machine") / "root"
    subprocess.run(["cp", "-a", str(ready), str(folder)], check=True)
    clean_root.put_code(folder)
    try:
        done = subprocess.run(
            ["unshare", "--mount", "--net", "--ipc", "--pid", "--fork", "--kill-child"]
            + [sys.executable, "-m", "tests.deploy.clean_root", str(folder)],
            cwd=clean_root.ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_the_site_answers_encrypted_through_nginx(seen):
    assert seen["installed"] == 0
    assert set(seen["pages"].values()) == {200}, seen["pages"]
    assert "max-age=31536000" in seen["hsts"]
    assert seen["plain"] == [301, "https://portal.example.org/news/"]
    assert seen["hromadas"] >= 1469
    first, second = seen["asked of the portal"]
    assert first == second  # nginx has a file of the page


def test_nobody_reads_what_is_not_theirs(seen):
    assert seen["nginx reads"] == {
        "/var/lib/portal/static/staticfiles.json": True,
        "/etc/portal/portal.env": False,
        "/var/lib/portal/portal.env": False,
    }


def test_what_is_done_by_the_clock_runs_in_its_sandbox(seen):
    assert {name: status for name, (status, _) in seen["units"].items()} == {
        "backup": 0,
        "snapshot": 0,
        "nightly": 0,
        "digests": 0,
    }, seen["units"]
    assert seen["backups"] == 1
    assert seen["copied"]


def test_an_upgrade_fails_no_reader(seen):
    assert seen["upgraded"] == 0
    assert seen["answered"] > 50
    assert seen["failed"] == []
    assert seen["runs"] == {"8000": False, "8001": True}
    assert seen["the next release"]


def test_a_broken_release_is_not_let_near_readers(seen):
    assert seen["broken"] == 1
    assert "what ran before runs on" in seen["broken says"]
    assert seen["after a broken one"] == 200
    assert seen["releases"] == 2


def test_a_server_that_is_down_leaves_the_copy(seen):
    assert seen["without a server"] == [200, "copy"]
