"""Making teams and people, and opening the house to its first administrator."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction

from groundwork import places
from people.actions.recording import record
from people.actors import Actor
from people.models import Team, User


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


def keep_calling_rules(*, team: Team, calling_rules: dict[str, Any]) -> None:
    """Keep what room `cadence` found that this team's calls keep to. Repeating changes nothing."""
    team.calling_rules = calling_rules
    team.save(update_fields=["calling_rules"])


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
