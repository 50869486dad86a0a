"""Asking an outside address whether it is alive: politely, shortly, and never inside our network.

An editor may write any address, and any host may redirect to any other: so each name is resolved
first, addresses that are not of the public Internet are refused, and the connection goes to the
very address that was checked (no second look-up that could answer otherwise). The text of an
answer is never read, its status says enough.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from newsroom.links import Verdict, normal
from newsroom.models.link import LinkState

TIMEOUT = 10  # s of silence
LONGEST = 25  # s of one request in all: a host may also answer a byte at a time
MAX_REDIRECTS = 5
MAX_ADDRESSES = 4  # of one host that are tried
REDIRECTS = {301, 302, 303, 307, 308}
# A host asked to be left alone; nothing is told by asking it again with GET.
TOO_MANY_REQUESTS = 429

# The only IPv6 addresses that the Internet has (IANA, IPv6 address space: global unicast). NAT64's
# and IPv4-compatible ones, site-local and all other old ranges are outside.
_INTERNET = ipaddress.ip_network("2000::/3")
# Python 3.11 takes these for public: IETF protocol assignments (RFC 6890; one cloud answers there
# with its secrets), relays of 6to4 (RFC 7526), documentation (RFC 9637), and the address at which
# another cloud's host listens to its guests.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20")
]

# OpenSSL's codes of a certificate that couldn't be verified (`man openssl-verification-options`).
# A chain without its middle is common on the sites of councils, and browsers fetch what lacks.
_INCOMPLETE_CHAIN = {20, 21}
_CERTIFICATES = {
    9: "Сертифікат сайту ще не діє",
    10: "Сертифікат сайту прострочений",
    18: "Сертифікат сайту підписав він сам",
    19: "Сертифікат сайту підписав невідомо хто",
    62: "Сертифікат сайту виданий на інше ім’я",
    64: "Сертифікат сайту виданий на іншу адресу",
}


class NoAnswer(Exception):
    """No HTTP answer came; the text says why, in words for an editor."""

    state = LinkState.FAILING


class NotAsked(NoAnswer):
    """We can't judge: readers may well open what we didn't."""

    state = LinkState.WARNING


def resolve(host, port):
    """Return the IP addresses of a host as a list of str, the preferred first. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(sockaddr[0] for *_, sockaddr in found))


@dataclass(frozen=True)
class Reach:
    """Where requests may go. Only tests give anything else than the defaults.

    ``ports``    those that are asked
    ``trusted``  IP addresses that are asked though they are not of the public Internet
    ``resolve``  gives the IP addresses of a host
    ``ca_file``  certificates that are believed, as a file (default: the system's)
    """

    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    trusted: frozenset[str] = frozenset()
    resolve: Callable[[str, int], list[str]] = resolve
    ca_file: str | None = None

    def allows(self, address):
        """Whether an IP address (str) may be connected to."""
        return address in self.trusted or is_public(address)


def is_public(address):
    """Whether an IP address (str) is of the public Internet, whatever it is wrapped in.

    By the registries of special addresses (RFC 6890): no private, loopback, link-local, shared,
    multicast or reserved one, nor an IPv6 address that stands for such an IPv4 one.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6:
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip not in _INTERNET or (ip.sixtofour and not is_public(str(ip.sixtofour))):
            return False
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    special = ip.is_private, ip.is_loopback, ip.is_link_local, ip.is_multicast, ip.is_reserved
    return ip.is_global and not any(special) and not ip.is_unspecified


def probe(url, reach, turn):
    """Ask a normal address (newsroom/links.py) and return its Verdict.

    HEAD first, GET when a host answers HEAD with an error; at most MAX_REDIRECTS redirects, each
    checked like the first address. `turn` is called with a host and gives a context in which one
    request to it may be made (newsroom/patrol.py).
    """
    first = url
    try:
        for _hop in range(MAX_REDIRECTS + 1):
            status, headers = _answer(url, reach, turn)
            where = headers.get("Location")
            if status not in REDIRECTS or not where:
                return _verdict(status, headers)
            try:
                url = normal(urljoin(url, where))
            except ValueError:
                raise NoAnswer("Сайт веде на неможливу адресу") from None
    except NoAnswer as reason:
        return Verdict(reason.state, None, str(reason), is_silent=url == first)
    return Verdict(LinkState.WARNING, status, "Забагато перенаправлень")


def _answer(url, reach, turn):
    """Return `(status, headers)` of an address, without following it. Raises NoAnswer."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    if port not in reach.ports:
        raise NotAsked(f"Незвичний порт {port}, його не перевіряємо")
    try:
        with turn(parts.netloc):
            status, headers = _request("HEAD", parts, port, reach)
    except http.client.HTTPException:
        status = 400  # some hosts hang up on HEAD
    if status >= 400 and status != TOO_MANY_REQUESTS:
        try:
            with turn(parts.netloc):
                status, headers = _request("GET", parts, port, reach)
        except http.client.HTTPException:
            raise NoAnswer("Сайт обриває з’єднання або відповідає незрозуміло") from None
    return status, headers


def _request(method, parts, port, reach):
    """Make one request; return `(status, headers)`. Raises NoAnswer and HTTPException."""
    try:
        with contextlib.closing(_connect(parts.hostname, port, reach)) as raw:
            sock = _secured(raw, parts.hostname, reach) if parts.scheme == "https" else raw
            with contextlib.closing(sock), _cut_off(sock):
                if sock is not raw:
                    sock.do_handshake()
                connection = http.client.HTTPConnection(parts.hostname, port)
                connection.sock = sock
                path = f"{parts.path}?{parts.query}" if parts.query else parts.path
                connection.request(method, path, headers=_headers(parts))
                response = connection.getresponse()
                return response.status, response.headers
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise NoAnswer("Адресу сайту зараз не вдалося дізнатися") from None
        raise NoAnswer("Сайту з такою адресою немає") from None
    except ssl.SSLCertVerificationError as error:
        if error.verify_code in _INCOMPLETE_CHAIN:
            raise NotAsked("Сертифікат сайту не вдалося перевірити до кінця") from None
        problem = _CERTIFICATES.get(error.verify_code, "Сертифікат сайту недійсний")
        raise NoAnswer(problem) from None
    except TimeoutError:
        raise NoAnswer("Сайт не відповідає") from None
    except ConnectionRefusedError:
        raise NoAnswer("Сайт відмовляє у з’єднанні") from None
    except ssl.SSLError:
        raise NoAnswer("Захищене з’єднання із сайтом не вдається") from None
    except ConnectionError as error:  # hung up: for _answer the same as nonsense
        raise http.client.HTTPException(str(error)) from None
    except (OSError, UnicodeError):
        raise NoAnswer("До сайту не дістатися") from None


def _connect(host, port, reach):
    """Return a socket connected to an allowed address of a host. Raises NoAnswer, OSError."""
    addresses = reach.resolve(host, port)
    allowed = [address for address in addresses if reach.allows(address)]
    if not allowed:
        raise NoAnswer("Адреса веде не в інтернет, а в закриту мережу")
    failure = None
    for address in allowed[:MAX_ADDRESSES]:
        try:
            sock = socket.create_connection((address, port), TIMEOUT)
        except OSError as error:
            failure = failure or error
            continue
        # A public address may be this very machine's, and from here a firewall lets more through.
        if sock.getsockname()[0] == sock.getpeername()[0] and address not in reach.trusted:
            sock.close()
            raise NotAsked("Адреса веде на наш власний сервер, її не перевіряємо")
        return sock
    raise failure


def _secured(sock, host, reach):
    """Return a socket for TLS that believes only a certificate of `host`; no handshake yet."""
    context = ssl.create_default_context(cafile=reach.ca_file)
    return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)


@contextlib.contextmanager
def _cut_off(sock):
    """End what goes on in `sock` after LONGEST seconds, however steadily bytes drip.

    Raises TimeoutError then.
    """
    is_late = threading.Event()

    def cut():
        is_late.set()
        with contextlib.suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not is_late.is_set():
            raise
    finally:
        timer.cancel()
    if is_late.is_set():  # headers that were cut off look like headers that ended
        raise TimeoutError


def _headers(parts):
    return {
        "Host": parts.netloc,
        "User-Agent": f"PortalHromadLinks/1.0 (+{settings.SITE_URL})",
        "Accept": "*/*",
        "Connection": "close",
    }


def _verdict(status, headers):
    """Return the Verdict of an HTTP answer."""
    if status < 300:
        return Verdict(LinkState.ALIVE, status)
    if status in {404, 410}:
        problem = "Сторінки немає" if status == 404 else "Сторінку прибрали назавжди"
        return Verdict(LinkState.DEAD, status, f"{problem} ({status})")
    if status in {401, 403}:
        problem = "Сайт не пускає"
    elif status == TOO_MANY_REQUESTS:
        problem = "Сайт просить заходити рідше"
    elif status >= 500:
        problem = "На сайті збій"
    else:
        problem = "Сайт відповідає помилкою"
    return Verdict(LinkState.WARNING, status, f"{problem} ({status})", _wait(headers))


def _wait(headers):
    """Return the timedelta that Retry-After asks for (RFC 9110, section 10.2.3), or None."""
    asked = (headers.get("Retry-After") or "").strip()
    if asked.isascii() and asked.isdigit():
        return timedelta(seconds=min(int(asked[:9]), 10**8))
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        until = parsedate_to_datetime(asked)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(until - datetime.now(UTC), timedelta(0))
    return None
