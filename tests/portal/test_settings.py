"""Wrong settings stop the start, and the error names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "a-good-key-0123456789-abcdefghijklmnopqrstuvwxyz"


def check(tmp_path, **variables):
    """Run `manage.py check` with these variables only; return the finished process."""
    return manage(tmp_path, "check", **variables)


def manage(tmp_path, *arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **variables},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def test_key_alone_is_enough(tmp_path):
    done = check(tmp_path, SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"DEBUG": "on"}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY, "DIGEST_KEY": "short"}, "DIGEST_KEY"),
        ({"SECRET_KEY": KEY, "EMAIL_FROM": "nobody"}, "EMAIL_FROM"),
    ],
)
def test_start_stops_and_names_the_variable(tmp_path, variables, named):
    done = check(tmp_path, **variables)
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]


def test_database_that_does_not_answer_is_named_without_its_password(tmp_path):
    address = "postgres://portal:hidden-word@127.0.0.1:1/portal"
    done = manage(tmp_path, "migrate", SECRET_KEY=KEY, DATABASE_URL=address)
    assert done.returncode != 0
    assert done.stderr.startswith("The database that DATABASE_URL names can't be reached")
    assert "hidden-word" not in done.stderr


def deploy(tmp_path, **variables):
    """Return what `check --deploy` says."""
    done = manage(tmp_path, "check", "--deploy", SECRET_KEY=KEY + "-longer", **variables)
    return done.stdout + done.stderr


def test_a_folder_of_any_name_holds_the_database(tmp_path):
    folder = tmp_path / "нова тека # 100% + ?"
    done = manage(folder, "migrate", "contenttypes", SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert (folder / "portal.sqlite3").is_file()


def test_weak_key_will_do_for_a_developer(tmp_path):
    assert check(tmp_path, SECRET_KEY="short", DEBUG="on").returncode == 0


def test_file_of_make_run_is_read_and_the_environment_beats_it(tmp_path):
    (tmp_path / "portal.env").write_text("SECRET_KEY=short\nDEBUG=on\n", encoding="utf-8")
    assert check(tmp_path).returncode == 0
    refused = check(tmp_path, DEBUG="off")
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr.splitlines()[-1]
