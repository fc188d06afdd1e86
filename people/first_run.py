"""The link that opens the very first page, where nobody works yet. Only its hash is kept."""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from people.models import User


def _path() -> Path:
    return Path(settings.DATA_DIR) / "first_run_token"


def offer() -> str | None:
    """Return a link that opens the first page, or None if somebody works here already.

    An earlier link stops working. The hash lies in the data folder, readable by us alone.
    """
    if User.objects.exists():
        return None
    token = secrets.token_urlsafe(32)
    handle, draft = tempfile.mkstemp(dir=settings.DATA_DIR)  # 0600 from birth
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_hash(token))
    os.replace(draft, _path())
    return f"{settings.SITE_URL}{reverse('people:welcome')}?{urlencode({'token': token})}"


def opens(token: str) -> bool:
    """Whether `token` opens the first page: it was offered last, and nobody works here."""
    try:
        kept = _path().read_text(encoding="ascii")
    except OSError:
        return False
    fits = hmac.compare_digest(kept.encode(), _hash(token).encode())
    return fits and not User.objects.exists()


def close() -> None:
    """Let the link open nothing any more. Repeating changes nothing."""
    _path().unlink(missing_ok=True)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
