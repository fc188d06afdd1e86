"""Counts that no noise can touch: SQL statements, bytes, and blocks that the database looked at."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from bench import work
from bench.clients import hidden
from people.models import User
from prospects.models import Prospect

_EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(slots=True)
class Count:
    """What one request asked of the database, and how large its answer was.

    `packed` are the answer's bytes as gzip leaves them. `blocks` are the 8 kB blocks that
    PostgreSQL looked at for all the statements together; None elsewhere.
    """

    statements: int
    size: int
    packed: int
    blocks: int | None
    texts: list[str] = field(default_factory=list)


def counted(ask: Callable[[], HttpResponse]) -> Count:
    """Return the counts of one request. Asked once before, so that every cache is warm."""
    with listening(blocks=False) as heard:
        answer = ask()
    body = answer.getvalue()
    return Count(
        statements=len(heard.texts),
        size=len(body),
        packed=len(gzip.compress(body)),
        blocks=None,
        texts=heard.texts,
    )


def blocks_of(ask: Callable[[], HttpResponse]) -> int | None:
    """Return how many blocks PostgreSQL looks at for one request, each statement explained."""
    if connection.vendor != "postgresql":
        return None
    with listening(blocks=True) as heard:
        ask()
    return heard.blocks


# --- listening to the database ---------------------------------------------------------------


@dataclass(slots=True)
class _Heard:
    texts: list[str] = field(default_factory=list)
    blocks: int = 0
    is_explaining: bool = False


@contextmanager
def listening(*, blocks: bool) -> Iterator[_Heard]:
    heard = _Heard()

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if not heard.is_explaining:
            heard.texts.append(sql)
            if blocks and not many and sql.lstrip("( \n").upper().startswith(_EXPLAINED):
                heard.is_explaining = True
                heard.blocks += _explain(sql, params)
                heard.is_explaining = False
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def _explain(sql: str, params: Any) -> int:
    """Return the blocks that a statement looks at. What it writes is undone."""
    is_read = sql.lstrip("( \n").upper().startswith("SELECT") and "FOR UPDATE" not in sql
    if not is_read and not connection.in_atomic_block:
        return 0  # such as the last use of a key: it cannot be undone
    with connection.cursor() as cursor:
        if not is_read:
            cursor.execute("SAVEPOINT explained")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
        if not is_read:
            cursor.execute("ROLLBACK TO SAVEPOINT explained")
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"]


# --- the requests of the table ---------------------------------------------------------------


_HTMX = {"HX-Request": "true"}  # the card alone, as it is opened beside the queue


class Requests:
    """The requests of the table, in process, as the people and the key that they are made for."""

    def __init__(self, *, rep: User, manager: User, key: str, first: int = 1) -> None:
        self._rep, self._manager, self._program = _Browser(rep), _Browser(manager), Client()
        self._program_headers = {"host": "127.0.0.1", "authorization": f"Bearer {key}"}
        due = Prospect.objects.open().filter(owner=rep).order_by("-touches_count", "id")
        # Neither the longest histories nor the shortest.
        self._ids = iter(
            list(due.filter(touches_count__lte=12).values_list("public_id", flat=True))
        )
        self._number = first

    def all(self) -> dict[str, Callable[[], HttpResponse]]:
        card = next(self._ids)
        return {
            "queue": lambda: self._rep.get("/"),
            "queue, polled": lambda: self._rep.get("/desk/queue/"),
            "card": lambda: self._rep.get(f"/desk/{card}/", headers=_HTMX),
            "card, whole page": lambda: self._rep.get(f"/desk/{card}/"),
            "log": self._prepared_log(),
            "log, API": self._log_json,
            "push": self._push,
            "overdue": lambda: self._manager.get("/overdue/"),
        }

    def _prepared_log(self) -> Callable[[], HttpResponse]:
        """Return a touch to log, with its page opened beforehand for each time it is called."""
        opened = []
        for _ in range(4):
            path = f"/desk/{next(self._ids)}/"
            opened.append((path, work.touch_form(hidden(self._rep.get(path).content))))

        def log() -> HttpResponse:
            path, values = opened.pop()
            return self._rep.post(f"{path}log/", values)

        return log

    def _log_json(self) -> HttpResponse:
        path = f"/api/v1/prospects/{next(self._ids)}/touches/"
        return self._rep.post(path, work.touch_json(), content_type="application/json")

    def _push(self) -> HttpResponse:
        self._number += 1
        return self._program.post(
            "/api/v1/leads/",
            work.lead(self._number),
            content_type="application/json",
            headers=self._program_headers,
        )


class _Browser(Client):
    """Somebody signed in."""

    def __init__(self, user: User) -> None:
        super().__init__(headers={"host": "127.0.0.1"})
        self.force_login(user)


def measured(requests: Requests) -> dict[str, Count]:
    """Return the counts of every request of the table.

    :raises AssertionError: if a request is refused
    """
    found = {}
    for name, ask in requests.all().items():
        answer = ask()
        assert answer.status_code < 400, (name, answer.status_code, answer.getvalue()[:300])
        found[name] = counted(ask)
        found[name].blocks = blocks_of(ask)
    return found
