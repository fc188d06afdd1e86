"""Who comes in: making teams, people and keys; every change leaves an audit entry."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction

from groundwork import places
from people.actors import Actor, as_columns
from people.models import ApiKey, AuditEntry, Team, User
from people.permissions import SCOPES

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


class CannotCreateTeam(Exception):
    """The message says what to change, `field` where."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class CannotCreateUser(Exception):
    """The message says what to change, `field` where."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class CannotOpenHouse(Exception):
    """Somebody works here already."""


class CannotCreateApiKey(Exception):
    """The message says what to change."""


def record(
    *,
    action: str,
    by: Actor | None,
    at: datetime,
    team: Team | None,
    about: Any = None,
    details: dict[str, Any] | None = None,
    from_address: str = "",
) -> AuditEntry:
    """Write one audit entry. `details` must hold no secret."""
    return AuditEntry.objects.create(
        team=team,
        at=at,
        action=action,
        object_kind=about._meta.model_name if about is not None else "",
        object_id=str(getattr(about, "public_id", about.pk)) if about is not None else "",
        details=details or {},
        from_address=from_address,
        **as_columns(by),
    )


@transaction.atomic
def create_team(
    *, name: str, at: datetime, by: Actor | None = None, country: str = "US", timezone: str = "UTC"
) -> Team:
    """Make a team.

    :raises CannotCreateTeam: if the name is empty or taken, or the country or zone unknown
    """
    name = name.strip()
    if not name:
        raise CannotCreateTeam("A team needs a name.", field="team")
    if country not in places.countries():
        raise CannotCreateTeam(f"{country} is not a country's code, such as FR.", field="country")
    if timezone not in places.zones():
        raise CannotCreateTeam(
            f"{timezone} is not a time zone, such as Europe/Paris.", field="timezone"
        )
    if Team.objects.filter(name=name).exists():
        raise CannotCreateTeam(f"There is a team named {name} already.", field="team")
    team = Team.objects.create(name=name, country=country, timezone=timezone, created_at=at)
    record(action="team.created", by=by, at=at, team=team, about=team)
    return team


@transaction.atomic
def create_user(
    *,
    email: str,
    team: Team,
    role: str,
    password: str,
    at: datetime,
    name: str = "",
    timezone: str = "",
    by: Actor | None = None,
) -> User:
    """Make a person who signs in with `email` and `password`.

    :raises CannotCreateUser: if the e-mail is malformed or taken, the role unknown, or
        the password too weak
    """
    email = email.strip().lower()
    if role not in User.Role.values:
        raise CannotCreateUser(f"The role is one of {', '.join(User.Role.values)}.", field="role")
    user = User(
        email=email,
        name=name or email.partition("@")[0],
        team=team,
        role=role,
        timezone=timezone or team.timezone,
        created_at=at,
    )
    for field, check in (
        ("email", lambda: validate_email(email)),
        ("password", lambda: validate_password(password, user)),
    ):
        try:
            check()
        except ValidationError as problem:
            raise CannotCreateUser(" ".join(problem.messages), field=field) from problem
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as problem:
        raise CannotCreateUser(
            f"Somebody signs in with {email} already.", field="email"
        ) from problem
    record(action="user.created", by=by, at=at, team=team, about=user, details={"role": role})
    return user


def change_preferences(
    *, user: User, theme: str, single_key_shortcuts: bool, timezone: str
) -> None:
    """Keep how a person wants their own pages. The caller has checked the choices."""
    user.theme = theme
    user.single_key_shortcuts = single_key_shortcuts
    user.timezone = timezone
    user.save(update_fields=["theme", "single_key_shortcuts", "timezone"])


@transaction.atomic
def open_house(
    *,
    team_name: str,
    country: str,
    timezone: str,
    name: str,
    email: str,
    password: str,
    at: datetime,
) -> User:
    """Make the first team and its administrator, and return the administrator.

    :raises CannotOpenHouse: if anybody works here already; of two at once one gets this
    :raises CannotCreateTeam: as `create_team`
    :raises CannotCreateUser: as `create_user`
    """
    if connection.vendor == "postgresql":  # on SQLite the transaction itself is the lock
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {User._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    if User.objects.exists():
        raise CannotOpenHouse("Somebody works here already.")
    team = create_team(name=team_name, country=country, timezone=timezone, at=at)
    return create_user(
        email=email, name=name, team=team, role=User.Role.ADMIN, password=password, at=at
    )


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _hash(secret: str) -> str:
    # The secret has 250 bits of chance in it: a fast hash is the right one.
    return hashlib.sha256(secret.encode()).hexdigest()


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


def find_api_key(text: str, *, now: datetime, from_address: str) -> ApiKey | None:
    """Return the key that `text` opens at `now` from that address, or None."""
    kind, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if kind != "fu" or not prefix or not secret or len(text) > 100:
        return None
    key = ApiKey.objects.usable(now=now).select_related("team").filter(prefix=prefix).first()
    if key is None or not _opens(key, secret, now=now):
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
