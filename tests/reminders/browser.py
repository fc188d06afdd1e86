"""A browser that takes notifications: it has keys, and reads what was sealed for it."""

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reminders.pushing import written


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class Browser:
    """Written from the receiving side of the standard, not from what seals."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def p256dh(self) -> str:
        return written(point(self.key.public_key()))

    @property
    def auth(self) -> str:
        return written(self.secret)

    def opens(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        mixed = derived(
            self.key.exchange(ec.ECDH(), sender),
            salt=self.secret,
            info=b"WebPush: info\x00" + point(self.key.public_key()) + theirs,
            length=32,
        )
        key = derived(mixed, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
        nonce = derived(mixed, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
        opened = AESGCM(key).decrypt(nonce, sealed, None)
        text, end = opened[:-1].rstrip(b"\x00"), opened[-1]
        assert end == 2
        return text
