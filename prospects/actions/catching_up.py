"""Catching up: a backlog spread over the coming days by priority, as fits into the rep's diary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from cadence import rules
from cadence.queries import curve_version
from groundwork.ids import uuid7
from people.actors import Actor, as_columns
from people.models import User
from prospects import queries
from prospects.actions.changing import LATEST, CannotChangePlan
from prospects.actions.planning import judge
from prospects.actions.replanning import replan_many
from prospects.actions.writing import lock_standing
from prospects.diary import Diary
from prospects.models import PlanChange, Prospect
from prospects.queries.many import Many, gather_many
from prospects.scope import Why

# As far as attempts are spread. What finds no room by then stands where there is the most.
DAYS_AHEAD = 60
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """`batch` is the number to undo it by; `moved` were spread, `left` had nothing to gain."""

    batch: UUID
    moved: int
    left: int


def backlog(rep: User, *, until: datetime) -> list[int]:
    """Return the keys of what `rep` is to do before `until`, what is overdue included: the
    most pressing first, at most `MOST`.

    Promises come first, then new leads, then by the prospect's priority and how long it waits.
    """
    rows = Prospect.objects.open().filter(owner=rep, urgency__in=list(rules.Urgency))
    rows = rows.filter(next_attempt_at__lt=until)
    return pressing(rows.only("pk", "urgency", "priority", "next_attempt_at"))[:MOST]


def pressing(rows: Iterable[Prospect]) -> list[int]:
    """Return the keys of open prospects in the order in which a backlog is worked off."""
    return [row.pk for row in sorted(rows, key=_pressing)]


def _pressing(row: Prospect) -> tuple[int, int, datetime, int]:
    first = {rules.Urgency.PROMISE: 0, rules.Urgency.NEW_LEAD: 1}
    place = first.get(rules.Urgency(row.urgency), 2)
    return place, -row.priority, row.next_attempt_at or LATEST, row.pk


@transaction.atomic
def catch_up(
    *,
    rep: User,
    prospect_ids: Sequence[int],
    by: Actor,
    now: datetime,
    reason: str = "",
    batch: UUID | None = None,
) -> CaughtUp:
    """Spread these prospects of `rep`, in their order, over the days from `now` on.

    Each gets the best half-hour of the earliest day that has room for it, in which the
    prospect may be called and the rep, or on leave the cover, works; what stands on that day
    already keeps its half-hour, so that catching up twice moves nothing more. Undone as any
    change of many, under `batch` if one is given.

    :raises CannotChangePlan: if the rep is of another team
    """
    if rep.team_id != by.team_id:
        raise CannotChangePlan("Choose somebody who works in this team.", field="rep")
    many = _read(rep, prospect_ids)
    times = _spread(many, rep, order=prospect_ids, now=now)
    batch = batch or uuid7()
    if not times:
        return CaughtUp(batch=batch, moved=0, left=len(prospect_ids))
    _record(many, times, by=by, now=now, reason=reason, batch=batch)
    done = replan_many(gather_many(list(times)), why=Why.PERSON, now=now)
    return CaughtUp(batch=batch, moved=done.moved, left=len(prospect_ids) - done.moved)


def _read(rep: User, prospect_ids: Sequence[int]) -> Many:
    mine = Prospect.objects.open().filter(owner=rep, pk__in=prospect_ids)
    cycles = dict(mine.values_list("pk", "cycle"))
    return gather_many(sorted(lock_standing(cycles)))


def _record(
    many: Many,
    times: dict[int, datetime],
    *,
    by: Actor,
    now: datetime,
    reason: str,
    batch: UUID,
) -> None:
    columns = as_columns(by)
    PlanChange.objects.bulk_create(
        PlanChange(
            prospect=one,
            kind=rules.ChangeKind.CATCH_UP.value,
            by=columns["user"],
            api_key=columns["api_key"],
            at=now,
            until=times[one.pk],
            reason=reason,
            batch=batch,
            before={"cycle": one.cycle, "status": one.status},
        )
        for one in many.prospects
        if one.pk in times
    )


def _spread(many: Many, rep: User, *, order: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Return the new time of each prospect that gets one."""
    rows = {one.pk: one for one in many.prospects}
    if not rows:
        return {}
    latest = now + timedelta(days=DAYS_AHEAD + 1)
    diary = queries.diaries(many.owners, earliest=now, latest=latest).get(rep.pk, Diary())
    _count_done(diary, rep, now=now)
    # What is to be spread stands in nobody's way.
    for one in rows.values():
        if one.next_attempt_at is not None and one.next_attempt_at >= now:
            diary.take_out(one.next_attempt_at)
    days = _Days(diary, now=now)
    times = {key: days.take(rows[key], many) for key in order if key in rows}
    return {key: at for key, at in times.items() if at != rows[key].next_attempt_at}


def _count_done(diary: Diary, rep: User, *, now: datetime) -> None:
    """Count what the rep has done today already: it took of the day's room."""
    hours = diary.hours
    if hours is None or diary.day_capacity is None:
        return
    today = hours.local_day(now)
    begins_at = rules.instant(today, time(), hours.tz)
    most = diary.day_capacity
    done = queries.day_counts(rep, begins_at=begins_at, ends_at=now, now=now, most=most).done
    diary.per_day[today] += done


class _Days:
    """The coming days of one rep, filled up in the order in which prospects are taken."""

    def __init__(self, diary: Diary, *, now: datetime) -> None:
        self.diary, self.now = diary, now

    def take(self, prospect: Prospect, many: Many) -> datetime:
        """Return the earliest day's best half-hour for `prospect`, and count it."""
        judged = judge(
            prospect,
            touches=many.touches.get(prospect.pk, ()),
            changes=(),  # who held it before is overruled
            contacts=many.contacts.get(prospect.pk, ()),
        )
        decision = judged.decision
        if not isinstance(decision, rules.NextAttempt):  # it is open, so it has one
            return prospect.next_attempt_at or self.now
        at = self._place(prospect, decision, judged.facts)
        self.diary.put(at)
        return at

    def _place(
        self, prospect: Prospect, decision: rules.NextAttempt, facts: rules.Facts
    ) -> datetime:
        calendar = decision.calendar
        today = calendar.local_day(self.now)
        for ahead in range(DAYS_AHEAD):
            free = self._free(calendar, today + timedelta(days=ahead))
            if free and self._is_first(decision):
                return free[0]
            if free and prospect.next_attempt_at in free:
                return prospect.next_attempt_at  # that day is theirs already
            if free:
                return self._best(prospect, decision, facts, free)
        later = [prospect.next_attempt_at or self.now, self.now + timedelta(minutes=30)]
        return max(later)

    def _is_first(self, decision: rules.NextAttempt) -> bool:
        """Whether somebody waits for it: then no hour is better than the next one."""
        return decision.exact_at is not None or decision.urgency is not rules.Urgency.ROUTINE

    def _free(self, calendar: rules.Calendar, day: date) -> list[datetime]:
        starts = (slot[1] for slot in calendar.half_hours(day))
        return [
            at
            for at in starts
            if at > self.now and self.diary.is_worked(at) and self.diary.is_free(at)
        ]

    def _best(
        self,
        prospect: Prospect,
        decision: rules.NextAttempt,
        facts: rules.Facts,
        free: list[datetime],
    ) -> datetime:
        key = getattr(prospect, "team_curve", None)
        day = replace(decision, earliest=free[0], latest=free[-1] + timedelta(minutes=30))
        curve = curve_version(key) if key else rules.PRIOR
        return rules.place(day, facts, curve=curve, load=self.diary).at


__all__ = ["CaughtUp", "backlog", "catch_up", "pressing"]
