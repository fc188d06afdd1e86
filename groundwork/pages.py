"""Pages by keyset: the next page begins after the last row seen, however many came in meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from groundwork.params import Choice, Integer, Param, Text
from groundwork.problems import FieldError, Refused

MOST_PER_PAGE = 200
PER_PAGE = 50

# To be read together with a list's own parameters (`params.read`).
PARAMS: dict[str, Param] = {
    "cursor": Text(longest=1_000),
    "page_size": Integer(least=1, most=MOST_PER_PAGE, default=PER_PAGE),
}

# For a list in the order in which its rows were made: which end comes first.
AGE: dict[str, Param] = {
    "ordering": Choice(among=["created_at", "-created_at"], default="created_at"),
}


def by_age(asked: Mapping[str, Any]) -> list[str]:
    """Return the order that `AGE` asks for. Keys are given out as rows are made."""
    return ["-id"] if asked["ordering"].startswith("-") else ["id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows in order, and the cursors of the pages beside them (None: there is none)."""

    rows: list[Any]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a page begins: just past the row with these values, onwards or backwards."""

    values: tuple[Any, ...]
    backwards: bool


def page(
    rows: QuerySet[Any], *, order: Sequence[str], size: int = PER_PAGE, cursor: str | None = None
) -> Page:
    """Return the page of `rows` that `cursor` names, or the first.

    `order` names columns of the rows themselves that are never null, newest first as
    `-recorded_at`; the last must tell any two rows apart. A cursor is good for this
    order only, is signed, and keeps its meaning while rows come and go.

    :raises Refused: 400 for a cursor that was not made here, or was made for another order
    """
    place = _read(cursor, order) if cursor else None
    backwards = place is not None and place.backwards
    directed = [_turned(name) for name in order] if backwards else list(order)
    if place is not None:
        rows = rows.filter(_after(directed, place.values))
    found = list(rows.order_by(*directed)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        rows=found,
        next=_write(found[-1], order, backwards=False) if found and (more or backwards) else None,
        previous=_write(found[0], order, backwards=True)
        if found and (more if backwards else place is not None)
        else None,
    )


def place(row: Model, *, order: Sequence[str]) -> str:
    """Return where `row` stands in that order: it stays there, whatever becomes of the row."""
    return _write(row, order, backwards=False)


def beside(rows: QuerySet[Any], *, order: Sequence[str], place: str) -> tuple[Any, Any]:
    """Return the rows just before and just after `place`, None where there is none.

    :raises Refused: 400 for a place that was not given out here, or for another order
    """
    values = _read(place, order).values
    turned = [_turned(name) for name in order]
    before = rows.filter(_after(turned, values)).order_by(*turned)[:1]
    after = rows.filter(_after(order, values)).order_by(*order)[:1]
    return next(iter(before), None), next(iter(after), None)


def body(request: HttpRequest, found: Page, results: Sequence[object]) -> dict[str, object]:
    """Return the API's answer for a page: whole addresses to go on by, and what is on it."""
    return {
        "next": _address(request, found.next),
        "previous": _address(request, found.previous),
        "results": list(results),
    }


def _address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows past `values` in `order`: (a, b) > (x, y) is a >= x and (a > x or (a = x and b > y))."""
    condition = Q()
    for name, value in reversed(list(zip(order, values, strict=True))):
        column, beyond = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        past = Q(**{f"{column}__{beyond}": value})
        # The redundant first half lets an index on the first column find the start.
        condition = Q(**{f"{column}__{beyond}e": value}) & (past | condition) if condition else past
    return condition


def _write(row: Model, order: Sequence[str], *, backwards: bool) -> str:
    values = [_packed(getattr(row, name.lstrip("-"))) for name in order]
    # No time in it: the same place has the same cursor, whenever it is asked for.
    return signing.Signer(salt=_salt(order)).sign_object([backwards, *values])


def _read(cursor: str, order: Sequence[str]) -> _Place:
    try:
        backwards, *values = signing.Signer(salt=_salt(order)).unsign_object(cursor)
        if len(values) != len(order):
            raise ValueError
        return _Place(values=tuple(map(_unpacked, values)), backwards=bool(backwards))
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        detail = "This cursor was not given out for this list. Begin again without it."
        errors = [FieldError(field="cursor", code="unreadable", detail=detail)]
        raise Refused(status=400, code="bad-parameter", detail=detail, errors=errors) from None


def _salt(order: Sequence[str]) -> str:
    return "groundwork.pages:" + ",".join(order)


_UNPACK: dict[str, Callable[[Any], Any]] = {
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "decimal": Decimal,
    "plain": lambda value: value,
}


def _packed(value: Any) -> list[Any]:
    match value:
        case datetime():
            return ["at", value.astimezone(UTC).isoformat()]
        case date():
            return ["on", value.isoformat()]
        case Decimal():
            return ["decimal", str(value)]
        case int() | str():
            return ["plain", value]
    return ["plain", str(value)]  # UUIDs


def _unpacked(packed: list[Any]) -> Any:
    kind, value = packed
    return _UNPACK[kind](value)
