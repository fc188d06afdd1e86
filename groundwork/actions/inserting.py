"""Many new rows at once, with keys known beforehand, so that they can point to each other."""

import json
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

from django.db import connection, models

Write = Callable[[Any], str]
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


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
    """Insert new rows of one model: by COPY on PostgreSQL, else by INSERTs of many.

    Rows without a key of their own get one and are not told which.

    :raises django.db.IntegrityError: if a row breaks a rule of the table; none is inserted then
    """
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        model._base_manager.bulk_create(rows)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    has_keys = rows[0].pk is not None
    fields = [
        (field, _write(field))
        for field in model._meta.concrete_fields
        if has_keys or not field.primary_key
    ]
    lines = StringIO()
    for row in rows:
        values = (
            r"\N" if (value := getattr(row, field.attname)) is None else write(value)
            for field, write in fields
        )
        lines.write("\t".join(values) + "\n")
    lines.seek(0)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field, _ in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN", lines)


def _write(field: models.Field) -> Write:
    """Return how a value of this field is written for COPY. None is not its business."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=field.encoder).translate(_ESCAPED)
    if isinstance(field, models.BinaryField):
        return lambda value: "\\\\x" + bytes(value).hex()
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: str(value).translate(_ESCAPED)
    if isinstance(field, models.DateTimeField):
        return lambda value: value.isoformat()
    return str
