"""The people of a team: invited, changed, covered for, closed and opened again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from groundwork import places
from groundwork.text import one_line
from outbox import actions as outbox
from people.actions.recording import record
from people.actors import Actor
from people.models import Team, User
from people.permissions import may

MOST_A_DAY, MOST_A_HALF_HOUR = 1_000, 100
INVITATION = "people.invitation"


class CannotChangePerson(Exception):
    """The message says what to change, `field` where."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What shall be different about a person; None leaves it as it is. `hours` {} is 9 to 17.

    `cover` is a person, or False for nobody.
    """

    name: str | None = None
    role: str | None = None
    timezone: str | None = None
    hours: Mapping[str, Any] | None = None
    capacity_per_day: int | None = None
    capacity_per_half_hour: int | None = None
    cover: "User | bool | None" = None

    def given(self) -> dict[str, Any]:
        """Return what is to be different, by the column."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        if found["cover"] is False:
            return {name: found[name] for name in found if found[name] is not None} | {
                "cover": None
            }
        return {name: value for name, value in found.items() if value is not None}


# Changing one of these moves what can be planned for that person, and when.
PLANNING = frozenset({"timezone", "hours", "capacity_per_day", "capacity_per_half_hour"})


@transaction.atomic
def invite(
    *,
    team: Team,
    email: str,
    name: str,
    role: str,
    by: Actor,
    now: datetime,
    timezone: str = "",
) -> User:
    """Make a person who has no password yet, and mail them the link by which to set one.

    :raises CannotChangePerson: if the e-mail is malformed or taken, the name empty, or the
        role not `by`'s to give
    """
    email, name = email.strip().lower(), one_line(name)
    if not name:
        raise CannotChangePerson("Say who it is.", field="name")
    _check_role(role, by=by)
    try:
        validate_email(email)
    except ValidationError as problem:
        raise CannotChangePerson(" ".join(problem.messages), field="email") from problem
    user = User(
        email=email,
        name=name,
        team=team,
        role=role,
        timezone=known_zone(timezone or team.timezone),
        created_at=now,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as problem:
        raise CannotChangePerson(
            f"Somebody signs in with {email} already.", field="email"
        ) from problem
    record(action="user.invited", by=by, at=now, team=team, about=user, details={"role": role})
    _mail_invitation(user, now=now)
    return user


@transaction.atomic
def invite_again(*, user: User, by: Actor, now: datetime) -> None:
    """Mail the link once more. An earlier one that has not left is taken back.

    :raises CannotChangePerson: if they have signed in already, or cannot
    """
    check_may_manage(user, by=by)
    if user.last_login is not None or user.has_usable_password():
        raise CannotChangePerson(f"{user} has a password already.")
    if not user.is_active:
        raise CannotChangePerson(f"{user}'s account is closed.")
    outbox.void(about=_about(user), now=now)
    record(action="user.invited_again", by=by, at=now, team=user.team, about=user)
    _mail_invitation(user, now=now)


@transaction.atomic
def change_person(*, user: User, changes: Changes, by: Actor, now: datetime) -> frozenset[str]:
    """Make those changes that are any; return the names of the columns that differ now.

    :raises CannotChangePerson: if one of them is nonsense, or not `by`'s to make
    """
    user = locked(user)
    check_may_manage(user, by=by)
    wanted = {
        name: value for name, value in changes.given().items() if getattr(user, name) != value
    }
    for name, value in wanted.items():
        _CHECKS[name](user, value, by)
    if not wanted:
        return frozenset()
    details = {name: [_told(getattr(user, name)), _told(value)] for name, value in wanted.items()}
    for name, value in wanted.items():
        setattr(user, name, value)
    user.save(update_fields=list(wanted))
    record(action="user.changed", by=by, at=now, team=user.team, about=user, details=details)
    return frozenset(wanted)


@transaction.atomic
def close_account(*, user: User, by: Actor, now: datetime, details: Mapping[str, Any]) -> None:
    """Let somebody sign in no more, end their sessions, and take them off others' cover.

    Only for `prospects.actions.part_with`, which hands over what they own in the same
    transaction: an open prospect whose owner is gone would be nobody's.

    :raises CannotChangePerson: if it is `by` themselves, or the last administrator
    """
    user = locked(user)
    check_may_manage(user, by=by)
    if isinstance(by, User) and by.pk == user.pk:
        raise CannotChangePerson("Nobody closes their own account: ask a colleague.")
    _check_not_the_last_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    User.objects.filter(cover=user).update(cover=None)
    outbox.void(about=_about(user), now=now)
    record(action="user.closed", by=by, at=now, team=user.team, about=user, details=dict(details))


@transaction.atomic
def reopen_account(*, user: User, by: Actor, now: datetime) -> None:
    """Let somebody sign in again. Repeating changes nothing."""
    user = locked(user)
    check_may_manage(user, by=by)
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(action="user.reopened", by=by, at=now, team=user.team, about=user)


def check_may_manage(user: User, *, by: Actor) -> None:
    """:raises CannotChangePerson: if `user` is an administrator, and `by` may not manage those"""
    if user.role == User.Role.ADMIN and not may(by, "people.manage"):
        raise CannotChangePerson("Only an administrator changes an administrator's account.")


def locked(user: User) -> User:
    """Return the row as it is now, locked until the transaction ends."""
    return User.objects.select_for_update(of=("self",)).select_related("team").get(pk=user.pk)


def _check_role(role: str, *, by: Actor) -> None:
    if role not in User.Role.values:
        raise CannotChangePerson("Choose one of the roles.", field="role")
    if role == User.Role.ADMIN and not may(by, "people.manage"):
        raise CannotChangePerson("Only an administrator makes an administrator.", field="role")


def _check_not_the_last_administrator(user: User) -> None:
    others = User.objects.active().filter(team_id=user.team_id, role=User.Role.ADMIN)
    if user.role == User.Role.ADMIN and not others.exclude(pk=user.pk).exists():
        raise CannotChangePerson(
            f"{user} is the only administrator: make somebody else one first.", field="role"
        )


def _check_new_role(user: User, role: str, by: Actor) -> None:
    _check_role(role, by=by)
    _check_not_the_last_administrator(user)


def _check_name(user: User, name: str, by: Actor) -> None:
    if not name.strip():
        raise CannotChangePerson("Say who it is.", field="name")


def _check_zone(user: User, zone: str, by: Actor) -> None:
    if zone not in places.zones():
        raise CannotChangePerson(
            f"{zone} is not a time zone, such as Europe/Paris.", field="timezone"
        )


def _check_hours(user: User, hours: Mapping[str, Any], by: Actor) -> None:
    if not hours:
        return
    for weekday, windows in hours.items():
        end = 0
        if weekday not in {"0", "1", "2", "3", "4", "5", "6"}:
            raise CannotChangePerson("A week has seven days.", field="hours")
        for opens, closes in windows:
            if not end <= opens < closes <= 24 * 60:
                raise CannotChangePerson(
                    "Hours end after they begin, and do not overlap.", field="hours"
                )
            end = closes
    if not any(hours.values()):
        raise CannotChangePerson("Somebody who never works cannot be planned for.", field="hours")


def _check_day(user: User, number: int, by: Actor) -> None:
    if not 0 <= number <= MOST_A_DAY:
        raise CannotChangePerson(f"From 0 to {MOST_A_DAY} a day.", field="capacity_per_day")


def _check_half_hour(user: User, number: int, by: Actor) -> None:
    if not 0 <= number <= MOST_A_HALF_HOUR:
        raise CannotChangePerson(
            f"From 0 to {MOST_A_HALF_HOUR} a half-hour.", field="capacity_per_half_hour"
        )


def _check_cover(user: User, cover: User | None, by: Actor) -> None:
    if cover is None:
        return
    if cover.pk == user.pk:
        raise CannotChangePerson("Nobody covers for themselves.", field="cover")
    if not cover.is_active or cover.team_id != user.team_id:
        raise CannotChangePerson("Choose somebody who works in this team.", field="cover")


_CHECKS: dict[str, Callable[[User, Any, Actor], None]] = {
    "name": _check_name,
    "role": _check_new_role,
    "timezone": _check_zone,
    "hours": _check_hours,
    "capacity_per_day": _check_day,
    "capacity_per_half_hour": _check_half_hour,
    "cover": _check_cover,
}


def known_zone(name: str) -> str:
    """Return `name`, or UTC where it is no zone."""
    return name if name in places.zones() else "UTC"


def _told(value: Any) -> Any:
    return str(value.public_id) if isinstance(value, User) else value


def _about(user: User) -> str:
    return f"invitation:{user.pk}"


def _mail_invitation(user: User, *, now: datetime) -> None:
    outbox.queue(
        kind=INVITATION,
        channel="email",
        address=user.email,
        payload={"user": user.pk},
        now=now,
        about=_about(user),
        team_key=user.team_id,
    )
