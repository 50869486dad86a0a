"""A device with passkeys, in Python: what a browser would answer to WebAuthn's questions.

As the W3C's Web Authentication level 3 has it (6.1 authenticator data, 6.5.4 attestation "none");
each part can be made wrong, which a virtual authenticator of Chromium never is.
"""

import json
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40  # flags


class Authenticator:
    """One passkey: `origin` is where its browser thinks it is, `flags` say who touched it."""

    def __init__(self, origin, domain, credential=b"credential-of-the-test"):
        self.origin, self.domain, self.credential = origin, domain, credential
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.flags, self.uses = PRESENT | VERIFIED, 0

    def create(self, options):
        """Return the answer to navigator.credentials.create(), bytes of JSON."""
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        public = cbor2.dumps({1: 2, 3: -7, -1: 1} | point)  # EC2, ES256, P-256
        known = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        attested = {"fmt": "none", "attStmt": {}, "authData": self.data(HAS_KEY) + known}
        return self.answer(
            clientDataJSON=self.told("webauthn.create", options),
            attestationObject=cbor2.dumps(attested),
        )

    def get(self, options):
        """Return the answer to navigator.credentials.get(), bytes of JSON."""
        self.uses += 1
        told, data = self.told("webauthn.get", options), self.data()
        signed = self.key.sign(data + sha256(told).digest(), ec.ECDSA(SHA256()))
        return self.answer(clientDataJSON=told, authenticatorData=data, signature=signed)

    def data(self, more=0):
        flags = bytes([self.flags | more])
        return sha256(self.domain.encode()).digest() + flags + self.uses.to_bytes(4, "big")

    def told(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def answer(self, **response):
        name = bytes_to_base64url(self.credential)
        encoded = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": encoded}
        ).encode()
