"""Passkeys (WebAuthn): what a browser is asked, and whether its answer is right.

Their library takes 11 MB of memory. It is imported by the first who uses a passkey, and not by the
processes that readers are served by.
"""

import json
from contextlib import contextmanager
from hashlib import blake2b, sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from newsroom.models import Passkey
from newsroom.signing_in.factors import ISSUER

LONGEST = 100_000  # bytes of a browser's answer
TIME = 5 * 60 * 1000  # ms that somebody has to find their key


class Refused(Exception):
    """A browser's answer isn't what was asked for."""


def are_possible():
    """Say whether browsers make passkeys for SITE_URL: by HTTPS or on this machine, with a name."""
    url = urlsplit(settings.SITE_URL)
    try:
        ip_address(url.hostname)
    except ValueError:
        return url.scheme == "https" or url.hostname == "localhost"
    return False


def creation(account):
    """Return (what navigator.credentials.create() is asked, as JSON; the challenge) for a new
    passkey of an account. The challenge is a str to keep until the answer comes."""
    import webauthn
    from webauthn.helpers import structs

    handle = blake2b(
        str(account.pk).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32
    )
    wanted = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.PREFERRED,
        user_verification=structs.UserVerificationRequirement.PREFERRED,
    )
    return _asked(
        webauthn.generate_registration_options(
            rp_id=_domain(),
            rp_name=ISSUER,
            user_id=handle.digest(),
            user_name=account.get_username(),
            user_display_name=account.get_full_name() or account.get_username(),
            authenticator_selection=wanted,
            exclude_credentials=_described(account),
            timeout=TIME,
        )
    )


def create(account, body, challenge, name):
    """Keep the passkey that a browser has made; return it. `body` is its answer, bytes of JSON,
    `name` a str. Raises Refused."""
    import webauthn

    answer = _parsed(body)
    with _read():
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=_domain(),
            expected_origin=settings.SITE_URL,
        )
        ways = answer["response"].get("transports") or []
        transports = [way for way in ways if isinstance(way, str)][:8]
    credential = webauthn.helpers.bytes_to_base64url(found.credential_id)
    digest = _digest(credential)
    if Passkey.objects.filter(digest=digest).exists():
        raise Refused("This key is known already.")
    return Passkey.objects.create(
        user=account,
        name=name[:64],
        credential=credential,
        digest=digest,
        public_key=found.credential_public_key,
        uses=found.sign_count,
        transports=transports,
    )


def request(account=None):
    """Return (what navigator.credentials.get() is asked, the challenge): for a passkey of an
    account, or of anybody. Where the passkey is all, its device has to know its owner."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement as Wanted

    return _asked(
        webauthn.generate_authentication_options(
            rp_id=_domain(),
            allow_credentials=_described(account) if account else [],
            user_verification=Wanted.PREFERRED if account else Wanted.REQUIRED,
            timeout=TIME,
        )
    )


def used(body, challenge, account=None):
    """Return the Passkey that a browser's answer (bytes of JSON) is signed by: one of `account`, or
    of anybody. Raises Refused."""
    import webauthn

    answer = _parsed(body)
    digest = _digest(f"{answer.get('id')}")
    passkey = Passkey.objects.select_related("user").filter(digest=digest).first()
    if passkey is None or (account and passkey.user_id != account.pk):
        raise Refused("This key is none of the account's.")
    with _read():
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=_domain(),
            expected_origin=settings.SITE_URL,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.uses,
            require_user_verification=account is None,
        )
    passkey.uses = found.new_sign_count
    passkey.set_last_used_timestamp(commit=False)
    passkey.save(update_fields=["uses", "last_used_at"])
    return passkey


def _domain():
    return urlsplit(settings.SITE_URL).hostname


def _asked(options):
    from webauthn.helpers import bytes_to_base64url, options_to_json

    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def _described(account):
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    known = {each.value for each in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(passkey.credential),
            transports=[AuthenticatorTransport(way) for way in passkey.transports if way in known],
        )
        for passkey in Passkey.objects.filter(user=account)
    ]


def _parsed(body):
    try:
        answer = json.loads(body) if len(body) <= LONGEST else None
    except (ValueError, RecursionError) as error:
        raise Refused("This is no JSON.") from error
    if not isinstance(answer, dict):
        raise Refused("This is no answer of a browser.")
    return answer


@contextmanager
def _read():
    """Refuse what the library can't make sense of."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - it unpacks what strangers send, and breaks on much
        raise Refused(f"{type(error).__name__}: {error}") from error


def _digest(credential):
    return sha256(credential.encode(errors="surrogatepass")).hexdigest()
