"""The units of systemd: systemd understands them, they start what there is, and little is open."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.core.management import get_commands, load_command_class

from bench import servers

UNITS = servers.ROOT / "deploy" / "systemd"
PYTHON = "/opt/portal/current/.venv/bin/python"
SERVICES = sorted(UNITS.glob("*.service"))
COMMANDS = [
    (unit.name, words.split())
    for unit in SERVICES
    for words in re.findall(rf"(?m)^ExecStart=-?{PYTHON} manage\.py (.*)$", unit.read_text())
]

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd-analyze: apt-get install systemd"
)


@pytest.fixture
def installed(tmp_path):
    """The units as on a machine, with a Python and a user that are on this one."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for file in (*folder.glob("*.service"), *folder.glob("*/*.conf")):
        text = file.read_text().replace(PYTHON, sys.executable)
        file.write_text(re.sub(r"(?m)^(User|Group)=.*", r"\1=daemon", text))
    (folder / "portal-web@.service").rename(folder / "portal-web@8000.service")
    return folder


def analyze(installed, *words):
    return subprocess.run(
        ["systemd-analyze", *words],
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{installed}:", "SYSTEMD_COLORS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
def test_systemd_understands_them(installed):
    files = sorted([*installed.glob("*.service"), *installed.glob("*.timer")])
    told = analyze(installed, "verify", "--man=no", *map(str, files))
    assert (told.stderr, told.returncode) == ("", 0)


@needs_systemd
def test_they_may_do_little(installed):
    for unit in installed.glob("*.service"):
        # Of 10, which is a unit that says nothing; what is left are the network and their files.
        told = analyze(installed, "security", "--offline=yes", "--threshold=16", str(unit))
        assert told.returncode == 0, told.stdout


@needs_systemd
def test_a_mistake_in_a_unit_would_be_told(installed):
    timer = installed / "portal-digests.timer"
    timer.write_text(timer.read_text().replace("07:00 Europe", "27:00 Europe"))
    assert "ignoring" in analyze(installed, "verify", "--man=no", str(timer)).stderr


def test_every_timer_has_its_service():
    services = {unit.stem for unit in SERVICES}
    timers = {unit.stem for unit in UNITS.glob("*.timer")}
    assert timers == services - {"portal-web@"}
    names = ("backup", "digests", "links", "nightly", "snapshot")
    assert timers == {f"portal-{name}" for name in names}


@pytest.mark.parametrize(("unit", "words"), COMMANDS, ids=str)
def test_they_run_commands_that_there_are(unit, words):
    name, *options = words
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    parser.parse_args(options)


def test_the_server_is_that_of_make_serve():
    unit = (UNITS / "portal-web@.service").read_text()
    started = re.search(rf"(?m)^ExecStart={PYTHON} (.*)$", unit)[1].split()
    known = {"%i": "8000", "${WORKERS}": "2", "${THREADS}": "16"}
    environment = os.environ | {"PORT": "8000", "WORKERS": "2", "THREADS": "16"}
    made = servers.command("serve", servers.PORTAL, environment)
    assert [known.get(word, word) for word in started] == made[made.index("-m") :]
    assert made[:2] == ["env", "MALLOC_ARENA_MAX=1"]
    assert "MALLOC_ARENA_MAX=1" in unit
