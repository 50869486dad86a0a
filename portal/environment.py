"""Reading the environment: each value is understood, or the start stops with its name.

Every function takes the name of a variable and raises ImproperlyConfigured, a sentence with that
name, for what it can't make sense of. An empty variable counts as not set. No sentence repeats an
address that may hold a password.
"""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ON, OFF = {"on", "true", "yes", "1"}, {"off", "false", "no", "0"}
PORTS = range(1, 65536)
DEFAULT_PORTS = {"http": 80, "https": 443}
DATABASES = {"sqlite", "postgres", "postgresql"}
FILES, S3 = "portal.media_files.MediaFiles", "portal.media_s3.MediaInS3"
CACHES = {"locmemcache", "dummycache", "filecache", "redis", "rediss"}
EMAILS = {
    *("smtp", "smtp+tls", "smtp+ssl"),
    *("consolemail", "filemail", "memorymail", "dummymail"),
}


def text(name, default=""):
    """Return the value as a str without spaces around it."""
    return os.environ.get(name, "").strip() or default


def texts(name):
    """Return a list of the values that commas part, without spaces around them."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def folder(name, default):
    """Return an absolute Path of a folder that exists now; `default` is a Path."""
    path = Path(text(name) or default).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, and that can't be a folder: {error.strerror}."
        ) from error
    return path


def switch(name, default=False):
    """Return whether the variable says on."""
    value = text(name).casefold()
    if value and value not in ON | OFF:
        raise ImproperlyConfigured(f"{name} is {value!r}; write on or off.")
    return value in ON if value else default


def number(name, default, allowed):
    """Return a whole number of `allowed`, a range."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and int(value) in allowed):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; give a whole number from {allowed[0]} to {allowed[-1]}."
        )
    return int(value)


def choice(name, default, allowed):
    """Return one of `allowed`, texts."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def site_url(name, default):
    """Return the address of a site, "scheme://host" or "scheme://host:port".

    The host is in lower case and ASCII, as browsers send it, a port that goes without saying is
    left out. The site stands at the root of its host: a path would be missing from its own links.
    """
    value = text(name, default)
    wrong = ImproperlyConfigured(
        f"{name} is {value!r}; give the address of the site with its scheme and without a path, "
        "as in https://news.example.org"
    )
    try:
        url = urlsplit(value)
        host, port = _ascii_host(url.hostname or ""), url.port
    except ValueError as error:
        raise wrong from error
    extra = url.path.strip("/") or url.query or url.fragment or url.username is not None
    if url.scheme not in DEFAULT_PORTS or not host or extra or port == 0:
        raise wrong
    has_port = port and port != DEFAULT_PORTS[url.scheme]
    return f"{url.scheme}://{host}" + (f":{port}" if has_port else "")


def address(name, default=""):
    """Return the whole address of a page elsewhere, "https://host/path"."""
    value = text(name, default)
    try:
        url = urlsplit(value)
        is_whole = url.scheme in DEFAULT_PORTS and url.hostname and url.port != 0
    except ValueError:
        is_whole = False
    # It stands in a header of every feed: no sign may end it there, and everybody reads it.
    is_plain = re.fullmatch(r"[!#-;=?-~]*", value)
    if value and not (is_whole and is_plain and url.username is None):
        raise ImproperlyConfigured(
            f"{name} is no whole address; give one as in https://hub.example.org/"
        )
    return value


def token(name):
    """Return a secret by which a program shows that it may ask, "" for none: 16 signs or more."""
    value = text(name)
    if value and not re.fullmatch(r"[!-~]{16,200}", value):
        raise ImproperlyConfigured(
            f"{name} is too weak. Give 16 signs or more, letters and digits, and no space."
        )
    return value


def dsn(name):
    """Return the address by which errors are told to Sentry, "" for none."""
    value = text(name)
    if value and not re.fullmatch(r"https?://[0-9A-Za-z]+@[\w.-]+(:\d+)?/([\w/.-]+/)?\d+", value):
        raise ImproperlyConfigured(
            f"{name} is no address of a project of Sentry’s, as in https://key@sentry.example.org/1"
        )
    return value


def hosts(name, default):
    """Return a list of host names for ALLOWED_HOSTS, without spaces, in ASCII and lower case."""
    named = [part.strip() for part in text(name).split(",")]
    named = [part for part in named if part]
    for host in named:
        if "/" in host or (":" in host and not host.startswith("[")):
            raise ImproperlyConfigured(
                f"{name} holds {host!r}; give names of hosts without scheme, port and path, "
                "parted by commas."
            )
    try:
        return [_ascii_host(host.strip("[]")) for host in named] or default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def _ascii_host(host):
    """Return a host as browsers send it. Raises ValueError (UnicodeError is one) for none."""
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        if any(not (sign.isalnum() or sign in ".-_*") for sign in host):
            raise ValueError(f"{host!r} is no name of a host.")
        return host.lower()
    return host.encode("idna").decode()


def database(name, default):
    """Return Django's settings of a database, from an address of DATABASES."""
    return _database(name, text(name, default), DATABASES)


def replicas(name):
    """Return Django's settings of several databases of PostgreSQL, a list, from their addresses
    parted by commas; a comma of a password is written %2C."""
    addresses = [part.strip() for part in text(name).split(",")]
    return [_database(name, each, DATABASES - {"sqlite"}) for each in addresses if each]


def _database(name, address, schemes):
    found = _from_address(name, address, schemes, environ.Env.db_url_config)
    if not found["NAME"]:
        raise ImproperlyConfigured(
            f"{name} names no database; its end is missing, as in postgres://user@host/portal"
        )
    return found


def cache(name, default):
    """Return Django's settings of a cache, from an address of CACHES."""
    return _from_address(name, text(name, default), CACHES, environ.Env.cache_url_config)


def email(name, default):
    """Return Django's settings of e-mail (several of them), from an address of EMAILS."""
    found = _from_address(name, text(name, default), EMAILS, environ.Env.email_url_config)
    if text(name, default).startswith("filemail:"):
        # It is read without its first slash, and would be a folder below the one we are in.
        found["EMAIL_FILE_PATH"] = "/" + found["EMAIL_FILE_PATH"].lstrip("/")
    return found


def media(name, folder):
    """Return (folder on this host, Django's settings of the storage, public address or "").

    `folder` (a Path) is where pictures lie without the variable, and where copies of them lie when
    they are in S3: `s3://key:secret@host/bucket/a/prefix?region=…&public=https://…`. Without a host
    it is Amazon's, without a key one that the machine has. `tls=off` asks by HTTP, `style=path` or
    `virtual` says where the name of the bucket stands in addresses.
    """
    value = text(name)
    if not value:
        return folder, {"BACKEND": FILES}, ""
    example = "s3://key:secret@host/bucket?region=eu-central-1, or file:///a/folder"
    wrong = ImproperlyConfigured(
        f"{name} can't be understood; write it as {example}, the signs : / ? # @ % of a key as %3A "
        "and the like."
    )
    try:
        url = urlsplit(value)
        host, port = url.hostname, url.port
        asked = parse_qs(url.query, strict_parsing=True) if url.query else {}
    except ValueError as error:
        raise wrong from error
    if url.scheme == "file" and not url.netloc and url.path.strip("/") and not asked:
        return Path(unquote(url.path)), {"BACKEND": FILES}, ""
    bucket, _, prefix = unquote(url.path).strip("/").partition("/")
    if url.scheme != "s3" or not bucket or bool(url.username) != bool(url.password):
        raise wrong
    unknown = asked.keys() - {"region", "public", "tls", "style"}
    if unknown or any(len(each) > 1 for each in asked.values()):
        raise ImproperlyConfigured(
            f"{name} may say region, public, tls and style behind its question mark, each once."
        )
    said = {key: each for key, [each] in asked.items()}
    tls, style = said.get("tls", "on"), said.get("style", "path" if host else "virtual")
    if tls not in ON | OFF or style not in ("path", "virtual"):
        raise ImproperlyConfigured(f"{name}: tls is on or off, and style is path or virtual.")
    if not host and "region" not in said:
        raise ImproperlyConfigured(f"{name} names neither a host nor a region, as in {example}.")
    public = said.get("public", "").rstrip("/")
    if public and not re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?(/[\w./~-]*)?", public):
        raise ImproperlyConfigured(f"{name}: public is no address, as in https://cdn.example.org")
    scheme = "http" if tls in OFF else "https"
    options = {
        "bucket": bucket,
        "prefix": f"{prefix}/" if prefix else "",
        "endpoint": f"{scheme}://{host}" + (f":{port}" if port else "") if host else None,
        "region": said.get("region", "us-east-1"),
        "key": unquote(url.username) if url.username else None,
        "secret": unquote(url.password) if url.password else None,
        "style": style,
        "public": public,
    }
    return folder, {"BACKEND": S3, "OPTIONS": options}, public


def mailbox(name, default):
    """Return an e-mail address, of which letters come from; a name in front of it is left out."""
    value = parseaddr(text(name, default))[1]
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
        raise ImproperlyConfigured(f"{name} is no e-mail address; give one as in news@example.org")
    return value


def _from_address(name, address, schemes, read):
    scheme, colon, _ = address.partition("://")
    if not colon or scheme not in schemes:
        raise ImproperlyConfigured(
            f"{name} has to begin with one of: {', '.join(f'{one}://' for one in sorted(schemes))}"
        )
    try:
        return read(address)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} can't be understood; write it as {scheme}://user:password@host:port/name, "
            "the signs : / ? # @ % of a password as %3A and the like."
        ) from error
