"""`make serve`: the production server, whose workers have in common what all of them need.

    python -m portal.serve OPTIONS portal.wsgi:application

The options are granian's. Code, templates and the dictionary are loaded before granian makes its
workers, by fork: so they stand in memory once, and the first reader of a page or a search doesn't
wait for them. Nothing here asks the database: a connection can't be shared, and there may be none.
"""

import gc
import multiprocessing
import os
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import granian.wsgi
from django.core.exceptions import ImproperlyConfigured
from granian.cli import entrypoint

# Of templates/; those of the newsroom are compiled when somebody comes to work.
READERS_PAGES = ("*.html", "news/*.html", "regions/*.html")


def load():
    """Load what every worker needs, but for what is a worker's own: connections and threads."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()

    from django.conf import settings
    from django.core.files.storage import default_storage
    from django.template.loader import get_template
    from django.utils.module_loading import import_string
    from django.utils.translation import override

    from news.robots import is_robot
    from portal import beacons, checks, observed, policy, serving  # noqa: F401 - portal/wsgi.py's
    from ukrainian import dictionary

    checks.refuse()
    import_module(settings.ROOT_URLCONF)
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    policy.style_of(policy.START)
    policy.styles_of_files()
    getattr(default_storage, "client", None)  # S3's: 35 MB, and no connection yet
    is_robot("")
    dictionary.has_words()
    folder = Path(settings.BASE_DIR, "templates")
    names = [str(file.relative_to(folder)) for each in READERS_PAGES for file in folder.glob(each)]
    for language, _ in settings.LANGUAGES:
        with override(language):
            for name in names:
                get_template(name)


def main():
    if "portal.wsgi:application" in sys.argv:
        try:
            load()
        except ImproperlyConfigured as error:
            sys.exit(str(error))  # it says what to set; a traceback would hide it
        # granian copies the environment of the process, with all its secrets, into that of each
        # request, where nothing of ours reads it: a tenth of what a kept page costs.
        granian.wsgi.os = SimpleNamespace(environ={})
        # What stands is looked through no more for what can be thrown away: that would take time,
        # and copy the memory of each worker.
        gc.collect()
        gc.freeze()
    multiprocessing.set_start_method("fork")
    entrypoint()


if __name__ == "__main__":
    main()
