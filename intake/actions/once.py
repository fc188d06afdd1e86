"""A request that carries an Idempotency-Key is acted on once; its first answer is given again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction

from intake.answers import Answer
from intake.models import IdempotencyKey
from people.models import ApiKey

KEPT_FOR = timedelta(days=31)
WAIT = "5s"


class CannotReuseKey(Exception):
    """The key was used for another body."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another body.")


class KeyInProgress(Exception):
    """The first request with this key is still being acted on; it may be tried again soon."""

    def __init__(self) -> None:
        super().__init__("The first request with this Idempotency-Key is still at work.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """The key of one request: good for the API key that sent it and for this route alone."""

    by: ApiKey
    route: str
    key: str


def claim(asked: RequestKey, *, body: bytes, now: datetime) -> IdempotencyKey:
    """Return the row of this key: with a status if it was answered before, else newly made.

    While another transaction holds the same key, this waits for it, up to five seconds.

    :raises CannotReuseKey: if the key came with another body before
    :raises KeyInProgress: if the other transaction takes longer than that
    """
    mine = {"api_key": asked.by, "route": asked.route, "key": asked.key}
    fingerprint = hashlib.sha256(body).hexdigest()
    for _ in range(2):
        row = IdempotencyKey.objects.filter(**mine).first()
        if row is not None:
            if row.fingerprint != fingerprint:
                raise CannotReuseKey
            return row
        try:
            with transaction.atomic(), _waiting():
                return IdempotencyKey.objects.create(
                    **mine, fingerprint=fingerprint, created_at=now
                )
        except IntegrityError:
            continue  # the other one has just committed: its row can be read now
        except OperationalError as problem:
            raise KeyInProgress from problem
    raise KeyInProgress


@contextmanager
def _waiting() -> Iterator[None]:
    """Wait for another transaction's row no longer than WAIT.

    On SQLite there is none to wait for: the whole transaction began IMMEDIATE.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def remember(row: IdempotencyKey, answer: Answer) -> None:
    """Keep the answer to give again. One of our own failing is not kept: a retry runs again."""
    if answer.status >= 500:
        row.delete()
        return
    row.status, row.answer = answer.status, answer.body
    row.save(update_fields=["status", "answer"])


def forget_old_keys(*, now: datetime) -> int:
    """Forget keys older than a month. Return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]
