"""The address of a reader, behind the proxies that we trust and no others."""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

# As Python's own `ipaddress` has it, which takes a third of what counting a view does.
IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)
HOME = 64  # bits of an IPv6 address that a line has; the rest changes daily with its devices


def reader_of(environ):
    """Return the address of the reader as text, for a WSGI environ; "" when there is none.

    Each of TRUSTED_PROXIES has added to X-Forwarded-For whom it was asked by, so the reader stands
    so many places from its end. What stands before that anybody may have written; a header that is
    shorter hasn't come through all of them, and means nothing. Of IPv6 the network is returned: a
    line has 2^64 addresses, and would be as many readers.
    """
    address = environ.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    if trusted:
        told = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(told) >= trusted:
            return _plain(told[-trusted].strip()[:60]) or _plain(address)
    return _plain(address)


@lru_cache(maxsize=4096)
def _plain(text):
    """Return an address without its port in its shortest form, "" for what is none."""
    if IPV4.fullmatch(text):
        return text
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, HOME), strict=False).network_address)
    return str(address)
