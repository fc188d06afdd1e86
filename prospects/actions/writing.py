"""Writing many plans in one statement, each only if its prospect stands where it was read."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import connection
from django.db.models import Field, QuerySet

from prospects.models import Prospect

_TABLE = Prospect._meta.db_table
_UPDATE = """
UPDATE {table} SET {sets}
  FROM (SELECT {columns} FROM (VALUES {rows}) AS listed{names}) AS given
 WHERE {table}.id = given.id AND {table}.cycle = given.was AND {table}.status = 'open'
RETURNING {table}.id
"""


def lock(rows: QuerySet[Prospect]) -> list[int]:
    """Lock these until the transaction ends; return their keys.

    In the order of their keys, as every action locks many: two at once cannot deadlock.
    """
    rows = rows.order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    return list(rows.values_list("pk", flat=True))


def lock_standing(cycles: Mapping[int, int]) -> set[int]:
    """Lock those of the open prospects that stand in the cycle given; return their keys."""
    held = lock(Prospect.objects.open().filter(pk__in=list(cycles)))
    # Asked once they are locked: whoever held one of them may have moved it on.
    now = Prospect.objects.open().filter(pk__in=held).values_list("pk", "cycle")
    return {key for key, cycle in now if cycles[key] == cycle}


def write_plans(
    prospects: Sequence[Prospect], *, columns: Sequence[str], cycles: Mapping[int, int]
) -> set[int]:
    """Write `columns` of many open prospects in one statement; return the keys written.

    `cycles` are those in which they were read: one that has moved on is left as it is.
    """
    if not prospects:
        return set()
    fields = [cast(Field, Prospect._meta.get_field(name)) for name in columns]
    names = ["id", "was", *(str(field.column) for field in fields)]
    if connection.vendor == "postgresql":
        named, listed = ", ".join(names), f" ({', '.join(names)})"
    else:  # SQLite names the columns of VALUES itself
        named = ", ".join(f"column{n} AS {name}" for n, name in enumerate(names, start=1))
        listed = ""
    row = f"({', '.join(['%s'] * len(names))})"
    text = _UPDATE.format(
        table=_TABLE,
        sets=", ".join(_set(field) for field in fields),
        columns=named,
        rows=", ".join([row] * len(prospects)),
        names=listed,
    )
    values = [value for one in prospects for value in _values(one, fields, cycles[one.pk])]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return {row[0] for row in cursor.fetchall()}


def _set(field: Field) -> str:
    # PostgreSQL takes a column of nothing but NULLs for text.
    kind = f"::{field.db_type(connection)}" if connection.vendor == "postgresql" else ""
    return f"{field.column} = given.{field.column}{kind}"


def _values(prospect: Prospect, fields: Sequence[Field], cycle: int) -> list[Any]:
    stored = (
        field.get_db_prep_save(getattr(prospect, field.attname), connection) for field in fields
    )
    return [prospect.pk, cycle, *stored]
