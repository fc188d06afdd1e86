"""One transaction, without a place to come back to inside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_transaction() -> Iterator[None]:
    """Do all of it or nothing: within the transaction that is open, else in one of its own.

    Unlike a nested `transaction.atomic()` it marks no place in the outer transaction, which
    costs two statements. So whoever holds that transaction undoes it when an error comes out
    of here; an error after which the caller goes on must come before the first write.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        yield
