"""What the processes of a server use: seconds of CPU and megabytes of memory, read from /proc."""

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # a second
ENDED = "Z"  # a process whose parent hasn't asked yet how it ended


def family(pid):
    """Return the ids of a process and of all its descendants, the process itself first."""
    found = [pid]
    for parent in found:
        found += _children(parent)
    return found


def workers(pid):
    """Return the ids of the processes right under a server's first one: those who serve.

    What these start in their turn, as the counting of words, and what has ended isn't among them.
    """
    return [child for child in _children(pid) if state_of(child) not in ("", ENDED)]


def serving(pid):
    """Return the ids of a server's first process and of its workers."""
    return [pid, *workers(pid)]


def state_of(pid):
    """Return the letter of a process's state (proc(5)); "" for a process that has ended."""
    try:
        return _after_name(pid)[0]
    except OSError:
        return ""


def parent_of(pid):
    """Return the id of a process's parent; 0 for a process that has ended."""
    try:
        return int(_after_name(pid)[1])
    except OSError:
        return 0


def cpu(pids):
    """Return the seconds of CPU that processes have used since they began, to the microsecond.

    Their threads are added up; what children that have ended used is told by their parents to a
    hundredth of a second.
    """
    seconds = 0.0
    for pid in pids:
        try:
            for task in _tasks(pid):
                seconds += int(task.joinpath("schedstat").read_text().split()[0]) / 1e9
            seconds += sum(int(ticks) for ticks in _after_name(pid)[13:15]) / TICKS
        except OSError:
            continue
    return seconds


def memory(pid):
    """Return the megabytes (of 1,000,000 bytes) of a process: its own, and its share (PSS) of what
    it has in common with others."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _children(pid):
    try:
        lists = [task.joinpath("children").read_text() for task in _tasks(pid)]
    except OSError:  # ended in between
        return []
    return [int(child) for child in " ".join(lists).split()]


def _tasks(pid):
    return list((PROC / str(pid) / "task").iterdir())


def _after_name(pid):
    """Return the fields of /proc/PID/stat after the name, which may hold spaces: state, parent …"""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
