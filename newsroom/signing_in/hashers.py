"""Passwords are hashed by Argon2id, with the costs that OWASP's cheat sheet of password storage
gives first: 19 MiB, two passes, one lane."""

import ctypes
import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# Sixteen threads of a worker that all hash would take 300 MB; the second one waits 40 ms.
_one = threading.Lock()
# glibc learns from a large piece that was freed to keep the next ones, and would keep 19 MiB for
# each thread that ever hashed. With a bound that is set (M_MMAP_THRESHOLD is -3) it learns nothing,
# and what is larger goes back to the system at once. Other libraries do so by themselves.
_bound = getattr(ctypes.CDLL(None), "mallopt", lambda *_: 0)
_bound(-3, 16 * 1024 * 1024)


class Argon2(Argon2PasswordHasher):
    """Django's own takes 100 MiB and eight lanes for each: more than a whole worker of ours."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password, salt):
        with _one:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with _one:
            return super().verify(password, encoded)
