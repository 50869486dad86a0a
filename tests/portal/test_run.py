"""`make run`: sets up once, keeps what is there, says in words why it can't start."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from portal import run

ROOT = Path(__file__).resolve().parent.parent.parent


def test_settings_file_is_made_once_and_kept(tmp_path):
    data_dir = tmp_path / "var"
    assert run.write_env(data_dir) is True
    first = (data_dir / "portal.env").read_text(encoding="utf-8")
    assert run.write_env(data_dir) is False
    assert (data_dir / "portal.env").read_text(encoding="utf-8") == first


def test_settings_file_is_for_its_owner_and_every_key_is_new(tmp_path):
    for name in ("one", "two"):
        run.write_env(tmp_path / name)
    one, two = (tmp_path / name / "portal.env" for name in ("one", "two"))
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert one.read_text(encoding="utf-8") != two.read_text(encoding="utf-8")
    assert "DEBUG=on" in one.read_text(encoding="utf-8").splitlines()


def test_taken_port_is_seen():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert run.is_free(port) is False
    assert run.is_free(port) is True


@pytest.mark.parametrize("text", ["80a", "-1", "0", "65536", "8 000", "٨٠٠٠"])
def test_wrong_port_is_refused_in_words(text):
    with pytest.raises(ValueError, match="PORT is .*; give a number"):
        run.port_of(text)


def test_port_is_a_number():
    assert run.port_of("8000") == 8000


def start(data_dir, port):
    """Start `make run`'s program in a process group of its own; return it when the site answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as response:
                assert response.status == 200
                return process
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise AssertionError(process.communicate()[0])


def stop(process):
    """Press Ctrl-C; return all that was printed."""
    os.killpg(process.pid, signal.SIGINT)
    output = process.communicate(timeout=60)[0]
    assert process.returncode in {0, 130}
    assert "Traceback" not in output
    return output


@pytest.mark.soak
def test_second_run_is_quick_and_keeps_what_is_there(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    first = stop(start(tmp_path, port))
    assert "demo-editor" in first
    env = (tmp_path / "portal.env").read_bytes()
    began = time.monotonic()
    process = start(tmp_path, port)
    assert time.monotonic() - began < 10
    assert f"http://127.0.0.1:{port}/" in stop(process)
    assert (tmp_path / "portal.env").read_bytes() == env
