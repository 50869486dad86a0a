"""The release that runs: what was made by another one is not shown as fresh.

Pages on disk outlive the server. When the code, a template, a style or a setting that pages show
is another one at the next start, another generation begins.
"""

import contextlib
import hashlib
import os

from django.conf import settings

from news import generation

FOLDERS = ("ukrainian", "regions", "news", "newsroom", "portal", "templates", "static", "locale")
SHOWN = (
    "SITE_URL",
    "DEBUG",
    "STATIC_URL",
    "MEDIA_URL",
    "MEDIA_PUBLIC",
    "CONTACT_EMAIL",
    "PAGE_CACHE",
    "DATA_LICENCE",
)


def digest():
    """Return a word for all files of the release and the settings that pages show."""
    files = hashlib.blake2b(digest_size=12)
    shown = [getattr(settings, name) for name in SHOWN]
    shown.append(bool(settings.DIGEST_KEY))  # whether pages lead to letters
    files.update(repr(shown).encode())
    for top in FOLDERS:
        for folder, folders, names in os.walk(settings.BASE_DIR / top):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                path = os.path.join(folder, name)
                found = os.stat(path)
                files.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return files.hexdigest()


def begin(folder):
    """Begin another generation if another release wrote its word into a folder (a Path) last.

    Returns the word of this one.
    """
    file, word = folder / "release", digest()
    with contextlib.suppress(OSError):
        if file.read_text() == word:
            return word
    generation.move()
    file.write_text(word)
    return word
