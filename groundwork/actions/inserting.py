"""Many new rows at once, with keys known beforehand, so that they can point to each other."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from io import StringIO
from itertools import starmap
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.db import connection, models

Write = Callable[[Any], str]
Row = TypeVar("Row", bound=models.Model)
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = r"\N"
_STRETCH = 256 * 1024  # characters handed over at once


class Plain:
    """A new row of a model that stands for it until it is stored, at a tenth of its cost.

    It has the model's columns with their defaults and what it was given, a row it points to by
    name (`prospect`) or by key (`prospect_id`); none of the model's methods.
    """

    model: type[models.Model]
    made: tuple[tuple[str, Callable[[], Any]], ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    pk: Any = None

    def __init__(self, **given: Any) -> None:
        for name, make in self.made:
            if name not in given:
                given[name] = make()
        for name, key in self.points:
            if (other := given.get(name)) is not None:
                given[key] = other.pk
        self.__dict__ = given


@cache
def plain(model: type[Row], *methods: str) -> type[Row]:
    """Return what makes plain rows of `model`, as `model(...)` makes whole ones.

    Whoever reads only columns, or calls only `methods`, may take the one for the other: so
    says the type.
    """
    defaults: dict[str, Any] = {"model": model, **{name: vars(model)[name] for name in methods}}
    made, points = [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        # A default of the database's own is given by us too: COPY names every column.
        default = field.default if field.has_default() else None
        if default is None and field.has_db_default():
            default = field.db_default
        elif default is None and not field.null:
            default = field.get_default()
        if callable(default):
            made.append((field.attname, default))
        else:
            defaults[field.attname] = default
        if field.is_relation:
            defaults[field.name] = None
            points.append((field.name, field.attname))
    defaults |= {"made": tuple(made), "points": tuple(points)}
    kind = type(f"Plain{model.__name__}", (Plain,), defaults)
    return cast(type[Row], kind)


def reserve(model: type[models.Model], *, count: int) -> list[int]:
    """Return keys that nobody else gets, for rows of `model` that are inserted in this transaction.

    On SQLite the transaction, begun IMMEDIATE, keeps everybody else out.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return list(range(last + 1, last + 1 + count))


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, all plain or none: by COPY on PostgreSQL, else by INSERTs
    of many.

    Rows without a key of their own get one and are not told which.

    :raises django.db.IntegrityError: if a row breaks a rule of the table; none is inserted then
    """
    if not rows:
        return
    model = rows[0].model if isinstance(rows[0], Plain) else type(rows[0])
    if connection.vendor == "postgresql":
        _copy(model, rows)
    elif isinstance(rows[0], Plain):
        _insert(model, rows)
    else:
        model._base_manager.bulk_create(rows)
    if not isinstance(rows[0], Plain):
        for row in rows:
            row._state.adding = False
            row._state.db = connection.alias


def _columns(model: type[models.Model], rows: Sequence[models.Model]) -> list[models.Field]:
    has_keys = rows[0].pk is not None
    return [field for field in model._meta.concrete_fields if has_keys or not field.primary_key]


def _values(rows: Sequence[Any], field: models.Field) -> Iterable[Any]:
    """Return what stands in a column: of a plain row, the key of what it points to may be known
    only by now."""
    if field.primary_key:
        return [row.pk for row in rows]
    if not field.is_relation or not isinstance(rows[0], Plain):
        return map(attrgetter(field.attname), rows)
    name, key = field.name, field.attname
    return [
        getattr(row, key) if (other := getattr(row, name)) is None else other.pk for row in rows
    ]


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    fields = _columns(model, rows)
    columns = [_written(field, rows) for field in fields]
    lines = StringIO()
    lines.writelines(
        starmap("\t".join(["{}"] * len(fields)).__add__("\n").format, zip(*columns, strict=True))
    )
    lines.seek(0)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        table = quote(model._meta.db_table)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", lines, _STRETCH)


def _written(field: models.Field, rows: Sequence[models.Model]) -> list[str]:
    """Return a column as COPY reads it."""
    write = _write(field)
    if isinstance(rows[0], Plain) and not field.primary_key:
        names = (field.attname, field.name)
        if not any(name in row.__dict__ for row in rows for name in names):
            default = getattr(type(rows[0]), field.attname)
            return [_NULL if default is None else write(default)] * len(rows)
    written: list[str] = []
    before, text = None, _NULL
    for value in _values(rows, field):
        # The same again, as a time or a team, is written once.
        if value is not before:
            before, text = value, _NULL if value is None else write(value)
        written.append(text)
    return written


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    fields = _columns(model, rows)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    places = ", ".join(["%s"] * len(fields))
    columns = [
        [field.get_db_prep_save(value, connection) for value in _values(rows, field)]
        for field in fields
    ]
    values = list(zip(*columns, strict=True))
    with connection.cursor() as cursor:
        table = quote(model._meta.db_table)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608


@cache
def _write(field: models.Field) -> Write:
    """Return how a value of this field is written for COPY. None is not its business."""
    if isinstance(field, models.JSONField):
        return _json_writer(field)
    if isinstance(field, models.BinaryField):
        return lambda value: "\\\\x" + bytes(value).hex()
    if isinstance(field, models.CharField | models.TextField):
        return _text
    if isinstance(field, models.DateTimeField):
        return datetime.isoformat
    return str


def _text(value: Any) -> str:
    written = str(value)
    # Most has nothing to escape: that is seen without looking at each character.
    return written if written.isprintable() and "\\" not in written else written.translate(_ESCAPED)


def _json_writer(field: models.JSONField) -> Write:
    encode = json.JSONEncoder() if field.encoder is None else field.encoder()
    empty: Mapping[type, str] = {dict: "{}", list: "[]"}

    def write(value: Any) -> str:
        return (
            _text(encode.encode(value))
            if value
            else empty.get(type(value)) or _text(encode.encode(value))
        )

    return write
