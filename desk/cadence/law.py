"""The calling law as a page shows it: the table, a team's own rules, what holds for a prospect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadence import rules, written
from cadence.exceptions import own_rules
from cadence.models import HolidayOverride, LawOverride
from groundwork import places
from people.models import Team
from prospects.facts import calendar_of, called_zones
from prospects.models import Contact, Prospect
from prospects.queries import contacts_of

_HALF_HOUR = timedelta(minutes=30)
_LOOK_AHEAD = 400
_STATUS = {
    "V": "read in the law itself",
    "S": "from a secondary source",
    "M": "from memory",
}
_SCOPES = {
    "in": "covers calls to businesses",
    "out": "covers consumers only",
    "mixed": "covers mobiles and sole traders",
    "unknown": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place of the table: what the law binds to, what courtesy adds, where it is from."""

    key: str
    place: str
    binding: str  # hours in words; empty where no law sets hours for calls to businesses
    courtesy: str
    holidays: str
    attempts: str
    pause_days: int
    scope: str
    source: str
    status: str
    as_of: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the team keeps to of its own in a place."""

    row: LawOverride
    place: str
    hours: str


def table() -> Sequence[Row]:
    """Return every row of the table, the floor first, then by place."""
    rows = sorted(rules.LAWS.values(), key=lambda law: (law.key != "floor", law.key))
    return [_row(law) for law in rows]


def _row(law: rules.Law) -> Row:
    return Row(
        key=law.key,
        place=place_name(law.key),
        binding=written.week_as_text(law.binding) if law.binding is not None else "",
        courtesy=written.week_as_text(law.windows),
        holidays="none" if law.binding is None or law.holidays_too else "by law none",
        attempts=_attempts(law.max_attempts, law.max_attempts_per),
        pause_days=law.refusal_pause_days,
        scope=_SCOPES[law.scope],
        source=law.source,
        status=_STATUS[law.status],
        as_of=law.as_of,
        note=law.note,
    )


def _attempts(most: int | None, per: timedelta) -> str:
    if most is None:
        return "no limit"
    hours = int(per.total_seconds() // 3600)
    span = f"{hours} hours" if hours <= 48 else f"{hours // 24} days"
    return f"{most} in {span}"


def place_name(key: str) -> str:
    """Return "United States, FL" for "US-FL"; everywhere for the floor and for no key."""
    if key in ("", "floor"):
        return "Everywhere else" if key else "Everywhere"
    country, _, region = key.partition("-")
    name = places.country_names().get(country, country)
    return f"{name}, {region}" if region else name


def own(team: Team) -> Sequence[Own]:
    """Return what the team keeps to of its own, by place."""
    rows = LawOverride.objects.filter(team=team, ended_at=None).select_related("created_by")
    return [
        Own(
            row=row,
            place=place_name(str(row) if row.country else ""),
            hours=written.week_as_text(_week(row.windows)) if row.windows is not None else "",
        )
        for row in rows.order_by("country", "region")
    ]


def _week(stored: Sequence[Sequence[Sequence[int]]]) -> rules.Week:
    return tuple(tuple((opens, closes) for opens, closes in day) for day in stored)


def days(team: Team, *, today: date) -> Sequence[HolidayOverride]:
    """Return the team's own days from `today` on."""
    return list(HolidayOverride.objects.filter(team=team, on__gte=today).order_by("on", "pk"))


# --- One prospect --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone in which they may be, and the time there now."""

    name: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What holds for one prospect, and why."""

    place: str
    zones: Sequence[Zone]
    why_zones: str
    law: Row
    kept: str  # the hours in words, as this team keeps them
    changed_by: Sequence[str]
    binds_promises: str
    attempts: str
    pause_days: int
    may_call_now: bool
    next_at: datetime | None
    today: Sequence[tuple[str, str]]  # windows of today, on their clock and on the viewer's
    closed_today: str
    holidays: Sequence[date]
    tz: str


def holding(prospect: Prospect, *, viewer_tz: str, now: datetime) -> Holding:
    """Return when `prospect` may be called by the team that pursues it. Two statements."""
    contacts = contacts_of(prospect)
    calendar = calendar_of(prospect, contacts)
    country = prospect.country or prospect.team.country
    own_law = own_rules(prospect.team.calling_rules)
    law = own_law.law(country=country, region=prospect.region)
    table_law = rules.law_for(country=country, region=prospect.region)
    today = calendar.local_day(now)
    return Holding(
        place=place_name(f"{country}-{prospect.region}".strip("-") or "floor"),
        zones=[
            Zone(name=name, time=f"{now.astimezone(rules.zone(name)):%H:%M}")
            for name in (calendar.tz, *calendar.also_tz)
        ],
        why_zones=_why_zones(prospect, contacts),
        law=_row(table_law),
        kept=written.week_as_text(law.windows),
        changed_by=_changes(table_law, law),
        binds_promises=written.week_as_text(law.binding) if law.binding is not None else "",
        attempts=_attempts(law.max_attempts, law.max_attempts_per),
        pause_days=law.refusal_pause_days,
        may_call_now=calendar.is_legal(now),
        next_at=None if calendar.is_legal(now) else calendar.next_legal(now),
        today=_windows(calendar, today, viewer_tz=viewer_tz),
        closed_today=_closed(calendar, today),
        holidays=_coming(calendar, today),
        tz=calendar.tz,
    )


def _why_zones(prospect: Prospect, contacts: Sequence[Contact]) -> str:
    first = contacts[0] if contacts else None
    several = len(called_zones(prospect, contacts)) > 1
    both = " A call must be fit in all of them." if several else ""
    if (first and first.timezone) or prospect.timezone:
        whose = "the person's" if first and first.timezone else "the company's"
        return f"It is {whose} own time zone, as it was written down.{both}"
    if (first and (first.phone_e164 or first.mobile_e164)) or prospect.phone_e164:
        return f"It follows from their telephone number{' and address' if several else ''}.{both}"
    if prospect.country:
        return f"It follows from where the company is.{both}"
    return "Nothing is known of where they are: it is taken for the team's own."


def _changes(table_law: rules.Law, law: rules.Law) -> list[str]:
    found = []
    if law.windows != table_law.windows:
        found.append(f"hours {written.week_as_text(law.windows)}")
    if law.max_attempts != table_law.max_attempts:
        found.append(f"attempts {_attempts(law.max_attempts, law.max_attempts_per)}")
    if law.refusal_pause_days != table_law.refusal_pause_days:
        found.append(f"{law.refusal_pause_days} days of pause after a refusal")
    return found


def _windows(calendar: rules.Calendar, day: date, *, viewer_tz: str) -> list[tuple[str, str]]:
    """Return the windows of a day, on their clock and on the viewer's."""
    runs: list[list[datetime]] = []
    for _, at in calendar.half_hours(day):
        if runs and runs[-1][1] == at:
            runs[-1][1] = at + _HALF_HOUR
        else:
            runs.append([at, at + _HALF_HOUR])
    zone = rules.zone(viewer_tz)
    return [
        (
            f"{calendar.local(opens):%H:%M} to {calendar.local(closes):%H:%M}",
            f"{opens.astimezone(zone):%H:%M} to {closes.astimezone(zone):%H:%M}",
        )
        for opens, closes in runs
    ]


def _closed(calendar: rules.Calendar, day: date) -> str:
    if calendar.is_working_day(day):
        return ""
    return "It is a holiday there." if day in calendar.holidays else "There are no hours today."


def _coming(calendar: rules.Calendar, today: date) -> list[date]:
    """Return the next holidays that fall on a day with hours."""
    ahead = (today + timedelta(days=days) for days in range(_LOOK_AHEAD))
    found = [day for day in ahead if day in calendar.holidays and calendar.windows[day.weekday()]]
    return found[:4]
