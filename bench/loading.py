"""Rows into tables: COPY on PostgreSQL, INSERT in batches on SQLite; indexes made afterwards."""

from collections.abc import Mapping, Sequence
from io import StringIO

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import BinaryField, Model

from bench.population.rows import NULL

Models = Sequence[type[Model]]


def load(texts: Mapping[type[Model], str]) -> None:
    """Put texts as `bench.population.rows` writes them into their tables: all, or none."""
    put = _copy if connection.vendor == "postgresql" else _insert
    with transaction.atomic():
        for model, text in texts.items():
            put(model, text)


def _columns(model: type[Model]) -> list[str]:
    return [f'"{column.column}"' for column in model._meta.concrete_fields]


def _copy(model: type[Model], text: str) -> None:
    target = f"{model._meta.db_table} ({', '.join(_columns(model))})"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {target} FROM STDIN", StringIO(text))


def _insert(model: type[Model], text: str) -> None:
    columns = _columns(model)
    blobs = [
        place
        for place, column in enumerate(model._meta.concrete_fields)
        if isinstance(column, BinaryField)
    ]
    rows = [_values(line, blobs) for line in text.splitlines()]
    holes = ", ".join(["?"] * len(columns))
    into = f"{model._meta.db_table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        # Past Django's cursor, which would look for %s and keep every statement in its log.
        cursor.cursor.connection.executemany(f"INSERT INTO {into} VALUES ({holes})", rows)  # noqa: S608


def _values(line: str, blobs: Sequence[int]) -> list[str | bytes | None]:
    values: list[str | bytes | None] = [
        None if value == NULL else value for value in line.split("\t")
    ]
    for place in blobs:
        value = values[place]
        if isinstance(value, str):
            values[place] = bytes.fromhex(value.removeprefix("\\\\x"))
    return values


def set_sequences(models: Models) -> None:
    """Let the next row of each table have a key of its own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


# --- a load of millions ----------------------------------------------------------------------

_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype
  FROM pg_constraint
 WHERE contype IN ('f', 'u', 'p')
   AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
 ORDER BY position(contype IN 'puf')
"""
_INDEXES = """
SELECT quote_ident(indexname), indexdef FROM pg_indexes
 WHERE schemaname = current_schema() AND tablename = ANY(%(tables)s)
"""


# Kept in the database itself, so that a load that broke off can be taken up again.
_KEPT = "bench_stripped"


def strip(models: Models) -> None:
    """Take indexes and constraints off the tables until `restore`. Repeating changes nothing."""
    tables = [model._meta.db_table for model in models]
    with transaction.atomic():
        if is_stripped():
            return
        find = _strip_postgresql if connection.vendor == "postgresql" else _strip_sqlite
        again = find(tables)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {_KEPT} (place integer, statement text)")
            cursor.executemany(
                f"INSERT INTO {_KEPT} VALUES (%s, %s)",  # noqa: S608
                list(enumerate(again)),
            )


def is_stripped() -> bool:
    return _KEPT in connection.introspection.table_names()


def restore() -> None:
    """Put back what `strip` took off, which checks every row."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(f"SELECT statement FROM {_KEPT} ORDER BY place")  # noqa: S608
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute(f"DROP TABLE {_KEPT}")


def _strip_postgresql(tables: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, {"tables": tables})
        constraints = cursor.fetchall()
        # Foreign keys stand last, as they need the others; so they go first.
        for table, name, _, _ in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(_INDEXES, {"tables": tables})
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    keys = [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        for table, name, definition, kind in constraints
        if kind != "f"
    ]
    pointers = [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        for table, name, definition, kind in constraints
        if kind == "f"
    ]
    return [*keys, *(definition for _, definition in indexes), *pointers]


def _strip_sqlite(tables: list[str]) -> list[str]:
    holes = ", ".join(["%s"] * len(tables))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "  # noqa: S608
            f"AND tbl_name IN ({holes})",
            tables,
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in indexes]
