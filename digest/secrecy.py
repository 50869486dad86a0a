"""What DIGEST_KEY keeps: the addresses in the database, and the links in letters.

The key is a random text; a key of its own follows from it for each purpose, by BLAKE2b (RFC 7693)
with the purpose as its personalization. Addresses are encrypted by Fernet (AES-128-CBC with
HMAC-SHA256, https://github.com/fernet/spec); a keyed hash finds the one that is there already.

Everything is made by DIGEST_KEY. What was made by one of DIGEST_KEY_FALLBACKS is still understood,
so that the key can be changed (`reseal_subscribers`).
"""

import hmac
import json
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings

CONFIRMED_WITHIN = 48 * 3600  # seconds
LONGEST = 8000  # characters of a link's token


class Unreadable(Exception):
    """What is stored was encrypted by another DIGEST_KEY."""


def has_key():
    """Say whether there is a key, and so letters."""
    return bool(settings.DIGEST_KEY)


def plain(address):
    """Return a valid e-mail address in the form that it is known by: its host in ASCII and in lower
    case. Raises UnicodeError where the host can't be one."""
    name, _, host = address.strip().rpartition("@")
    return f"{name}@{host.encode('idna').decode().lower()}"


def lookup(address):
    """Return the hash by which an address is found, 64 hexadecimal digits.

    Large and small letters are one mailbox, as they are everywhere in practice.
    """
    return lookups(address)[0]


def lookups(address):
    """Return the hashes by which an address may be found: that of today's key, then of former."""
    folded = address.casefold().encode()
    return [_hash(b"lookup", folded, 32, secret).hex() for secret in _secrets()]


def seal(address):
    """Return an address encrypted, a str."""
    return _box(b"address").encrypt(address.encode()).decode()


def unseal(sealed):
    """Return the address of what `seal` gave. Raises Unreadable."""
    text = _opened(b"address", sealed)
    if text is None:
        raise Unreadable
    return text.decode()


def wish(values):
    """Return the token of a link that confirms a wish, a dictionary of what JSON knows.

    It holds the address, encrypted; so the wish of who never confirms is stored nowhere.
    """
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return _box(b"wish").encrypt(text.encode()).decode()


def read_wish(token):
    """Return what `wish` was given, or None when the token is broken or older than
    CONFIRMED_WITHIN."""
    if not token or len(token) > LONGEST:
        return None
    text = _opened(b"wish", token, ttl=CONFIRMED_WITHIN)
    return text and json.loads(text)


def ticket(subscription):
    """Return the token by which the owner of a subscription (its id) manages it, at any time."""
    return f"{subscription}.{_code(subscription)}"


def read_ticket(token):
    """Return the id of a subscription from a token, or None for a token that isn't ours."""
    number, _, code = token.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    is_ours = any(
        hmac.compare_digest(code.encode(), _code(number, secret).encode()) for secret in _secrets()
    )
    return int(number) if is_ours else None


def message_id(subscription, period, host):
    """Return the Message-ID of a letter, the same each time that the same letter is made: a mailbox
    that gets it twice can tell."""
    return f"<{_hash(b'letter', f'{subscription} {period}'.encode(), 16).hex()}@{host}>"


def _secrets():
    return [settings.DIGEST_KEY, *settings.DIGEST_KEY_FALLBACKS]


def _code(subscription, secret=None):
    digest = _hash(b"ticket", f"{subscription}".encode(), 18, secret)
    return urlsafe_b64encode(digest).decode()


def _hash(purpose, data, size, secret=None):
    key = _key(secret or settings.DIGEST_KEY, purpose)
    return blake2b(data, key=key, digest_size=size).digest()


def warm():
    """Load what encrypts, 10 MB, before a server makes its workers: so they share it. A portal
    without letters doesn't load it at all."""
    _box(b"address")


def _opened(purpose, token, **options):
    """Return the bytes of what was encrypted, or None when it wasn't by us or is too old."""
    from cryptography.fernet import InvalidToken

    for secret in _secrets():
        try:
            return _fernet(secret, purpose).decrypt(token.encode(), **options)
        except InvalidToken:
            continue
    return None


def _box(purpose):
    return _fernet(settings.DIGEST_KEY, purpose)


@lru_cache(maxsize=8)
def _fernet(secret, purpose):
    from cryptography.fernet import Fernet

    return Fernet(urlsafe_b64encode(_key(secret, purpose)))


@lru_cache(maxsize=16)
def _key(secret, purpose):
    return blake2b(secret.encode(), digest_size=32, person=purpose).digest()
