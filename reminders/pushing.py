"""Browser notifications on the wire: sealed for one browser (RFC 8291), signed by us (RFC 8292).

Pure: asks neither network nor database.
"""

import base64
import json
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Push services take 4096 bytes; one record of ours is far below.
MOST_BYTES = 2_000
RECORD_SIZE = 4_096
SIGNED_FOR = timedelta(hours=12)  # a day at most is allowed
_CURVE = ec.SECP256R1()


class NotASubscription(Exception):
    """What a browser gave as its keys are none."""


class CannotOpen(Exception):
    """The private key was sealed under another secret than ours."""


class Keys:
    """The pair of keys by which push services know this house."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self.private = private

    @classmethod
    def new(cls) -> "Keys":
        return cls(ec.generate_private_key(_CURVE))

    @classmethod
    def unsealed(cls, sealed: str, *, secrets: list[str]) -> "Keys":
        """Return the pair that `sealed` wrote.

        :raises CannotOpen: if none of `secrets` is the one it was sealed under
        """
        try:
            number = MultiFernet([_box(secret) for secret in secrets]).decrypt(sealed.encode())
        except InvalidToken:
            raise CannotOpen from None
        return cls(ec.derive_private_key(int.from_bytes(number, "big"), _CURVE))

    def sealed(self, *, secret: str) -> str:
        number = self.private.private_numbers().private_value.to_bytes(32, "big")
        return _box(secret).encrypt(number).decode()

    @property
    def public(self) -> str:
        """The public key as browsers want it: an uncompressed point, base64url."""
        return written(_point(self.private.public_key()))


def check(*, p256dh: str, auth: str) -> None:
    """Look whether a browser's keys can be used at all.

    :raises NotASubscription: if not
    """
    _browser_key(p256dh)
    if len(read(auth)) != 16:
        raise NotASubscription("The browser's secret has the wrong length.")


def seal(
    text: bytes,
    *,
    p256dh: str,
    auth: str,
    salt: bytes | None = None,
    ours: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return `text` sealed so that one browser alone can read it: the body of the POST.

    `salt` and `ours` are by chance, and given only to check against known answers.

    :raises NotASubscription: if the browser's keys are none
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"A notification is at most {MOST_BYTES} bytes.")
    theirs = _browser_key(p256dh)
    salt = salt or os.urandom(16)
    ours = ours or ec.generate_private_key(_CURVE)
    here, there = _point(ours.public_key()), _point(theirs)
    shared = _derived(
        ours.exchange(ec.ECDH(), theirs),
        salt=read(auth),
        info=b"WebPush: info\x00" + there + here,
        length=32,
    )
    key = _derived(shared, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(shared, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    body = AESGCM(key).encrypt(nonce, text + b"\x02", None)  # 2 ends the last record
    head = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(here)]) + here
    return head + body


def signature(keys: Keys, *, endpoint: str, contact: str, now: datetime) -> str:
    """Return the header `Authorization` for a POST to `endpoint`; `contact` is a URI of ours."""
    parts = urlsplit(endpoint)
    told = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": contact,
    }
    unsigned = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(told)}"
    r, s = decode_dss_signature(keys.private.sign(unsigned.encode(), ec.ECDSA(hashes.SHA256())))
    signed = written(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={unsigned}.{signed}, k={keys.public}"


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """Return what `written` wrote.

    :raises NotASubscription: if it is not base64url
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except ValueError:
        raise NotASubscription("A key of the browser is not base64url.") from None


def _browser_key(p256dh: str) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, read(p256dh))
    except ValueError:
        raise NotASubscription("The browser's key is not a point of its curve.") from None


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _box(secret: str) -> Fernet:
    key = _derived(secret.encode(), salt=b"", info=b"followup push key", length=32)
    return Fernet(base64.urlsafe_b64encode(key))


def _json(told: dict[str, object]) -> str:
    return written(json.dumps(told, separators=(",", ":")).encode())
