"""Rows for tests, by keyword; whatever a test does not name is ordinary and of no importance."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from cadence import rules
from people import actions as people
from people.models import ApiKey, Team, User
from prospects import actions as prospects
from prospects.models import Prospect, Touch

# A quiet Tuesday: 10:00 in New York, 16:00 in Paris.
TUESDAY = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
_number = count(1)


def create_team(*, name: str = "", at: datetime = TUESDAY, **columns: Any) -> Team:
    return people.create_team(
        name=name or f"Team {next(_number)}",
        at=at,
        **{"country": "US", "timezone": "America/New_York", **columns},
    )


def create_user(
    *,
    team: Team | None = None,
    role: str = User.Role.REP,
    email: str = "",
    at: datetime = TUESDAY,
    **columns: Any,
) -> User:
    """Make a person. The password is `PASSWORD`, hashed fast (see conftest)."""
    user = people.create_user(
        email=email or f"person{next(_number)}@team.example",
        team=team or create_team(),
        role=role,
        password=PASSWORD,
        at=at,
        **{name: columns.pop(name) for name in ("name", "timezone") if name in columns},
    )
    if columns:
        User.objects.filter(pk=user.pk).update(**columns)
        user.refresh_from_db()
    return user


def create_api_key(
    *,
    team: Team | None = None,
    scopes: Sequence[str] = ("leads:write", "leads:read", "prospects:read", "touches:write"),
    at: datetime = TUESDAY,
    **columns: Any,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its text."""
    return people.create_api_key(
        team=team or create_team(), name=f"key {next(_number)}", scopes=scopes, at=at, **columns
    )


def create_prospect(
    *,
    team: Team | None = None,
    owner: User | None = None,
    now: datetime = TUESDAY,
    name: str = "",
    contacts: Sequence[prospects.NewContact] | None = None,
    next_attempt_at: datetime | None = None,
    campaign: Any = None,
    **told: Any,
) -> Prospect:
    """Open a prospect by the real action. `next_attempt_at` then overrides what was planned."""
    if owner is None:
        owner = create_user(team=team)
    if contacts is None:
        contacts = [
            prospects.NewContact(
                name="Dana Reyes", role="decision_maker", phone=f"+1312555{next(_number):04d}"
            )
        ]
    prospect = prospects.open_prospect(
        team=owner.team,
        owner=owner,
        campaign=campaign,
        new=prospects.NewProspect(
            name=name or f"Northwind {next(_number)}", contacts=contacts, **told
        ),
        now=now,
    )
    if next_attempt_at is not None:
        plan_at(prospect, next_attempt_at)
    return prospect


def plan_at(
    prospect: Prospect, at: datetime, *, grace: timedelta = timedelta(hours=2), **columns: Any
) -> Prospect:
    """Put the next attempt at `at` by force, the ladder at its foot."""
    Prospect.objects.filter(pk=prospect.pk).update(
        next_attempt_at=at, nag_at=at, nag_level=0, overdue_at=at + grace, **columns
    )
    prospect.refresh_from_db()
    return prospect


def log(
    prospect: Prospect,
    outcome: str | rules.Outcome,
    *,
    at: datetime = TUESDAY,
    by: User | None = None,
    **more: Any,
) -> Touch:
    """Log a touch by the real action, recorded at `at`; return it. `prospect` is refreshed."""
    logged = prospects.log_touch(
        prospect_id=prospect.pk,
        by=by or prospect.owner,
        now=at,
        outcome=rules.Outcome(outcome),
        submission_id=more.pop("submission_id", None) or uuid4(),
        **more,
    )
    prospect.refresh_from_db()
    return logged.touch
