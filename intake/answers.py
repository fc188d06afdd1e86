"""What a door of this room hands to its actions, and what it gets back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from intake.incoming import IncomingLead
from intake.models import Lead
from prospects.models import Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a lead: `result` is created, merged or suppressed."""

    lead: Lead
    result: str
    prospect: Prospect
    matched_on: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """How a door reads a body and writes what became of it.

    `read` raises `groundwork.problems.Refused` for what is not acceptable.
    """

    read: Callable[[bytes], IncomingLead]
    write: Callable[[Received], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and a body, JSON-ready; a problem from 400 on. `replayed`: given once before.

    Whatever the status, what was written is to stay: a refused or failed lead is kept.
    """

    status: int
    body: dict[str, Any]
    replayed: bool = False


class Line(TypedDict):
    """What is answered for one lead of many."""

    index: int
    status: int
    id: str | None
    result: str  # created, merged, suppressed, refused, failed
    prospect: str | None
    errors: list[dict[str, Any]]
    warnings: list[str]
    replayed: bool
