"""Typed query parameters: nothing from an address reaches a query as the text it came as."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from groundwork import text, timestamps
from groundwork.problems import FieldError, Refused

_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


class _Unreadable(ValueError):
    """A parameter that cannot be read; the message says what it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One parameter of an address. `default` stands in when it is absent or empty."""

    default: Any = None

    def read(self, written: str) -> Any:
        raise NotImplementedError

    def shape(self) -> dict[str, Any]:
        """Return what it must look like, as a JSON schema."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Param):
    """A whole number, both bounds included."""

    least: int = 0
    most: int = 2**31 - 1

    def read(self, written: str) -> int:
        if _INTEGER.fullmatch(written) and self.least <= int(written) <= self.most:
            return int(written)
        raise _Unreadable(f"It must be a whole number from {self.least} to {self.most}.")

    def shape(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Param):
    """`true` or `false`."""

    def read(self, written: str) -> bool:
        if written in {"true", "false"}:
            return written == "true"
        raise _Unreadable("It must be true or false.")

    def shape(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Param):
    """One of `among`."""

    among: Sequence[str]

    def read(self, written: str) -> str:
        if written in self.among:
            return written
        raise _Unreadable(f"It must be one of {', '.join(self.among)}.")

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "enum": [str(word) for word in self.among]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Id(Param):
    """A public id: a UUID, with its hyphens."""

    def read(self, written: str) -> uuid.UUID:
        if _UUID.fullmatch(written):
            return uuid.UUID(written)
        raise _Unreadable("It must be a UUID.")

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Param):
    """An ISO 8601 time with its offset, given as UTC."""

    years: timestamps.Years = timestamps.RECORDED

    def read(self, written: str) -> datetime:
        # An unescaped plus sign in an address arrives as a blank.
        return timestamps.instant(re.sub(r" (?=\d\d:?\d\d$)", "+", written), years=self.years)

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Param):
    """A date."""

    years: timestamps.Years = timestamps.RECORDED

    def read(self, written: str) -> date:
        return timestamps.day(written, years=self.years)

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Param):
    """Text that passed the gate, on one line."""

    longest: int = 200

    def read(self, written: str) -> str:
        line = text.one_line(text.clean(written))
        if len(line) <= self.longest:
            return line
        raise _Unreadable(f"It must be at most {self.longest} characters.")

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


def read(
    query: QueryDict, wanted: Mapping[str, Param], *, refuse_unknown: bool = True
) -> dict[str, Any]:
    """Return a value for each of `wanted`: what the address says, else the parameter's default.

    Pages pass `refuse_unknown=False`, because links gather parameters on their way; the API
    names what it does not know, or what is empty, because a filter that is mistyped, or that
    a program forgot to fill, must not mean *all*.

    :raises Refused: 400, naming every parameter that is unknown, empty, given twice or unreadable
    """
    errors: list[FieldError] = []
    values = {name: param.default for name, param in wanted.items()}
    for name in query:
        given = query.getlist(name)
        if not refuse_unknown and (name not in wanted or given == [""]):
            continue
        try:
            values[name] = _read_one(name, given, wanted)
        except _Odd as odd:
            errors.append(_error(name, odd.code, str(odd)))
        except ValueError as problem:
            errors.append(_error(name, "unreadable", str(problem)))
    if errors:
        raise _refusal(errors)
    return values


class _Odd(ValueError):
    """A parameter that is not looked at. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _read_one(name: str, given: list[str], wanted: Mapping[str, Param]) -> Any:
    if name not in wanted:
        known = ", ".join(sorted(wanted)) or "none"
        raise _Odd("unknown", f"Unknown parameter. Known: {known}.")
    if len(given) > 1:
        raise _Odd("repeated", "This parameter is given more than once.")
    if given[0] == "":
        raise _Odd("empty", "Give it a value, or leave it out.")
    return wanted[name].read(given[0])


def _error(name: str, code: str, detail: str) -> FieldError:
    return FieldError(field=text.shown(name), code=code, detail=detail)


def _refusal(errors: list[FieldError]) -> Refused:
    detail = " ".join(f"{each.field}: {each.detail}" for each in errors[:3])
    return Refused(status=400, code="bad-parameter", detail=detail, errors=errors[:20])
