"""Pages in the memory of one process, within a bound of bytes: what was asked for last stays."""

import threading
from collections import OrderedDict

LARGEST = 1 / 8  # of the room, for one page


class Memory:
    """Room for Entries by their Page.

    Addresses with a query have a quarter of it: whoever thinks out queries pushes out only those
    of others, never an article.
    """

    def __init__(self, room):
        """`room` is in bytes."""
        self.plain, self.asked = Shelf(room * 3 // 4), Shelf(room // 4)

    def get(self, page):
        return (self.asked if page.query else self.plain).get(page)

    def put(self, page, entry):
        (self.asked if page.query else self.plain).put(page, entry)


class Shelf:
    def __init__(self, room):
        self.room, self.used = room, 0
        self.entries = OrderedDict()  # Page: (Entry, its size when it was put here)
        self.lock = threading.Lock()

    def get(self, page):
        found = self.entries.get(page)
        if found is None:
            return None
        try:  # noqa: SIM105 - `suppress` takes as long as all the rest
            self.entries.move_to_end(page)
        except KeyError:  # another thread has just thrown it out
            pass
        return found[0]

    def put(self, page, entry):
        size, entry.grown = entry.size, False
        with self.lock:
            _, before = self.entries.pop(page, (None, 0))
            self.used -= before
            if size > self.room * LARGEST:
                return
            self.entries[page] = (entry, size)
            self.used += size
            while self.used > self.room:
                _, (_, freed) = self.entries.popitem(last=False)
                self.used -= freed
