"""One prospect's case while it is decided: the facts read once, the answers put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cadence.rules.answers import NextAttempt
from cadence.rules.facts import BestTime, ContactFact, Facts, Reason, because
from cadence.rules.history import History, read
from cadence.rules.hours import (
    HALF_HOUR,
    Calendar,
    HalfHour,
    Week,
    clamped,
    clamped_day,
    instant,
)
from cadence.rules.policy import Policy
from cadence.rules.reach import Way, choose, ways
from cadence.rules.words import Channel, Kind, Phase, Urgency

_MIDNIGHT = time(0)
_HALF_HOUR = timedelta(minutes=HALF_HOUR)
# A full quota of calls is gone after a day, in the strictest law after a month.
_DAYS_TO_SEARCH = 60


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a row of the table asks for, before the legal range is found."""

    row: int
    phase: Phase
    reasons: tuple[Reason, ...]
    kind: Kind = Kind.ATTEMPT
    urgency: Urgency = Urgency.ROUTINE
    contact: int | None = None
    channel: Channel | None = None
    keep_warm_on: tuple[date, ...] = ()


@dataclass(slots=True)
class Case:
    """The facts, their history, and the calendar in which an answer is sought."""

    facts: Facts
    history: History
    policy: Policy
    calendar: Calendar
    ways: list[Way]
    # When the last agreement fell due: attempts of the chase are counted from here.
    chase_from: datetime | None = None
    notes: list[Reason] = field(default_factory=list)

    @classmethod
    def of(cls, facts: Facts) -> "Case":
        """Return the case of `facts`."""
        history = read(facts)
        case = cls(facts, history, facts.policy, facts.calendar, ways(facts, history))
        asked = case.best_time()
        if asked is not None:
            case.calendar = facts.calendar.widened(_on_open_days(asked, facts.calendar))
        return case

    # --- what is known ---

    def best_time(self) -> BestTime | None:
        """Return when they are best reached: what was said last, else the contact's own wish."""
        if self.history.best >= 0:
            return self.history.touches[self.history.best].best_time
        contact = self.main_contact()
        return contact.best_time if contact else None

    def main_contact(self) -> ContactFact | None:
        """Return the person who is to be reached first, if one is known."""
        wanted = self.ways[0].contact if self.ways else None
        return next((one for one in self.facts.contacts if one.key == wanted), None)

    def local_day(self, at: datetime) -> date:
        """Return the called party's date at `at`, within what a plan may name."""
        return clamped_day(self.calendar.local_day(clamped(at)))

    def start_of(self, day: date) -> datetime:
        """Return the instant at which a local day begins."""
        return instant(clamped_day(day), _MIDNIGHT, self.calendar.tz)

    def working_day(self, day: date, *, after: int = 0) -> date:
        """Return the `after`-th working day after `day`; with 0, `day` or the next one."""
        wanted, day = day, clamped_day(day)
        if wanted is not day and wanted != day:
            self._note(because("beyond_the_calendar"))
        found = self.calendar.working_day(day, after=after)
        if found is None:
            # A calendar without a working day for a month is wrong: the floor answers instead.
            self.calendar = Calendar(tz=self.calendar.tz)
            self._note(because("no_legal_hours", law=self.facts.calendar.law))
            found = self.calendar.working_day(day, after=after)
        return found or day

    def next_legal(self, at: datetime) -> datetime:
        """Return the first minute from `at` on that is legal and within the law's quota."""
        at = self._after_quota(clamped(at)) or at
        found = self.calendar.next_legal(at)
        if found is None:
            # Nothing opens for a month: `working_day` turns to the floor, which always does.
            self.working_day(self.local_day(at))
            found = self.calendar.next_legal(at)
        return at if found is None else found

    # --- answers ---

    def on_day(
        self,
        plan: Plan,
        day: date,
        *,
        days_more: int = 0,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> NextAttempt:
        """
        Return `plan` for the working day at or after `day`, to be placed by the half-hour.

        The range ends `days_more` working days later, or at `not_after`. Where nothing
        in it is legal, it moves to the next working day that has something.
        """
        first = self.working_day(day)
        start = self._after_quota(self._after_refusal(first, not_before))
        for _ in range(_DAYS_TO_SEARCH):
            found = self._slots(first, days_more, start, not_after)
            if found:
                break
            first, not_after = self.working_day(first, after=1), None
        else:
            found = self._slots(first, days_more, None, None)
        earliest = found[0][1]
        latest = found[-1][1] + _HALF_HOUR
        day = self.calendar.local_day(earliest)
        return self._answer(plan, day, earliest, latest, None)

    def exactly(self, plan: Plan, at: datetime) -> NextAttempt:
        """Return `plan` for `at`, to the minute; `at` is already within what a plan may name."""
        day = self.calendar.local_day(at)
        if day != clamped_day(day):
            self._note(because("beyond_the_calendar"))
        return self._answer(plan, day, at, at, at)

    def _note(self, reason: Reason) -> None:
        if reason not in self.notes:
            self.notes.append(reason)

    def _slots(
        self,
        day: date,
        days_more: int,
        start: datetime | None,
        end: datetime | None,
    ) -> Sequence[HalfHour]:
        days = [day, *(self.working_day(day, after=more) for more in range(1, days_more + 1))]
        # Asked when the days are found: where none was, another calendar answers for all of them.
        found = self.calendar.half_hours(day)
        for one in days[1:]:
            found += self.calendar.half_hours(one)
        # Most ranges are whole days.
        if end is None and (start is None or (found and start <= found[0][1])):
            return found
        return [
            slot
            for slot in found
            if (start is None or slot[1] >= start) and (end is None or slot[1] < end)
        ]

    def _after_refusal(self, first: date, not_before: datetime | None) -> datetime | None:
        """Return when the law's pause after a no is over; they may of course ask us before."""
        days, refused_at = self.calendar.refusal_pause_days, self.history.refused_at
        if not days or refused_at is None:
            return not_before
        over = self.start_of(self.local_day(refused_at) + timedelta(days=days))
        if over > self.start_of(first):
            self._note(because("pause_after_refusal", law=self.calendar.law, days=days))
        return over if not_before is None else max(over, not_before)

    def _after_quota(self, not_before: datetime | None) -> datetime | None:
        """Return when the law's number of attempts allows another one."""
        most, called_at = self.calendar.max_attempts, self.history.called_at
        if most is None or len(called_at) < most:
            return not_before
        allowed = clamped(called_at[-most] + self.calendar.max_attempts_per)
        return allowed if not_before is None else max(allowed, not_before)

    def _answer(
        self,
        plan: Plan,
        day: date,
        earliest: datetime,
        latest: datetime,
        exact_at: datetime | None,
    ) -> NextAttempt:
        way = choose(self.ways, contact=plan.contact, channel=plan.channel)
        return NextAttempt(
            row=plan.row,
            kind=plan.kind,
            channel=_channel(plan, way),
            contact=way.contact if way else plan.contact,
            day=day,
            earliest=earliest,
            latest=latest,
            exact_at=exact_at,
            urgency=plan.urgency,
            phase=plan.phase,
            attempt_number=self.history.attempts + 1,
            reasons=(*plan.reasons, *self.notes) if self.notes else plan.reasons,
            calendar=self.calendar,
            keep_warm_on=plan.keep_warm_on,
        )


def _channel(plan: Plan, way: Way | None) -> Channel:
    """Return the channel: as promised, else the best that is open, else as planned."""
    if way is None or plan.row == 2:
        return plan.channel or Channel.CALL
    return way.channel


def _on_open_days(asked: BestTime, calendar: Calendar) -> Week:
    """Return the hours asked for, on days that are open anyway: no weekend becomes a workday."""
    return tuple(
        hours if open_hours else ()
        for hours, open_hours in zip(asked.as_week(), calendar.windows, strict=True)
    )
