"""What the processes of a server use: seconds of CPU and megabytes of memory, read from /proc."""

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # a second


def family(pid):
    """Return the ids of a process and of all its descendants, the process itself first."""
    found = [pid]
    for parent in found:
        try:
            lists = [task.joinpath("children").read_text() for task in _tasks(parent)]
        except OSError:  # ended in between
            continue
        found += [int(child) for child in " ".join(lists).split()]
    return found


def workers(pid):
    """Return the ids of the processes of a family that have no children: those who serve."""
    *members, parents = *family(pid), {parent_of(member) for member in family(pid)}
    return [member for member in members if member not in parents]


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


def _tasks(pid):
    return list((PROC / str(pid) / "task").iterdir())


def _after_name(pid):
    """Return the fields of /proc/PID/stat after the name, which may hold spaces: state, parent …"""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
