"""Heartbeats of processes that a test makes up."""

import itertools
import json
import os

from portal import pulse

_number = itertools.count(1)


def beat(folder, **told):
    """Write the heartbeat of one more process into a folder; return its Path.

    `told` is put over what it says: all are this very process unless it has another `pid`. The name
    of the file has a number where the server has the moment of the start in milliseconds, as two
    may begin in one of these.
    """
    made = pulse.Pulse(folder, "r1")
    made.file = folder / f"{os.getpid()}-{next(_number)}.json"
    made.beat()
    if told:
        made.file.write_text(json.dumps(json.loads(made.file.read_text()) | told))
    return made.file
