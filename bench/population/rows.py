"""Rows without the weight of a model; and as text, one line a row, in PostgreSQL's COPY format."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

NULL = "\\N"


def light(model: type[Model], *more: str) -> type:
    """Return a class whose objects have the attributes of `model`'s columns, and `more`.

    What is not given has the column's default. Making one costs a tenth of a model's.
    """
    defaults = {
        column.attname: _plain(column.get_default()) for column in model._meta.concrete_fields
    }
    # The class's own attributes are the defaults; an object keeps what differs.
    kept = {**defaults, **dict.fromkeys(more), "__init__": _begin, "pk": property(attrgetter("id"))}
    return type(f"Light{model.__name__}", (), kept)


def _begin(self: Any, **given: object) -> None:
    self.__dict__ = given


def _plain(value: Any) -> Any:
    if isinstance(value, DatabaseDefault):
        value = value.expression.value
    return value.value if isinstance(value, Enum) else value


def lines(model: type[Model], rows: Iterable[Any]) -> str:
    """Return `rows` of `model` as text, a line each. Instants are in UTC, without a zone.

    Texts must hold neither tab, nor line break, nor backslash; made-up ones do not.
    """
    values = attrgetter(*(column.attname for column in model._meta.concrete_fields))
    write = _WRITE
    return "".join(
        "\t".join([write[value.__class__](value) for value in values(row)]) + "\n" for row in rows
    )


def _instant(at: datetime) -> str:
    return str(at)[:-6]  # without +00:00


def _object(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False) if value else "{}"


def _list(value: list) -> str:
    return json.dumps(value, ensure_ascii=False) if value else "[]"


_WRITE: dict[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    float: str,
    Decimal: str,
    bool: lambda value: "1" if value else "0",
    type(None): lambda _: NULL,
    datetime: _instant,
    date: str,
    time: str,
    UUID: lambda value: value.hex,
    dict: _object,
    list: _list,
    bytes: lambda value: f"\\\\x{value.hex()}",
}
