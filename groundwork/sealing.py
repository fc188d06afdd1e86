"""Small secrets that must be read again, sealed under the house's own key while they lie still."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotUnseal(Exception):
    """It was sealed under a key that this house no longer has."""


def seal(secret: str) -> str:
    """Return `secret` so that only a holder of SECRET_KEY can read it."""
    return _box(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what `seal` was given, also while SECRET_KEY is being changed.

    :raises CannotUnseal: if none of the keys is the one it was sealed under
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        return MultiFernet([_box(key) for key in keys]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotUnseal from None


def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"", info=b"followup sealed secret")
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
