#!/usr/bin/python3
"""What deploy/install.sh asks of systemd, for a clean root in which no systemd runs.

It starts a unit as its files say: the command, user, environment, umask, and what keeps it in: a
system that is read-only but for ReadWritePaths, an empty /tmp, no new rights, no memory that is
both written and run. nginx and PostgreSQL are started by Debian's own commands. Only what the units
and the script use is understood; anything else ends it.
"""

import ctypes
import os
import pwd
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, STATE = Path("/etc/systemd/system"), Path("/run/units")
NEW_MOUNTS, NO_NEW_PRIVILEGES, NO_WRITE_AND_RUN = 0x20000, 38, 65  # of sched.h and prctl.h
SYSTEM = {
    "nginx": {
        "start": ["nginx"],
        "restart": ["nginx"],
        "reload": ["nginx", "-s", "reload"],
        "is-active": ["test", "-s", "/run/nginx.pid"],
    },
    "postgresql": {
        "start": ["pg_ctlcluster", "15", "main", "start", "--", "-w"],
        "is-active": ["pg_ctlcluster", "15", "main", "status"],
    },
}


def read(name):
    """Return the [Service] of a unit with that of its drop-ins, {key: [values]}."""
    base, _, instance = name.removesuffix(".service").partition("@")
    template = base + ("@" if instance else "")
    files = [UNITS / f"{template}.service", *sorted(UNITS.glob("portal-.service.d/*.conf"))]
    found, section = {}, ""
    for file in files:
        for line in map(str.strip, file.read_text().splitlines()):
            if line.startswith("["):
                section = line
            elif section == "[Service]" and line and line[0] not in "#;":
                key, _, value = line.partition("=")
                found.setdefault(key, []).append(value.replace("%i", instance).replace("%%", "%"))
    return found


def environment(unit):
    told = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    for line in unit.get("Environment", []):
        told.update(word.split("=", 1) for word in shlex.split(line))
    for file in unit.get("EnvironmentFile", []):
        for line in Path(file).read_text().splitlines():
            if line.strip() and line[0] not in "#;":
                told.update([line.strip().split("=", 1)])
    return told


def enclosed(unit):
    """Return what a process does before it becomes the command of a unit."""
    user = pwd.getpwnam(unit["User"][0])
    libc = ctypes.CDLL(None, use_errno=True)

    def run(*words):
        subprocess.run(words, check=True)

    def enter():
        os.setsid()
        if libc.unshare(NEW_MOUNTS):
            raise OSError(ctypes.get_errno(), "unshare")
        if unit["ProtectSystem"] == ["strict"]:
            run("mount", "--make-rprivate", "/")
            for path in unit["ReadWritePaths"][0].split():
                run("mount", "--bind", path, path)
            run("mount", "-o", "remount,bind,ro", "/")
        if unit["PrivateTmp"] == ["yes"]:
            for path in ("/tmp", "/var/tmp"):
                run("mount", "-t", "tmpfs", "tmpfs", path)
        os.umask(int(unit["UMask"][0], 8))
        os.nice(int(unit.get("Nice", ["0"])[0]))
        os.chdir(unit["WorkingDirectory"][0])
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        if unit["NoNewPrivileges"] == ["yes"]:
            libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if unit["MemoryDenyWriteExecute"] == ["yes"]:
            libc.prctl(NO_WRITE_AND_RUN, 1, 0, 0, 0)  # of Linux 6.3; earlier ones refuse it

    return enter


def pid_of(name):
    """Return the number of the process of a unit that runs, or None."""
    try:
        pid = int((STATE / name).read_text())
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError):
        return None
    return None if state == "Z" else pid


def start(name):
    if pid_of(name):
        return 0
    unit = read(name)
    told = environment(unit)
    is_server = unit["Type"] != ["oneshot"]
    log = open(f"/var/log/{name}.log", "ab")  # noqa: SIM115 - it is the process's
    for line in unit["ExecStart"]:
        may_fail = line.startswith("-")
        words = [os.path.expandvars(word) for word in shlex.split(_filled(line, told))]
        process = subprocess.Popen(  # nothing else runs here
            words,
            env=told,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            preexec_fn=enclosed(unit),  # noqa: PLW1509
        )
        if is_server:
            STATE.mkdir(exist_ok=True)
            (STATE / name).write_text(str(process.pid))
            return 0
        allowed = {0, *map(int, unit.get("SuccessExitStatus", []))}
        if process.wait() not in allowed and not may_fail:
            return 1
    return 0


def _filled(line, told):
    line = line.removeprefix("-")
    for name, value in told.items():
        line = line.replace("${" + name + "}", value)
    return line


def stop(name):
    pid = pid_of(name)
    if pid:
        os.kill(pid, signal.SIGTERM)
        for _ in range(300):
            if not pid_of(name):
                return 0
            time.sleep(0.1)
        os.killpg(pid, signal.SIGKILL)
    return 0


VERBS = {
    "start": start,
    "restart": lambda name: stop(name) or start(name),
    "stop": stop,
    "is-active": lambda name: 0 if pid_of(name) else 3,
}


def main(verb, *given):
    options = {word for word in given if word.startswith("-")}
    names = [word for word in given if not word.startswith("-")]
    if not options <= {"--quiet", "--now"}:
        sys.exit(f"systemctl: what is {options}?")
    for name in names:
        if name in SYSTEM:
            runs = subprocess.run(
                SYSTEM[name]["is-active"], check=False, stdout=subprocess.DEVNULL
            ).returncode
            if verb == "is-active" or (verb == "start" and runs == 0):
                status = runs
            else:
                status = subprocess.run(SYSTEM[name][verb], check=False).returncode
        elif verb in ("enable", "disable"):
            file = name if "." in name else f"{name.partition('@')[0]}@.service"
            status = 0 if (UNITS / file).is_file() else f"There is no {file}."
        else:
            status = VERBS[verb](name.removesuffix(".service"))
        if status:
            sys.exit(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
