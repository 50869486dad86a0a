"""Eight bytes that all processes of a host share, and that change whenever something else has.

To ask the file system takes longer than all else that a kept page needs: Python lets go of its lock
for it, and sixteen threads then queue for that. Reading memory does neither.
"""

import mmap
import os
import secrets

SIZE = 8


class Mark:
    """The bytes of a file, a Path in a folder that is there. Raises OSError where it can't be."""

    def __init__(self, path):
        self.path = path
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(self.file).st_size < SIZE:
                self.change()
            self.memory = mmap.mmap(self.file, SIZE, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            os.close(self.file)
            raise

    def read(self):
        """Return the bytes as they are now."""
        return self.memory[:SIZE]

    def change(self):
        """Make them others, for every process. Raises OSError.

        By the system and not in memory: where the disk is full that would end the process.
        """
        os.pwrite(self.file, secrets.token_bytes(SIZE), 0)

    def is_there(self):
        """Say whether its file is still the one of its path: others may read another by now."""
        try:
            return os.path.samestat(os.fstat(self.file), os.stat(self.path))
        except OSError:
            return False

    def __del__(self):
        if hasattr(self, "memory"):
            self.memory.close()
            os.close(self.file)
