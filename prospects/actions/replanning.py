"""Planning many prospects again, batch by batch, each as if it were planned alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cadence import rules
from cadence.queries import curve_version
from outbox import actions as outbox
from prospects import queries
from prospects.actions.planning import OVERFLOW, PLAN_COLUMNS, Judged, about, judge, write_down
from prospects.actions.writing import lock_standing, write_plans
from prospects.diary import Diary
from prospects.models import Prospect
from prospects.queries.many import Many
from prospects.scope import Why

# What a plan may learn while its time and its ladder stay as they are.
KEPT_COLUMNS = (
    "next_local_date",
    "next_local_time",
    "next_tz",
    "next_why",
    "held_by",
    "attempt_number",
    "phase",
    "urgency",
    "overdue_at",
    "policy_version",
    "curve_version",
    "explored",
    "revisit_on",
)
# Where these stay, nobody who was told of the attempt was told wrong.
_SEEN = ("status", "next_attempt_at", "next_channel", "next_kind", "next_contact_id")
# The reasons that `rules.place` gives, after those of the decision.
_OF_THE_PLACE = frozenset(
    {
        "good_hour",
        "fresh_hour",
        "odd_time",
        "asked_for_this_time",
        "they_are_there_then",
        "explored",
        "first_choice_full",
        "days_full",
        "no_room",
        "outside_rep_hours",
        "due_by_now",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """How many of a batch got another next attempt, kept theirs, or had moved on meanwhile."""

    moved: int = 0
    kept: int = 0
    left: int = 0


def replan_many(many: Many, *, why: Why, now: datetime) -> Replanned:
    """Plan a batch again, in the caller's transaction.

    An attempt that gets another time, channel or person begins a new cycle; the others
    keep theirs, and what was told about them stands. Whoever was moved on between the
    reading and here is left as they are: somebody has just planned them.
    """
    cycles = {one.pk: one.cycle for one in many.prospects}
    before = {one.pk: _seen(one) for one in many.prospects}
    _plan(many, why=why, now=now)
    standing = lock_standing(cycles)
    rows = [one for one in many.prospects if one.pk in standing]
    moved = [one for one in rows if _seen(one) != before[one.pk]]
    kept = [one for one in rows if _seen(one) == before[one.pk]]
    for one in moved:
        one.cycle += 1
    outbox.void(about=[about(one, cycle=cycles[one.pk]) for one in moved], now=now)
    written = write_plans(moved, columns=PLAN_COLUMNS, cycles=cycles)
    stayed = write_plans(kept, columns=KEPT_COLUMNS, cycles=cycles)
    gone = len(cycles) - len(written) - len(stayed)
    return Replanned(moved=len(written), kept=len(stayed), left=gone)


def replan_changed(many: Many, *, newcomers: Collection[int] = (), now: datetime) -> None:
    """Plan prospects whose plan or owner a person has just changed, each in a new cycle.

    In the transaction that holds their locks. `newcomers` are the keys of those whose owner
    is another one now: they stand in nobody's way in the new owner's diary.
    """
    cycles = {one.pk: one.cycle for one in many.prospects}
    _plan(many, why=Why.CHANGE, newcomers=newcomers, now=now)
    for one in many.prospects:
        one.cycle += 1
    outbox.void(about=[about(one, cycle=cycles[one.pk]) for one in many.prospects], now=now)
    write_plans(many.prospects, columns=[*PLAN_COLUMNS, "owner"], cycles=cycles)


def _seen(prospect: Prospect) -> tuple[Any, ...]:
    return tuple(getattr(prospect, name) for name in _SEEN)


def _plan(many: Many, *, why: Why, now: datetime, newcomers: Collection[int] = ()) -> None:
    """Set the plan's columns of them all. Promises go first: they take room before the others."""
    judged = {
        one.pk: judge(
            one,
            touches=many.touches.get(one.pk, ()),
            changes=many.changes.get(one.pk, ()),
            contacts=many.contacts.get(one.pk, ()),
        )
        for one in many.prospects
    }
    diaries = diaries_for(many, judged)
    order = sorted(many.prospects, key=lambda one: (not _is_exact(judged[one.pk]), one.pk))
    for one in order:
        diary = diaries.get(one.owner_id, Diary())
        if one.next_attempt_at is not None and one.pk not in newcomers:
            diary.take_out(one.next_attempt_at)
        placer = _Placer(one, diary, why=why, now=now)
        write_down(
            one,
            judged[one.pk],
            touches=many.touches.get(one.pk, ()),
            contacts=many.contacts.get(one.pk, ()),
            now=now,
            placer=placer,
        )


def diaries_for(many: Many, judged: Mapping[int, Judged]) -> dict[int, Diary]:
    """Return the diaries of the owners, as far as these decisions may look."""
    open_ended = [
        one.decision
        for one in judged.values()
        if isinstance(one.decision, rules.NextAttempt) and one.decision.exact_at is None
    ]
    standing = [one.next_attempt_at for one in many.prospects if one.next_attempt_at]
    if not open_ended:
        return {}
    return queries.diaries(
        many.owners,
        earliest=min(one.earliest for one in open_ended),
        latest=max([one.latest for one in open_ended] + standing) + OVERFLOW,
    )


def _is_exact(judged: Judged) -> bool:
    return isinstance(judged.decision, rules.NextAttempt) and judged.decision.exact_at is not None


class _Placer:
    """Picks the half-hour for one prospect of a batch, and keeps the owner's diary true."""

    def __init__(self, prospect: Prospect, diary: Diary, *, why: Why, now: datetime) -> None:
        self.prospect, self.diary, self.why, self.now = prospect, diary, why, now

    def __call__(
        self, decision: rules.NextAttempt, facts: rules.Facts
    ) -> tuple[rules.Placed, int | None]:
        old = self.prospect.next_attempt_at
        if decision.exact_at is not None:
            placed, key = rules.place(decision, facts), None
        elif old is not None and self._stays(decision, old):
            placed, key = _stay(self.prospect, decision), self.prospect.curve_version_id
        else:
            key = getattr(self.prospect, "team_curve", None)
            placed = self._place(decision, facts, curve=curve_version(key) if key else rules.PRIOR)
        self.diary.put(placed.at)
        return placed, key

    def _stays(self, decision: rules.NextAttempt, old: datetime) -> bool:
        if self.why is Why.CHANGE:
            return False
        if old <= self.now:
            # It is in front of the rep already, and late since when it was: that is no plan's
            # to change, unless the facts ask for a time that is still to come.
            return decision.earliest <= old or decision.latest <= self.now
        if self.why.places_anew:
            return False
        return why_not(self.prospect, decision, diary=self.diary, now=self.now) == ""

    def _place(
        self, decision: rules.NextAttempt, facts: rules.Facts, *, curve: rules.Curve
    ) -> rules.Placed:
        if self.why is not Why.CHANGE:
            decision = from_now(decision, now=self.now)
        return rules.place(decision, facts, curve=curve, load=self.diary)


def from_now(decision: rules.NextAttempt, *, now: datetime) -> rules.NextAttempt:
    """Return `decision` with the part of its range that is still to come.

    If all of it is past, the rest of today and the next working day: an attempt that is
    planned again would else come into the world late.
    """
    if decision.earliest >= now:
        return decision
    if decision.latest > now:
        return replace(decision, earliest=now)
    calendar = decision.calendar
    today = calendar.local_day(now)
    slots = calendar.half_hours(calendar.working_day(today, after=1) or today)
    ends_at = slots[-1][1] + timedelta(minutes=30) if slots else now + timedelta(days=1)
    reasons = (*decision.reasons, rules.Reason(code="due_by_now", values={}))
    return replace(decision, day=today, earliest=now, latest=max(ends_at, now), reasons=reasons)


def why_not(prospect: Prospect, decision: rules.NextAttempt, *, diary: Diary, now: datetime) -> str:
    """Return what speaks against the time that stands, in a word; "" if nothing does.

    `diary` does not count the prospect itself. What is due already is history: nothing
    does, if by the facts it would be due as well.
    """
    at = prospect.next_attempt_at
    assert at is not None  # noqa: S101 (the database keeps it)
    codes = {reason.code for reason in prospect.reasons()}
    if decision.exact_at is not None:
        return "" if at == decision.exact_at else "time"
    if at <= now and decision.latest <= now:
        return ""
    if not decision.calendar.is_legal(at) and "no_legal_hours" not in codes:
        return "law"
    if at < decision.earliest or (at >= decision.latest and not _may_be_later(codes, decision, at)):
        return "range"
    if at <= now or codes & {"no_room", "outside_rep_hours"}:
        return ""
    if not diary.is_worked(at):
        return "hours"
    return "" if diary.is_free(at) else "capacity"


def _may_be_later(codes: set[str], decision: rules.NextAttempt, at: datetime) -> bool:
    return "due_by_now" in codes or ("days_full" in codes and at < decision.latest + OVERFLOW)


def _stay(prospect: Prospect, decision: rules.NextAttempt) -> rules.Placed:
    """Return the time that stands, with the reasons of now and those of its half-hour."""
    at = prospect.next_attempt_at
    assert at is not None  # noqa: S101 (the database keeps it)
    local = decision.calendar.local(at)
    kept = tuple(reason for reason in prospect.reasons() if reason.code in _OF_THE_PLACE)
    return rules.Placed(
        at=at,
        local_date=local.date(),
        local_time=local.time(),
        tz=decision.calendar.tz,
        explored=prospect.explored,
        reasons=decision.reasons + kept,
    )
