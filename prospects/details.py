"""What each outcome of a touch carries with it, checked at the door and kept in `Touch.details`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from cadence import rules

Outcome = rules.Outcome

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
LONGEST_PERIOD_DAYS = 3_660  # ten years: what is further away is a date, not a period


class BadDetails(Exception):
    """A detail is missing, unknown or nonsense. `field` names it; the message is for the user."""

    def __init__(self, field_name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """The details an outcome must have, one of which it must have, and which it may have."""

    all_of: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    may: tuple[str, ...] = field(default_factory=tuple)

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self.all_of + self.one_of + self.may)


CARRIES: dict[Outcome, Carries] = {
    Outcome.VOICEMAIL_LEFT: Carries(may=("promised_on",)),
    Outcome.GATEKEEPER: Carries(may=("best_time", "until", "refused")),
    Outcome.CALLBACK_AGREED: Carries(all_of=("promised_at",)),
    Outcome.APPOINTMENT_SET: Carries(all_of=("promised_at",), may=("minutes", "place")),
    Outcome.MAYBE_LATER: Carries(one_of=("period_days", "month"), may=("firmness",)),
    Outcome.PROJECT_DATE: Carries(all_of=("on",)),
    Outcome.LOST: Carries(all_of=("reason",), may=("revisit_on",)),
    Outcome.OPTED_OUT: Carries(may=("channel",)),
    Outcome.REACHED_TALKED: Carries(may=("promised_at",)),
    Outcome.REPLIED: Carries(may=("promised_at",)),
}
NOTHING = Carries()


def carries(outcome: Outcome) -> Carries:
    return CARRIES.get(outcome, NOTHING)


def clean(*, outcome: Outcome, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `given` checked and JSON-ready, without empty entries.

    Dates are ISO dates, `promised_at` an ISO instant in UTC, `month` is "2027-03".

    :raises BadDetails: if one is missing, unknown to this outcome, or out of its range
    """
    wanted = carries(outcome)
    present = {name: value for name, value in given.items() if value not in (None, "", {})}
    for name in present:
        if name not in wanted.known:
            raise BadDetails(name, "unknown", f"{name} does not belong to {outcome.value}.")
    for name in wanted.all_of:
        if name not in present:
            raise BadDetails(name, "required", _ASK[name])
    if wanted.one_of and not any(name in present for name in wanted.one_of):
        raise BadDetails(wanted.one_of[0], "required", _ASK[wanted.one_of[0]])
    return {name: _CHECKS[name](name, value) for name, value in present.items()}


_ASK = {
    "promised_at": "Say when: a date and a time.",
    "period_days": "Say in how long, or in which month.",
    "on": "Say the date on which the project starts.",
    "reason": "Say why it is lost.",
}


def _date(name: str, value: Any) -> str:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise BadDetails(name, "invalid", "Use a date such as 2027-03-31.")
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError as problem:
        raise BadDetails(name, "invalid", "Use a date such as 2027-03-31.") from problem
    if not EARLIEST <= day <= LATEST:
        raise BadDetails(name, "range", "Use a date between 2000 and 2099.")
    return day.isoformat()


def _instant(name: str, value: Any) -> str:
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if at.tzinfo is None:
            raise ValueError("no offset")
        at = at.astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise BadDetails(
            name, "invalid", "Use a date and a time with its offset from UTC."
        ) from problem
    if not EARLIEST <= at.date() <= LATEST:
        raise BadDetails(name, "range", "Use a date between 2000 and 2099.")
    return at.isoformat()


def _month(name: str, value: Any) -> str:
    return _date(name, f"{value}-01" if len(str(value)) == len("2027-03") else value)[:7]


def _number(low: int, high: int):
    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise BadDetails(name, "invalid", "Use a whole number.")
        text = str(value)
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise BadDetails(name, "invalid", "Use a whole number.")
        if not low <= int(text) <= high:
            raise BadDetails(name, "range", f"Use a number from {low} to {high}.")
        return int(text)

    return check


def _text(limit: int):
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise BadDetails(name, "invalid", "Use a text.")
        if len(value) > limit:
            raise BadDetails(name, "max_length", f"Use at most {limit} characters.")
        return value.strip()

    return check


def _best_time(name: str, value: Any) -> str:
    try:
        return rules.BestTime.parse(str(value)).as_text()
    except ValueError as problem:
        raise BadDetails(name, "invalid", str(problem)) from problem


def _channel(name: str, value: Any) -> str:
    try:
        return rules.Channel(value).value
    except ValueError as problem:
        known = ", ".join(channel.value for channel in rules.Channel)
        raise BadDetails(name, "invalid", f"Use one of {known}.") from problem


def _firmness(name: str, value: Any) -> str:
    try:
        return rules.Firmness(value).value
    except ValueError as problem:
        raise BadDetails(name, "invalid", "Use plain, tight or vague.") from problem


def _yes(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadDetails(name, "invalid", "Use true or false.")
    return value


_CHECKS = {
    "promised_at": _instant,
    "promised_on": _date,
    "until": _date,
    "on": _date,
    "revisit_on": _date,
    "month": _month,
    "period_days": _number(1, LONGEST_PERIOD_DAYS),
    "minutes": _number(5, 720),
    "best_time": _best_time,
    "reason": _text(1_000),
    "place": _text(300),
    "channel": _channel,
    "refused": _yes,
    "firmness": _firmness,
}
