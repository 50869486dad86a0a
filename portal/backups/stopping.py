"""A command that is told to stop tidies up first."""

import contextlib
import os
import signal
import threading

LOWER = 10  # of the 19 by which a process may let others go first


@contextlib.contextmanager
def stopped_by_sigterm():
    """Let SIGTERM, as a service manager sends it, raise KeyboardInterrupt like Ctrl-C.

    Only the main thread may set handlers; in another one nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def let_others_go_first():
    """Give this process, and those that it starts, a lower priority, for good."""
    os.nice(LOWER)
