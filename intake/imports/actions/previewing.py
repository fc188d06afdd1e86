"""What would come of the first rows of a file: taken in, looked at, and undone."""

from datetime import datetime
from itertools import islice

from django.db import transaction

from intake.imports.actions.taking import Taken, Taker
from intake.imports.models import Import
from intake.imports.queries import rows_of

ROWS = 20


def preview(*, file: Import, now: datetime) -> list[Taken]:
    """Return what would come of the first 20 rows, one after the other. Nothing is kept of it."""
    with transaction.atomic():
        found = Taker(file, now=now).take(list(islice(rows_of(file), ROWS)))
        transaction.set_rollback(True)
    return found
