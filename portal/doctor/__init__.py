"""What is well with an installation and what isn't, in plain words: `manage.py doctor`.

Each examination is a function without arguments that yields Findings; it asks one thing and waits
for nothing longer than PATIENCE.
"""

import threading
from dataclasses import asdict, dataclass

from django.db import connections

PATIENCE = 5  # seconds for one examination
WELL, NOTE, WRONG = "well", "note", "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    ``name``   what was looked at, a few words
    ``state``  WELL, NOTE (worth knowing, and nothing has to be done), or WRONG
    ``said``   how it is, a sentence
    ``todo``   what to do about it, a sentence; "" where nothing has to be done
    """

    name: str
    state: str
    said: str
    todo: str = ""


def well(name, said):
    return Finding(name, WELL, said)


def note(name, said, todo=""):
    return Finding(name, NOTE, said, todo)


def wrong(name, said, todo):
    return Finding(name, WRONG, said, todo)


def examine(examinations, patience=PATIENCE):
    """Yield the Findings of pairs (name, function), each function given `patience` seconds.

    What an examination raises is a Finding too, and so is that it didn't end: it is left behind
    in its thread.
    """
    for name, function in examinations:
        found = []
        thread = threading.Thread(target=_gather, args=(name, function, found), daemon=True)
        thread.start()
        thread.join(patience)
        if thread.is_alive():
            yield from list(found)
            yield wrong(
                name,
                f"It didn't answer within {patience} seconds.",
                "See whether it runs, and whether it can be reached from this machine.",
            )
        else:
            yield from found


def _gather(name, function, found):
    try:
        for each in function():
            found.append(each)
    except Exception as error:  # noqa: BLE001 - whatever a library of somebody else's raises
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:300]
        found.append(wrong(name, f"It can't be examined: {reason}", "Mend what this names."))
    finally:
        connections.close_all()


def summary(found):
    """Return what is told at the end of a list of Findings, a sentence."""
    wrongs = sum(each.state == WRONG for each in found)
    notes = sum(each.state == NOTE for each in found)
    wells = len(found) - wrongs - notes
    return f"{wells} well, {notes} to note, {wrongs} wrong."


def as_dict(finding):
    return asdict(finding)
