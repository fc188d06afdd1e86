"""What people write into cells, as the API takes it: times, amounts, countries, whole numbers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from groundwork import places

# What another program's export puts before a cell that a spreadsheet would take for a formula.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.*))?", re.ASCII)
_ENDS_WITH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[,T ]+(.*))?", re.ASCII)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_PRIORITIES = {"hot": "high", "warm": "normal", "medium": "normal", "cold": "low", "urgent": "high"}


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that an export put before it."""
    return cell[1:] if _GUARDED.match(cell) else cell


class Reader:
    """Reads cells of one file: which comes first in its dates, and on whose clock its times are."""

    def __init__(self, *, day_first: bool, timezone: str) -> None:
        self.day_first, self.zone = day_first, ZoneInfo(timezone)
        self.readers: dict[str, Callable[[str], object]] = {
            "last_touch_at": self.instant,
            "captured_at": self.instant,
            "next_step.at": self.instant,
            "project_start": self.day,
            "contact.birthday": self.day,
            "attempts_so_far": whole,
            "company.size": whole,
            "value.amount": amount,
            "value.currency": currency,
            "company.country": country,
            "company.timezone": _nothing_else,
            "priority": priority,
        }

    def read(self, key: str, cell: str) -> object:
        """Return what the API takes for a cell; what cannot be read stays, to be refused by it."""
        return self.readers.get(key, _nothing_else)(cell)

    def day(self, cell: str) -> str:
        found = self._date(cell)
        return found[0].isoformat() if found else cell

    def instant(self, cell: str) -> str:
        """Return a time with its offset; a date alone is its noon, a bare time the file's zone."""
        found = self._date(cell)
        if found is None:
            return cell
        day, clock = found
        parts = _CLOCK.fullmatch(clock.strip()) if clock.strip() else None
        if parts is None:
            return cell if clock.strip() else self._local(day, 12, 0, 0).isoformat()
        hour, minute, second = int(parts[1]), int(parts[2]), int(parts[3] or 0)
        if parts[4]:
            hour = hour % 12 + (12 if parts[4][0] in "Pp" else 0)
        if hour > 23 or minute > 59 or second > 59:
            return cell
        if not parts[5]:
            return self._local(day, hour, minute, second).isoformat()
        offset = "+00:00" if parts[5] in {"Z", "UTC"} else parts[5]
        return f"{day}T{hour:02}:{minute:02}:{second:02}{offset}"

    def _local(self, day: date, hour: int, minute: int, second: int) -> datetime:
        local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=self.zone)
        # There and back: an hour that a clock change skips is the one after it.
        return local.astimezone(UTC)

    def _date(self, cell: str) -> tuple[date, str] | None:
        if parts := _ISO.fullmatch(cell):
            year, month, day = int(parts[1]), int(parts[2]), int(parts[3])
        elif parts := _ENDS_WITH_YEAR.fullmatch(cell):
            first, second, year = int(parts[1]), int(parts[2]), int(parts[3])
            # Who writes dots writes the day first; what cannot be a month is a day.
            is_day_first = (self.day_first or "." in cell[:6] or first > 12) and second <= 12
            day, month = (first, second) if is_day_first else (second, first)
            year += 2000 if year < 100 else 0
        else:
            return None
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        # The API says which years it takes; a clock could not count others.
        return (found, parts[4] or "") if 1 < year < 9999 else None


def _nothing_else(cell: str) -> str:
    return cell


def whole(cell: str) -> str:
    """Return the digits of `1,200`, `1.200` or `1200.0`, and the lower end of `11-50`."""
    plain = re.sub(r"(?<=\d)[,.  '](?=\d{3}\b)", "", cell)
    found = re.fullmatch(r"(\d+)(?:\.0+)?(?:\s*(?:-|–|to|\+).*)?", plain)
    return found[1] if found else cell


def amount(cell: str) -> str:
    """Return `18000.00` for `$18,000.00`, `18.000,00 €` and the like."""
    digits = re.sub(r"[^\d.,-]", "", cell)
    if not re.search(r"\d", digits):
        return cell
    point = max(digits.rfind("."), digits.rfind(","))
    if point >= 0 and len(digits) - point - 1 != 3:
        head, tail = digits[:point], digits[point + 1 :]
    else:
        head, tail = digits, ""
    head = re.sub("[.,]", "", head)
    return f"{head}.{tail}" if tail else head


def currency(cell: str) -> str:
    return {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}.get(cell, cell)


def priority(cell: str) -> str:
    return _PRIORITIES.get(cell.lower(), cell)


def country(cell: str) -> str:
    """Return the two letters of a country that is written out in English."""
    return _countries().get(cell.casefold(), cell)


@cache
def _countries() -> dict[str, str]:
    names = {name.casefold(): code for code, name in places.country_names().items()}
    others = {
        "united states": "US",
        "united states of america": "US",
        "usa": "US",
        "u.s.a.": "US",
        "u.s.": "US",
        "united kingdom": "GB",
        "great britain": "GB",
        "england": "GB",
        "scotland": "GB",
        "wales": "GB",
        "uk": "GB",
        "deutschland": "DE",
        "osterreich": "AT",
        "österreich": "AT",
        "schweiz": "CH",
        "suisse": "CH",
        "czechia": "CZ",
        "south korea": "KR",
        "the netherlands": "NL",
        "holland": "NL",
        "españa": "ES",
        "italia": "IT",
    }
    return {**names, **others}
