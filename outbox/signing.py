"""Signatures of webhooks, as Standard Webhooks 1.0 has them: made here, checked elsewhere.

``webhook-id`` stays the same however often a message is tried, so a receiver can tell a second
copy. ``webhook-timestamp`` is when this try was made. ``webhook-signature`` holds one signature
for each secret, so that a secret can be changed without a gap.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32
FEWEST_BYTES, MOST_BYTES = 24, 64


class NotASecret(ValueError):
    """The message is fit to show; it does not repeat what was given."""


def new_secret() -> str:
    """Return a new random secret, as it is shown to whoever has to check signatures."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(
    *, message_id: str, at: datetime, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """Return the three headers that say who sent `body` and when (`at`, to the second).

    :raises NotASecret: if one of `secrets` is none
    """
    stamp = str(int(at.timestamp()))
    text = f"{message_id}.{stamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_signature(text, key_of(each))}" for each in secrets),
    }


def key_of(secret: str) -> bytes:
    """Return the bytes that a secret such as ``whsec_...`` stands for.

    :raises NotASecret: if it is not 24 to 64 bytes in base64
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise NotASecret("A secret is whsec_ and base64.") from None
    if not FEWEST_BYTES <= len(key) <= MOST_BYTES:
        raise NotASecret(f"A secret has {FEWEST_BYTES} to {MOST_BYTES} bytes.")
    return key


def _signature(text: bytes, key: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
