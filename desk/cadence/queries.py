"""What the Cadence page reads, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from cadence import forecasting, queries, rules
from cadence.exceptions import own_rules
from cadence.models import Policy
from cadence.sample import Drawn, Sample, Tried, draw
from desk.cadence.words import told
from groundwork.models import Job
from people.models import Team, User
from prospects.models import Campaign

MOST_VERSIONS = 30
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a policy: who made it, when, and what it changed, in words."""

    row: Policy
    changes: Sequence[str]
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDrawn:
    """A day of the drawn calendar: what is tried on it now, and after a change."""

    on: date
    is_closed: bool
    is_inside: bool  # between the first attempt and the last
    now: Sequence[Tried]
    after: Sequence[Tried]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The attempts of a sample prospect, before and (with a change) after, week by week."""

    before: Drawn
    after: Drawn | None
    days: Sequence[str]
    weeks: Sequence[Sequence[DayDrawn]]

    @property
    def differs(self) -> bool:
        return self.after is not None and self.after.attempts != self.before.attempts


def names(team_id: int) -> Sequence[str]:
    """Return the names of a team's policies, its own first."""
    kept = Policy.objects.filter(team_id=team_id).exclude(name=Policy.DEFAULT)
    return [Policy.DEFAULT, *kept.order_by("name").values_list("name", flat=True).distinct()]


def current(team_id: int, name: str) -> Policy | None:
    return Policy.objects.current(team_id=team_id, name=name).first()


def version(team_id: int, public_id: UUID) -> Policy | None:
    return Policy.objects.filter(team_id=team_id, public_id=public_id).first()


def versions(team_id: int, name: str) -> Sequence[Version]:
    """Return the latest versions of a policy, the newest first, each with what it changed."""
    rows = list(
        Policy.objects.filter(team_id=team_id, name=name)
        .select_related("created_by")
        .order_by("-version")[: MOST_VERSIONS + 1]
    )
    found = []
    for place, row in enumerate(rows[:MOST_VERSIONS]):
        older = rows[place + 1] if place + 1 < len(rows) else None
        found.append(Version(row=row, changes=_changes(older, row), is_current=place == 0))
    return found


def _changes(older: Policy | None, row: Policy) -> list[str]:
    before = older.as_rules() if older else rules.Policy()
    after = row.as_rules()
    return [
        f"{told(one.name).label}: {_said(one.name, getattr(before, one.name))} to "
        f"{_said(one.name, getattr(after, one.name))}"
        for one in fields(rules.Policy)
        if getattr(before, one.name) != getattr(after, one.name)
    ]


def _said(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if told(name).kind == "clock":
        return f"{value // 60}:{value % 60:02d}"
    return str(value)


def campaigns(viewer: User) -> Sequence[Campaign]:
    return list(
        Campaign.objects.visible_to(viewer)
        .filter(is_active=True)
        .select_related("policy")
        .order_by("name")
    )


def outcome(
    team: Team, sample: Sample, *, before: rules.Policy, after: rules.Policy | None
) -> Outcome:
    """Draw a sample prospect's attempts by the team's own odds and calling hours."""
    key = queries.newest_curve_key(team.pk)
    curve = queries.curve_version(key) if key else rules.PRIOR
    own = own_rules(team.calling_rules)
    drawn = draw(sample, before, curve=curve, own=own)
    changed = draw(sample, after, curve=curve, own=own) if after and after != before else None
    attempts = [*drawn.attempts, *(changed.attempts if changed else ())]
    days = {one.local.date() for one in attempts} or {sample.starts_on}
    width = 7 if any(day.weekday() > 4 for day in days) else 5
    first = min(days) - timedelta(days=min(days).weekday())
    weeks = []
    while first <= max(days):
        weeks.append(
            [_day(first + timedelta(days=ahead), drawn, changed, days) for ahead in range(width)]
        )
        first += _WEEK
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[:width]
    return Outcome(before=drawn, after=changed, days=names, weeks=weeks)


def _day(on: date, drawn: Drawn, changed: Drawn | None, days: set[date]) -> DayDrawn:
    return DayDrawn(
        on=on,
        is_closed=not drawn.calendar.is_working_day(on),
        is_inside=min(days) <= on <= max(days),
        now=[one for one in drawn.attempts if one.local.date() == on],
        after=[one for one in changed.attempts if one.local.date() == on] if changed else [],
    )


# --- The lab's forecast ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the forecast, before and after, each with its error, in per cent."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How far a forecast is, and once it is done what it says."""

    id: UUID
    done: int
    total: int
    is_running: bool
    failed: str
    figures: Sequence[Figure]
    verdict: str
    people: int
    world: str


_FIGURES = (
    ("reached_6", "Reached within 6 attempts"),
    ("reached_12", "Reached within 12 attempts"),
    ("reached_20d", "Reached within 20 working days"),
)
WORLD_NAMES = {
    "cold": "Cold calls, direct lines",
    "gatekept": "Executives behind assistants",
    "smb": "Small firms, on mobiles",
}


def forecast(team_id: int) -> Forecast | None:
    """Return the team's latest forecast, or None if there was none."""
    job = Job.objects.of_team(team_id).filter(kind=forecasting.KIND).order_by("-created_at").first()
    if job is None:
        return None
    result = job.result
    return Forecast(
        id=job.pk,
        done=job.done,
        total=job.total,
        is_running=job.finished_at is None,
        failed=job.error if job.state == Job.State.FAILED else "",
        figures=[_figure(name, label, result) for name, label in _FIGURES] if result else (),
        verdict=_verdict(result) if result else "",
        people=result.get("people", 0),
        world=WORLD_NAMES.get(job.arguments["world"], job.arguments["world"]),
    )


def _figure(name: str, label: str, result: dict[str, Any]) -> Figure:
    before, after = (
        f"{result[side][name]:.1f} % ± {2 * result[side][f'{name}_se']:.1f}"
        for side in ("before", "after")
    )
    return Figure(label=label, before=before, after=after)


def _verdict(result: dict[str, Any]) -> str:
    gain, error = result["gain"], 2 * result["gain_se"]
    dials = result["after"]["dials_per_reach"] - result["before"]["dials_per_reach"]
    effort = f"{abs(dials):.1f} {'more' if dials > 0 else 'fewer'} dials for each one reached"
    if abs(gain) <= error:
        return f"No difference can be told: {gain:+.1f} points, ± {error:.1f}; {effort}."
    side = "more" if gain > 0 else "fewer"
    return f"{abs(gain):.1f} of a hundred {side} are reached, ± {error:.1f}; {effort}."
