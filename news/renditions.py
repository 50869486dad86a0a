"""The renditions of images, made outside the request that brought the picture.

`later` is for requests: a thread of this process makes what was asked for after the commit, one
picture at a time, and again later where the storage was away or full. `make` is for commands, which
may wait. What a process didn't get to, because it ended, `manage.py rebuild_renditions` makes.
"""

import logging
import queue
import threading
from contextlib import ExitStack
from functools import partial

from django.core.files.storage import default_storage
from django.db import connections, transaction

from news import images
from news.models.image import Image, remove_after_commit, remove_unmeant

logger = logging.getLogger(__name__)

PAUSES = (60, 300, 1800, 3600)  # seconds until a storage is asked again that was away or full


class Background:
    """A thread that makes the renditions of one image after the other. It starts when the first
    comes; ending the process ends it."""

    def __init__(self):
        self.waiting = queue.Queue()
        self.starting = threading.Lock()
        self.thread = None

    def put(self, pk, failures=0):
        """Have the renditions of the Image `pk` made soon; so often it has failed before."""
        self.waiting.put((pk, failures))
        with self.starting:  # in a process that was forked, the parent's thread isn't alive
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.work, name="renditions", daemon=True)
                self.thread.start()

    def work(self):
        while True:
            pk, failures = self.waiting.get()
            try:
                attempt(Image(pk=pk))
            except OSError as error:
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                told = "The renditions of image %s were not made, they will be in %s s: %s"
                logger.error(told, pk, pause, error)
                again = threading.Timer(pause, self.put, (pk, failures + 1))
                again.daemon = True
                again.start()
            except Exception:
                logger.exception("The renditions of image %s were not made.", pk)
            finally:
                connections.close_all()
                self.waiting.task_done()


background = Background()


def make(image, again=False):
    """Make the renditions of a saved Image as its row stands now; `image` learns of them.

    With `again` also those that exist are made. Takes a second or two of one processor; the row is
    locked only while the files are written. When the row changes meanwhile, what it means then is
    made. Returns whether anything was. Raises what reading or writing files may raise, also
    ValidationError when the master is broken; pages then show what they showed before.
    """
    while stored := image.row().first():
        if not stored.file or (not again and not stored.is_behind()):
            break
        look = stored.look
        with stored.file.open() as master:
            made = images.render(master, (stored.focal_x, stored.focal_y))
            if not default_storage.exists(stored.quick_path):
                images.store(stored.quick_path, images.quick(master))
        if _put(stored, look, made, again):
            image.fingerprint, image.trouble = look, ""
            return True
    return False


def _put(rendered, look, made, again):
    """Write renditions and let the row mean them, if that is still what it wants.

    Returns whether it was done.
    """
    paths = {key: images.path_of(rendered.pk, look, *key) for key in made}
    with ExitStack() as undo:
        with transaction.atomic():
            stored = rendered.row().select_for_update().first()
            if stored is None or stored.look != look:
                return False
            if stored.fingerprint == look and not again:
                return False  # another process was quicker
            undo.callback(remove_unmeant, rendered.pk, list(paths.values()))
            for key, content in made.items():
                images.store(paths[key], content)
            rendered.row().update(fingerprint=look, trouble="")
            remove_after_commit(rendered.pk, stored.rendition_paths())
        undo.pop_all()
    return True


def attempt(image, again=False):
    """`make`, where a failure is noted on the row for who has to mend it, and raised."""
    try:
        return make(image, again)
    except Exception as error:
        image.row().update(trouble=f"{type(error).__name__}: {error}"[:200])
        raise


def later(image):
    """Have the renditions of a saved Image made after the commit, without waiting for them."""
    transaction.on_commit(partial(background.put, image.pk))


def finish():
    """Wait until nothing waits any more."""
    background.waiting.join()


def missing(image):
    """Return the paths of an Image that its row means and the storage doesn't have, without the
    master: one listing of a folder."""
    folder = f"renditions/{image.pk}"
    there = {f"{folder}/{name}" for name in _listed(folder)[1]}
    return [path for path in image.paths()[1:] if path not in there]


def strays(before):
    """Yield the paths of files that no row means, written before an aware datetime.

    A failed write, a process that was killed or a row deleted by hand leave such.
    """
    known = {path for image in Image.objects.iterator() for path in image.paths()}
    for path in (*_files_under("renditions"), *_files_under("originals")):
        if path not in known and default_storage.get_modified_time(path) < before:
            yield path


def _files_under(folder):
    folders, files = _listed(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_under(f"{folder}/{name}")


def _listed(folder):
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
