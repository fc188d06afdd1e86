"""Keys for programs: made, found, remembered when used."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from people.actions.recording import record
from people.models import ApiKey, Team, User
from people.permissions import SCOPES

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


class CannotCreateApiKey(Exception):
    """The message says what to change."""


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _hash(secret: str) -> str:
    # The secret has 250 bits of chance in it: a fast hash is the right one.
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> tuple[str, str]:
    """Return a secret for a key and its hash, which alone is kept."""
    secret = _random(43)
    return secret, _hash(secret)


@transaction.atomic
def create_api_key(
    *,
    team: Team,
    name: str,
    scopes: Sequence[str],
    at: datetime,
    by: User | None = None,
    default_source: str = "",
    is_test: bool = False,
    expires_at: datetime | None = None,
    allowed_addresses: Sequence[str] = (),
) -> tuple[ApiKey, str]:
    """Make a key and return it with its text, which is shown this once and kept nowhere.

    :raises CannotCreateApiKey: if a scope or an address is unknown, or the name empty
    """
    if not name.strip():
        raise CannotCreateApiKey("A key needs a name.")
    if unknown := sorted(set(scopes) - SCOPES):
        raise CannotCreateApiKey(
            f"Unknown scope {', '.join(unknown)}. Known: {', '.join(sorted(SCOPES))}."
        )
    for address in allowed_addresses:
        try:
            ipaddress.ip_network(address)
        except ValueError as problem:
            raise CannotCreateApiKey(f"{address} is not an IP address or network.") from problem
    secret, prefix = _random(43), _random(8)
    key = ApiKey.objects.create(
        team=team,
        name=name.strip(),
        prefix=prefix,
        secret_hash=_hash(secret),
        scopes=sorted(set(scopes)),
        default_source=default_source or name.strip()[:80],
        allowed_addresses=list(allowed_addresses),
        is_test=is_test,
        created_by=by,
        created_at=at,
        expires_at=expires_at,
    )
    record(action="key.created", by=by, at=at, team=team, about=key, details={"scopes": key.scopes})
    return key, f"fu_{prefix}_{secret}"


def find_api_key(
    text: str,
    *,
    read: Callable[[QuerySet[ApiKey]], tuple[ApiKey | None, datetime]],
    from_address: str,
) -> ApiKey | None:
    """Return the key that `text` opens from that address, or None.

    `read` returns the first of the rows, and what time it is: so that a door can ask for both
    in one statement.
    """
    kind, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if kind != "fu" or not prefix or not secret or len(text) > 100:
        return None
    key, now = read(ApiKey.objects.select_related("team").filter(prefix=prefix))
    if key is None or not key.is_usable(now=now) or not _opens(key, secret, now=now):
        return None
    return key if _comes_from(key, from_address) else None


def _opens(key: ApiKey, secret: str, *, now: datetime) -> bool:
    given = _hash(secret)
    if hmac.compare_digest(given, key.secret_hash):
        return True
    overlap = key.old_secret_until is not None and now < key.old_secret_until
    return overlap and hmac.compare_digest(given, key.old_secret_hash)


def _comes_from(key: ApiKey, address: str) -> bool:
    if not key.allowed_addresses:
        return True
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(caller in ipaddress.ip_network(network) for network in key.allowed_addresses)


def note_key_use(key: ApiKey, *, now: datetime, from_address: str) -> None:
    """Remember when and from where a key was last used, to the minute."""
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=now, last_used_from=from_address[:45])
