"""Second factors of an account: an app that shows codes, passkeys, and recovery codes on paper.

The codes of an app are RFC 6238's, as django-otp checks them: one code counts once, a clock may be
off by half a minute. Recovery codes are stored as hashes, and each counts once.
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from hashlib import blake2b

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom import journal
from newsroom.models import Passkey
from newsroom.signing_in import letters, sessions
from ukrainian.plurals import counted

CODES = 10  # that are given at once
SIGNS = 12  # of a code: 60 bits, with a salt of the account's
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l and 1, no o and 0
ISSUER = "Портал громад"


@dataclass(frozen=True)
class Factors:
    """What an account has: an app's TOTPDevice or None, its Passkeys, how many codes are left."""

    app: TOTPDevice | None
    passkeys: list
    codes: int

    @property
    def any(self):
        """Whether there is one to sign in by; recovery codes alone are none."""
        return bool(self.app or self.passkeys)

    @property
    def is_last(self):
        return bool(self.app) + len(self.passkeys) == 1

    def __str__(self):
        named = ["застосунок із кодами"] if self.app else []
        if self.passkeys:
            forms = ("ключ доступу", "ключі доступу", "ключів доступу")
            named.append(counted(len(self.passkeys), *forms))
        return ", ".join(named) or "немає"


def of(account):
    """Return the Factors of an account; three queries."""
    return Factors(
        TOTPDevice.objects.filter(user=account, confirmed=True).first(),
        list(Passkey.objects.filter(user=account).order_by("pk")),
        StaticToken.objects.filter(device__user=account).count(),
    )


# An app


def begun_app(account):
    """Return the TOTPDevice that an account is about to confirm: the same until it does."""
    apps = TOTPDevice.objects.filter(user=account, confirmed=False)
    return apps.first() or TOTPDevice.objects.create(user=account, confirmed=False, name=ISSUER)


def typed_key(app):
    """Return the key of an app as it is typed by hand: groups of four letters and digits."""
    key = b32encode(app.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def confirm_app(account, code):
    """Make the begun app one of the account's when `code` (a str) is of it, instead of an earlier
    one. Returns the TOTPDevice, or None."""
    with transaction.atomic():
        apps = TOTPDevice.objects.select_for_update().filter(user=account)
        app = apps.filter(confirmed=False).first()
        if app is None or not app.verify_token(plain(code)):
            return None
        apps.filter(confirmed=True).delete()
        app.confirmed = True
        app.save(update_fields=["confirmed"])
    return app


# Codes


def plain(code):
    """Return a typed code without what people put between its signs, cut to a bearable length."""
    return "".join(sign for sign in code[:40] if sign.isalnum()).lower()


def is_of_app(code):
    """Say whether a typed code looks like one of an app and not like a recovery code."""
    return plain(code).isdecimal()


def device_of(account, code):
    """Return the device of an account that a typed code is of, and use the code up; or None."""
    kind = TOTPDevice if is_of_app(code) else StaticDevice
    token = plain(code) if kind is TOTPDevice else _hashed(account, code)
    with transaction.atomic():
        # The lock makes two requests with one code queue: the second finds it used.
        devices = kind.objects.select_for_update().filter(user=account, confirmed=True)
        return next((device for device in devices if device.verify_token(token)), None)


def new_codes(account):
    """Give an account new recovery codes in place of the old; return them, a list of str. They
    can't be read again."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=account).delete()
        device = StaticDevice.objects.create(user=account, name="recovery")
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_hashed(account, code)) for code in codes
        )
    journal.factor_changed(account, account, "Створено нові коди відновлення.")
    return ["-".join(code[start : start + 4] for start in range(0, SIGNS, 4)) for code in codes]


def _hashed(account, code):
    # The library's column holds 16 characters: 80 bits of a hash, more than the code itself has.
    salt = str(account.pk).encode()[:16]
    digest = blake2b(plain(code).encode(), digest_size=10, salt=salt, person=b"recovery")
    return b32encode(digest.digest()).decode().lower()


# What follows from a change


def added(account, words, session_key):
    """Tell that an account has a new factor (`words`, «застосунок»); end its other sessions."""
    ended = sessions.end_all(account, but=session_key)
    journal.factor_changed(account, account, f"Другий фактор додано: {words}.")
    letters.factor_added(account, words)
    return ended


def remove(account, device, words, session_key):
    """Take a factor from its owner, and end the other sessions."""
    device.delete()
    sessions.end_all(account, but=session_key)
    journal.factor_changed(account, account, f"Другий фактор вилучено: {words}.")
    letters.factor_removed(account, words)


def reset(account, by=None):
    """Take all factors from an account and end its sessions: the next sign-in enrols anew.

    `by` is the administrator who does it; the command on the server has none.
    """
    with transaction.atomic():
        for kind in (TOTPDevice, Passkey, StaticDevice):
            kind.objects.filter(user=account).delete()
        sessions.end_all(account)
        journal.factor_changed(by or account, account, "Другий фактор скинуто.")
    if by:
        letters.factor_reset(account)
