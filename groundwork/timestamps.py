"""Times and dates as they come in from outside: ISO 8601, with an offset, within sane years."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"([Zz]|[+-]\d{2}:?[0-5]\d)",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class BadTime(ValueError):
    """A time or date that no door lets in. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Years:
    """The years, both included, that a time or date may lie in; a time is judged in UTC."""

    first: int
    last: int

    def check(self, moment: date) -> None:
        """
        :raises BadTime: with code `out_of_range` if `moment` (a date or a time) is outside
        """
        day = moment.astimezone(UTC) if isinstance(moment, datetime) else moment
        if not self.first <= day.year <= self.last:
            raise BadTime("out_of_range", f"The year must be {self.first} to {self.last}.")


RECORDED = Years(1900, 2200)  # what happened, birthdays
PLANNED = Years(2000, 2099)  # next steps, promises, projects: what a plan may hold


def instant(written: str, *, years: Years = RECORDED) -> datetime:
    """Return the instant that `written` names, in UTC, to the microsecond.

    :raises BadTime: `no_offset` if it names no offset from UTC, `malformed` if it is no ISO 8601
        time (24:00 and leap seconds included), `out_of_range` outside `years`
    """
    parts = _INSTANT.fullmatch(written.strip())
    if parts is None:
        raise _why_not(written.strip())
    day, clock, second, fraction, offset = parts.groups()
    micro = (fraction or "")[:6].ljust(6, "0")
    zone = "+00:00" if offset in "Zz" else offset
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}:{second or '00'}.{micro}{zone}")
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        raise BadTime("out_of_range", f"The year must be {years.first} to {years.last}.") from None
    except ValueError:
        raise BadTime("malformed", "There is no such time.") from None
    years.check(in_utc)
    return in_utc


def day(written: str, *, years: Years = RECORDED) -> date:
    """Return the date that `written` names, as YYYY-MM-DD.

    :raises BadTime: `malformed` or `out_of_range`
    """
    if not _DAY.fullmatch(written.strip()):
        raise BadTime("malformed", "Write a date as YYYY-MM-DD.")
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        raise BadTime("malformed", "There is no such date.") from None
    years.check(found)
    return found


def _why_not(written: str) -> BadTime:
    if _INSTANT.fullmatch(written + "Z"):
        return BadTime("no_offset", "Name the offset from UTC, as in 2026-11-24T09:00:00-06:00.")
    return BadTime("malformed", "Write a time in ISO 8601, as in 2026-11-24T09:00:00-06:00.")
