"""The site's own settings, as in production, but in a temporary folder that is removed at the end.

The database is SQLite, or what DATABASE_URL names (`make test` runs the tests on both).
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
# What the processes of one run share lies with the one that starts the others, and ends with it.
SHARED = os.environ.setdefault("PORTAL_TESTS", _folder)

# Whatever the shell of a developer says: a test must neither read nor touch a real DATA_DIR.
os.environ.update(
    DATA_DIR=_folder,
    SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    DEBUG="off",
    SITE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    CACHE_URL="locmemcache://tests",
    EMAIL_URL="memorymail://",
    DIGEST_KEY="only-for-tests-of-letters-0123456789-abcdefghijkl",
    TRUSTED_PROXIES="0",
    OPENPYXL_LXML="False",  # which only tools of development bring along
)

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATA_DIR, DATABASES, INSTALLED_APPS, STATIC_ROOT, STORAGES  # noqa: E402

# For its `flush` command, which gives the register back after a transactional test.
INSTALLED_APPS = [*INSTALLED_APPS, "tests"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because the threads of the live server and of the tests of concurrency must meet in
    # one database with its real locks. Nothing here has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the threads of a test end with it

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir()  # or WhiteNoise warns that it is missing

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Those that are about it switch it on.
SECOND_FACTOR_REQUIRED = False
