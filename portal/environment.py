"""Reading the environment: each value is understood, or the start stops with its name.

Every function takes the name of a variable and raises ImproperlyConfigured, a sentence with that
name, for what it can't make sense of. An empty variable counts as not set. No sentence repeats an
address that may hold a password.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ON, OFF = {"on", "true", "yes", "1"}, {"off", "false", "no", "0"}
PORTS = range(1, 65536)
DEFAULT_PORTS = {"http": 80, "https": 443}
DATABASES = {"sqlite", "postgres", "postgresql"}
CACHES = {"locmemcache", "dummycache", "filecache", "redis", "rediss"}
EMAILS = {
    *("smtp", "smtp+tls", "smtp+ssl", "submission"),
    *("consolemail", "filemail", "memorymail", "dummymail"),
}


def text(name, default=""):
    """Return the value as a str without spaces around it."""
    return os.environ.get(name, "").strip() or default


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
    found = _from_address(name, default, DATABASES, environ.Env.db_url_config)
    if not found["NAME"]:
        raise ImproperlyConfigured(
            f"{name} names no database; its end is missing, as in postgres://user@host/portal"
        )
    return found


def cache(name, default):
    """Return Django's settings of a cache, from an address of CACHES."""
    return _from_address(name, default, CACHES, environ.Env.cache_url_config)


def email(name, default):
    """Return Django's settings of e-mail (several of them), from an address of EMAILS."""
    return _from_address(name, default, EMAILS, environ.Env.email_url_config)


def _from_address(name, default, schemes, read):
    address = text(name, default)
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
