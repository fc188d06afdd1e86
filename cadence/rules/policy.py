"""Every number of the rule and of the ladder, with its default and its bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, Self


def _number(default: int | tuple[int, ...], *, least: int, most: int) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    The numbers of one policy. Days are calendar days unless the name says working days.

    Twelve attempts stand for the articles' "80 % of sales between the 5th and the 12th
    contact": a sales saying that no study supports, kept as a default to be measured.
    Percentages are whole numbers. Checked at birth.

    :raises ValueError: if a number is not whole or outside its bounds
    """

    # --- the chase (rows 13 and 14) ---
    attempts_per_phase: int = _number(12, least=1, most=60)
    # Working days from each attempt to the next; the last repeats if there are too few.
    chase_gaps: tuple[int, ...] = _number((1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3), least=1, most=60)
    nurture_days: int = _number(30, least=1, most=365)
    nurture_call_every: int = _number(3, least=1, most=24)
    # Closing for want of an answer before this many attempts needs a written reason.
    early_close_below: int = _number(5, least=0, most=60)

    # --- promises and appointments (rows 2, 3, 7) ---
    # A call this much before the promised minute keeps the promise.
    promise_early_minutes: int = _number(15, least=0, most=240)
    missed_again_minutes: int = _number(15, least=1, most=480)
    voicemails_per_window: int = _number(2, least=0, most=7)
    voicemail_window_days: int = _number(7, least=1, most=60)

    # --- new leads (row 4) ---
    lead_within_working_days: int = _number(1, least=1, most=10)

    # --- deferrals (rows 5, 8, 9, 10, 11) ---
    after_away_working_days: int = _number(2, least=0, most=20)
    maybe_percent: int = _number(90, least=10, most=100)
    maybe_tight_percent: int = _number(80, least=10, most=100)
    maybe_vague_percent: int = _number(70, least=10, most=100)
    maybe_days: int = _number(60, least=1, most=730)
    maybe_month_day: int = _number(20, least=1, most=28)
    keep_warm_days: int = _number(30, least=1, most=365)
    keep_warm_from_days: int = _number(45, least=1, most=3650)
    project_approach_days: int = _number(120, least=1, most=730)
    project_chase_days: int = _number(60, least=0, most=730)
    project_approach_gap: int = _number(10, least=1, most=60)
    talked_gaps: tuple[int, ...] = _number((3, 5, 8, 13), least=1, most=120)

    # --- channels ---
    other_channel_after_calls: int = _number(3, least=1, most=30)

    # --- the slot ---
    calls_open_minute: int = _number(450, least=0, most=1410)
    calls_close_minute: int = _number(1200, least=30, most=1440)
    lunch_opens_minute: int = _number(720, least=0, most=1440)
    lunch_closes_minute: int = _number(780, least=0, most=1440)
    odd_times_after: int = _number(2, least=0, most=30)
    # How far a failed half-hour lowers itself and its neighbours, in points of log odds × 100, a
    # success raises them, and a busy line (the signal) does.
    failure_points: tuple[int, ...] = _number((35, 25, 12, 5), least=0, most=500)
    success_points: tuple[int, ...] = _number((60, 35, 15, 5), least=0, most=500)
    signal_points: tuple[int, ...] = _number((60, 40, 18, 6), least=0, most=500)
    neighbour_day_percent: int = _number(80, least=1, most=100)
    tie_spread_percent: int = _number(5, least=0, most=50)
    explore_one_in: int = _number(15, least=2, most=1000)

    # --- snoozing, and the ladder ---
    snoozes_allowed: int = _number(3, least=0, most=100)
    snooze_days: int = _number(14, least=1, most=365)
    lead_grace_minutes: int = _number(15, least=1, most=1440)
    promise_grace_minutes: int = _number(15, least=1, most=1440)
    routine_grace_minutes: int = _number(120, least=1, most=2880)
    lead_sla_minutes: int = _number(5, least=1, most=1440)
    lead_escalation_minutes: int = _number(60, least=1, most=2880)
    promise_escalation_minutes: int = _number(30, least=1, most=2880)
    routine_escalation_working_days: int = _number(1, least=1, most=20)

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            numbers = value if isinstance(one.default, tuple) else (value,)
            if not isinstance(numbers, tuple) or not numbers or len(numbers) > 60:
                raise ValueError(f"{one.name} needs a list of 1 to 60 whole numbers")
            for number in numbers:
                _check(one.name, number, one.metadata["least"], one.metadata["most"])
        if self.calls_open_minute >= self.calls_close_minute:
            raise ValueError("calls_open_minute must come before calls_close_minute")
        if self.lunch_opens_minute > self.lunch_closes_minute:
            raise ValueError("lunch_opens_minute must not come after lunch_closes_minute")
        if self.project_chase_days > self.project_approach_days:
            raise ValueError("project_chase_days must not exceed project_approach_days")

    @classmethod
    def from_numbers(cls, numbers: Mapping[str, Any]) -> Self:
        """
        Return the policy that differs from the defaults in `numbers`.

        :raises ValueError: for an unknown name or a number that the policy refuses
        """
        known = {one.name: one for one in fields(cls)}
        given: dict[str, Any] = {}
        for name, value in numbers.items():
            if name not in known:
                raise ValueError(f"{name} is not a number of the policy")
            is_list = isinstance(known[name].default, tuple) and isinstance(value, list | tuple)
            given[name] = tuple(value) if is_list else value
        return cls(**given)

    def as_numbers(self) -> dict[str, int | list[int]]:
        """Return every number, JSON-ready, as `from_numbers` reads them."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }

    def chase_gap(self, attempts: int) -> int:
        """Return the working days to wait after the `attempts`-th attempt of a phase (from 1)."""
        return self.chase_gaps[min(attempts, len(self.chase_gaps)) - 1]

    def talked_gap(self, conversations: int) -> int:
        """Return the working days to wait after the n-th conversation in a row (from 1)."""
        return self.talked_gaps[min(conversations, len(self.talked_gaps)) - 1]

    @property
    def promise_early(self) -> timedelta:
        """How much before the promised minute a call still keeps the promise."""
        return timedelta(minutes=self.promise_early_minutes)


def _check(name: str, number: object, least: int, most: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f"{name} must be a whole number")
    if not least <= number <= most:
        raise ValueError(f"{name} must be between {least} and {most}")
