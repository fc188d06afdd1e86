"""What would come of the first rows of a file: taken in, looked at, and undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from intake.imports.actions.taking import Taken, Taker
from intake.imports.models import Import
from intake.imports.reading import Row


def preview(*, file: Import, rows: Sequence[Row], now: datetime) -> list[Taken]:
    """Return what would come of some rows, one after the other. Nothing is kept of it."""
    with transaction.atomic():
        found = Taker(file, now=now, only_look=True).take(rows)
        transaction.set_rollback(True)
    return found
