"""Settings, all of them from the environment (docs/operations.md lists them).

`make run` writes DATA_DIR/portal.env with a generated key and DEBUG on; it is read when present,
so that `manage.py` works by hand afterwards. A variable of the environment beats the file.
"""

from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from news.open_data.licences import LICENCES
from portal import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
if (DATA_DIR / "portal.env").is_file():
    environ.Env.read_env(DATA_DIR / "portal.env")

DEBUG = environment.switch("DEBUG")
SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Give the environment a random string of 50 characters or more, "
        "or run `make run`, which generates one for this machine."
    )
# The prefix is of the keys that Django's own tools put into a new project.
is_weak = len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 8
if not DEBUG and (is_weak or SECRET_KEY.startswith("django-insecure-")):
    raise ImproperlyConfigured(
        "SECRET_KEY is too weak for a public server. Set it to a random string of 50 characters."
    )

# Former keys, for as long as what they signed shall hold (docs/runbook.md, «Rotate secrets»).
SECRET_KEY_FALLBACKS = environment.texts("SECRET_KEY_FALLBACKS")

PORT = environment.number("PORT", 8000, environment.PORTS)
SITE_URL = environment.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
ALLOWED_HOSTS = environment.hosts(
    "ALLOWED_HOSTS",
    default=[urlsplit(SITE_URL).netloc.removesuffix(f":{urlsplit(SITE_URL).port}")]
    + (["localhost", "127.0.0.1", "[::1]"] if DEBUG else []),
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many proxies stand between a reader and this server, each adding to X-Forwarded-For.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0, range(10))
# How many views of an article may come from one address in an hour: whole towns share one.
VIEWS_PER_ADDRESS = environment.number("VIEWS_PER_ADDRESS", 300, range(1, 1_000_001))
# How many requests of the API may come from one address in a minute; 0 is without a limit.
API_PER_MINUTE = environment.number("API_PER_MINUTE", 600, range(1_000_001))
# How many times the limits of portal/limits.py hold for one address; 0 is without any.
LIMITS = environment.number("LIMITS", 1, range(1001))
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "newsroom.apps.NewsroomAdminConfig",  # Django's admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",  # for its bundled API browser, so that the documentation asks no other host
    "portal",  # for its system checks
    "django_otp",  # codes of an app as a second factor, and recovery codes
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_prose_editor",
    "regions",
    "news",
    "digest",
    "newsroom.apps.NewsroomConfig",
]

MIDDLEWARE = [
    "portal.policy.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.compression.CompressedText",
    "portal.saving.VaryBySaveData",
    "portal.staff.StaffReader",
    "portal.newsroom_only.Sessions",
    "portal.language.LanguageOfAddress",
    "portal.former_addresses.FormerAddresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.newsroom_only.Authentication",
    "portal.newsroom_only.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

if DEBUG:
    MIDDLEWARE.append("portal.not_found.OwnNotFound")

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "portal.templates.LoaderByLanguage",
                    [
                        f"django.template.loaders.{each}.Loader"
                        for each in ("filesystem", "app_directories")
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": environment.database(
        "DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'portal.sqlite3'))}"
    )
}
# Copies of it that PostgreSQL keeps, which readers' pages come from (portal/databases.py).
REPLICAS = environment.replicas("DATABASE_REPLICA_URLS")
# How many connections a process of the server may have for each kind of who asks.
DATABASE_POOL = environment.number("DATABASE_POOL", 8, range(1, 201))
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if REPLICAS:
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URLS names replicas of PostgreSQL, but DATABASE_URL is no PostgreSQL."
        )
    # WAL lets readers read while one writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers queue (up to the timeout) instead of failing half-way. Each
    # thread has a connection with a cache of its own; the system's is one for all.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-400; PRAGMA temp_store=MEMORY"
        ),
    )
    # To connect takes three times as long as a query. portal/survival.py sees another file.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES |= {f"replica{number}": each for number, each in enumerate(REPLICAS, 1)}
    for database in DATABASES.values():
        # Of commands; a server has pools. No reader waits for a host that is gone (two seconds are
        # the least that PostgreSQL's library allows).
        database["CONN_MAX_AGE"] = 60
        options = database.setdefault("OPTIONS", {})
        options.setdefault("connect_timeout", 2)
        options.setdefault("tcp_user_timeout", 10_000)  # milliseconds

# Pages kept ready to be sent (docs/adr/0016-page-cache.md): in the memory of each worker, on disk,
# in megabytes; how long a page may live when nothing changes, in seconds.
PAGE_CACHE = environment.switch("PAGE_CACHE", not DEBUG)
PAGES_IN_MEMORY = environment.number("PAGES_IN_MEMORY", 8, range(1, 10_001))
PAGES_ON_DISK = environment.number("PAGES_ON_DISK", 1024, range(1, 1_000_001))
PAGES_LIVE = environment.number("PAGES_LIVE", 300, range(10, 3601))

CACHES = {"default": environment.cache("CACHE_URL", "locmemcache://portal")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "portal.quiet_cache.QuietRedisCache"
    CACHES["default"]["OPTIONS"] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
vars().update(environment.email("EMAIL_URL", "consolemail://"))
# Feeds with whole texts or summaries, and the hub that is told of news (WebSub).
FEEDS_FULL_TEXT = environment.switch("FEEDS_FULL_TEXT", True)
WEBSUB_HUB_URL = environment.address("WEBSUB_HUB_URL")
WEBSUB_HUB_PRIVATE = environment.switch("WEBSUB_HUB_PRIVATE")
# Under which licence everybody may use the open data of /data/ (its name in SPDX).
DATA_LICENCE = environment.choice("DATA_LICENCE", "CC-BY-4.0", LICENCES)
CONTACT_EMAIL = environment.text("CONTACT_EMAIL")  # of the newsroom, for readers
EMAIL_TIMEOUT = 15  # seconds that a reader may wait for the mail server
DEFAULT_FROM_EMAIL = environment.mailbox(
    "EMAIL_FROM", CONTACT_EMAIL or f"news@{urlsplit(SITE_URL).hostname}"
)
# By it the addresses of subscribers are encrypted; without it there are no letters.
DIGEST_KEY = environment.text("DIGEST_KEY") or (SECRET_KEY if DEBUG else "")
DIGEST_KEY_FALLBACKS = environment.texts("DIGEST_KEY_FALLBACKS")  # until all is sealed anew
if DIGEST_KEY and not DEBUG and (len(DIGEST_KEY) < 32 or len(set(DIGEST_KEY)) < 8):
    raise ImproperlyConfigured(
        "DIGEST_KEY is too weak to keep addresses. Set it to a random string of 50 characters."
    )

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The first hashes; a password that another has hashed is hashed anew when its owner signs in.
PASSWORD_HASHERS = [
    "newsroom.signing_in.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds that the link of a letter is good for
# Every account needs one where the portal is public (docs/adr/0028); a demo asks who has one.
SECOND_FACTOR_REQUIRED = not DEBUG
# Wrong codes are bounded by newsroom/signing_in/tries.py. The library would lock out the owner too.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname  # what the app calls the account
# After how long with nobody at it a session of the newsroom ends.
SESSION_IDLE_MINUTES = environment.number("SESSION_IDLE_MINUTES", 480, range(5, 7 * 24 * 60 + 1))

LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", "Українська"), ("en", "English")]
# The second holds what Django itself says in the newsroom, in better Ukrainian.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "newsroom" / "admin" / "messages"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Kyiv"  # shown; the database holds UTC

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
# Where pictures lie (docs/adr/0031-several-hosts.md). In S3: MEDIA_ROOT has copies of what readers
# ask for, of so many megabytes, and MEDIA_PUBLIC is the address at which readers get them, or "".
MEDIA_ROOT, media_storage, MEDIA_PUBLIC = environment.media("MEDIA_STORAGE_URL", DATA_DIR / "media")
MEDIA_ON_DISK = environment.number("MEDIA_ON_DISK", 2048, range(1, 1_000_001))
STORAGES = {
    "default": media_storage,
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "portal.static_files.HashedStaticFiles"
        )
    },
}
# Larger uploads are refused by the form in words; this bounds what a request may hold in memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "newsroom.signing_in.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    # For this host only. What else stands under its domain isn't ours to decide, and a place on
    # the browsers' preload lists can hardly be given up again.
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# What the portal tells of itself (docs/adr/0032-what-the-portal-tells.md), to whom, and how slow a
# query is that is worth a line, in milliseconds; 0 is none.
LOGGING = logs.configuration(environment.choice("LOG_FORMAT", "text", logs.FORMATS))
ACCESS_LOG = environment.switch("ACCESS_LOG")
METRICS_TOKEN = environment.token("METRICS_TOKEN")
SENTRY_DSN = environment.dsn("SENTRY_DSN")
SLOW_QUERY_MS = environment.number("SLOW_QUERY_MS", 500, range(600_001))
