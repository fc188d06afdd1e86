"""A team's own calling hours and days: stricter by a manager, looser by an administrator alone."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cadence import rules
from cadence.exceptions import Change, Day, OwnRules, own_rules
from cadence.models import HolidayOverride, LawOverride
from groundwork import places
from people import actions as people
from people.models import Team, User
from people.permissions import may

FIRST_YEAR, LAST_YEAR = 2000, 2099


class CannotChangeLaw(Exception):
    """The message says what to change, `field` where."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def change_law(
    *, team: Team, change: Change, by: User, now: datetime, ground: str = ""
) -> LawOverride:
    """Keep to `change` from now on, instead of what the team kept to in that place before.

    Whether it is looser than the table is found out here; `change.is_looser` is not asked.

    :raises CannotChangeLaw: if the place is unknown, nothing is changed or left open, or it
        loosens the table and `by` may not do that or states no ground
    """
    _check_place(change.country, change.region)
    law = rules.law_for(country=change.country, region=change.region)
    _check_sense(change)
    looser = change.loosens(law)
    if looser:
        _check_loosening(change, looser, by=by, ground=ground)
    _end(team, country=change.country, region=change.region, by=by, now=now)
    row = LawOverride.objects.create(
        team=team,
        country=change.country,
        region=change.region,
        windows=change.windows,
        max_attempts=change.max_attempts,
        refusal_pause_days=change.refusal_pause_days,
        is_looser=bool(looser),
        ground=ground.strip(),
        created_by=by,
        created_at=now,
    )
    action = "law.loosened" if looser else "law.tightened"
    details = {**change.as_json(), "is_looser": bool(looser), "ground": ground.strip()}
    people.record(action=action, by=by, at=now, team=team, about=row, details=details)
    _keep(team)
    return row


@transaction.atomic
def end_law_change(*, override: LawOverride, by: User, now: datetime) -> None:
    """Go back to the table. Ending a stricter rule loosens nothing below the table, so any
    leader may; repeating changes nothing."""
    if _end(override.team, country=override.country, region=override.region, by=by, now=now):
        people.record(action="law.as_table", by=by, at=now, team=override.team, about=override)
        _keep(override.team)


@transaction.atomic
def add_day(*, team: Team, day: Day, name: str, by: User, now: datetime) -> HolidayOverride:
    """Treat a day as a holiday, or a public holiday as a working day, for this team.

    :raises CannotChangeLaw: if the place or year is unknown, that day is there already, or it
        opens a holiday and `by` may not do that or gives no reason in `name`
    """
    _check_place(day.country, day.region)
    if not FIRST_YEAR <= day.on.year <= LAST_YEAR:
        raise CannotChangeLaw("Choose a day before the year 2100.", field="on")
    if not day.is_holiday:
        if not may(by, "law.loosen"):
            raise CannotChangeLaw("Only an administrator opens a holiday.", field="is_holiday")
        if not name.strip():
            raise CannotChangeLaw("Say on what ground calls are made then.", field="name")
    try:
        with transaction.atomic():
            row = HolidayOverride.objects.create(
                team=team,
                on=day.on,
                country=day.country,
                region=day.region,
                is_holiday=day.is_holiday,
                name=name.strip()[:120],
            )
    except IntegrityError as problem:
        raise CannotChangeLaw("That day is in the list already.", field="on") from problem
    action = "holiday.added" if day.is_holiday else "holiday.opened"
    people.record(action=action, by=by, at=now, team=team, about=row, details=_told(row))
    _keep(team)
    return row


@transaction.atomic
def remove_day(*, row: HolidayOverride, by: User, now: datetime) -> None:
    """Go back to the public calendar for that day."""
    team, told = row.team, _told(row)
    people.record(action="holiday.removed", by=by, at=now, team=team, about=row, details=told)
    row.delete()
    _keep(team)


def _keep(team: Team) -> None:
    """Put what stands now where every plan finds it. The team's row is locked by the update."""
    standing = LawOverride.objects.filter(team=team, ended_at=None).order_by("pk")
    days = HolidayOverride.objects.filter(team=team).order_by("on", "pk")
    found = OwnRules(
        changes=tuple(
            Change.from_json(
                {
                    "country": row.country,
                    "region": row.region,
                    "windows": row.windows,
                    "max_attempts": row.max_attempts,
                    "refusal_pause_days": row.refusal_pause_days,
                    "is_looser": row.is_looser,
                }
            )
            for row in standing
        ),
        days=tuple(
            Day(on=row.on, country=row.country, region=row.region, is_holiday=row.is_holiday)
            for row in days
        ),
    )
    stored = found.as_json() if found != own_rules(None) else {}
    people.keep_calling_rules(team=team, calling_rules=stored)


def _end(team: Team, *, country: str, region: str, by: User, now: datetime) -> int:
    return LawOverride.objects.filter(
        team=team, country=country, region=region, ended_at=None
    ).update(ended_at=now, ended_by=by)


def _check_place(country: str, region: str) -> None:
    if country and country not in places.countries():
        raise CannotChangeLaw(f"{country} is not a country's code, such as FR.", field="country")
    if region and not country:
        raise CannotChangeLaw("A region needs its country.", field="country")


def _check_sense(change: Change) -> None:
    if change.windows is not None and not any(
        closes - opens >= 30 for day in change.windows for opens, closes in day
    ):
        raise CannotChangeLaw("Leave at least half an hour open in the week.", field="hours")
    if change.max_attempts is not None and not 1 <= change.max_attempts <= 50:
        raise CannotChangeLaw("Allow from 1 to 50 attempts.", field="max_attempts")
    if change.refusal_pause_days is not None and change.refusal_pause_days > 3_650:
        raise CannotChangeLaw("A pause is at most 3650 days.", field="refusal_pause_days")
    if (change.windows, change.max_attempts, change.refusal_pause_days) == (None, None, None):
        raise CannotChangeLaw("Change something, or leave it as the table has it.", field="hours")


_FIELDS = {"hours": "hours", "attempts": "max_attempts", "pause": "refusal_pause_days"}


def _check_loosening(change: Change, looser: tuple[str, ...], *, by: User, ground: str) -> None:
    if not change.country:
        raise CannotChangeLaw(
            "For everywhere, only stricter hours can be set: name a country to loosen.",
            field="country",
        )
    if not may(by, "law.loosen"):
        raise CannotChangeLaw(
            "This is looser than the table. Only an administrator may loosen it.",
            field=_FIELDS[looser[0]],
        )
    if not ground.strip():
        raise CannotChangeLaw("Say on what ground this is allowed.", field="ground")


def _told(row: HolidayOverride) -> dict[str, object]:
    return {
        "on": row.on.isoformat(),
        "country": row.country,
        "region": row.region,
        "is_holiday": row.is_holiday,
        "name": row.name,
    }
