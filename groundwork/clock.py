"""The one clock of the house: the database's time, plus an offset for tests and demos."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Func, Model, QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

Row = TypeVar("Row", bound=Model)
_BESIDE = "_read_beside_at"


def now() -> datetime:
    """Return the database's time in UTC, plus `FOLLOWUP_CLOCK_OFFSET` seconds.

    Read once per request, task or command, at the door, and passed down. Costs one
    statement. A host whose own clock is wrong decides nothing: every process asks the
    same database. Inside a transaction the answer still moves (it is not the time at
    which the transaction began).
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            at = cursor.fetchone()[0].astimezone(UTC)
        else:
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
            at = datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
    return shifted(at)


def shifted(at: datetime) -> datetime:
    """Return what this house calls the time when the database's clock says `at`."""
    return at.astimezone(UTC) + timedelta(seconds=settings.FOLLOWUP_CLOCK_OFFSET)


def of(request: HttpRequest | Request) -> datetime:
    """Return the time of a request, in UTC: read when it is first asked for, then the same.

    Two readings would cost two statements, and let a key expire between them. Where whoever
    asks was read `with_time`, that was the reading.
    """
    inner = request._request if isinstance(request, Request) else request
    at: datetime | None = getattr(inner, "_read_at", None)
    if at is None:
        read = getattr(getattr(inner, "user", None), _BESIDE, None)
        at = inner._read_at = now() if read is None else shifted(read)  # type: ignore[attr-defined]
    return at


def with_time(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return `rows`, each to be read with the time of the statement, for `of`."""
    return rows.annotate(**{_BESIDE: _Reading()})


def read_beside(request: HttpRequest | Request, rows: QuerySet[Row]) -> Row | None:
    """Return the first of `rows`, having read the request's time in the same statement.

    Where there is no row, or the time was read before, `of` answers as ever.
    """
    row = with_time(rows).first()
    inner = request._request if isinstance(request, Request) else request
    if row is not None and getattr(inner, "_read_at", None) is None:
        inner._read_at = shifted(getattr(row, _BESIDE))  # type: ignore[union-attr, attr-defined]
    return row


class _Reading(Func):
    """The database's clock as an expression, in UTC."""

    function = "clock_timestamp"
    arity = 0
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[()]]:
        return "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')", ()
