"""Keeping an uploaded file in the database, where any worker can read it, and dropping it."""

import zlib
from collections.abc import Callable
from datetime import datetime
from typing import IO

from django.db import transaction

from intake.imports import columns, files
from intake.imports.models import Import, ImportMapping, ImportPart
from people.models import User
from prospects.models import Campaign

_AT_ONCE = 64  # parts in one statement
# Countries that write the month before the day.
_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "CA", "BZ"})


class CannotDiscard(Exception):
    """It was started: what it brought can be taken back instead."""


@transaction.atomic
def store_upload(
    *,
    upload: IO[bytes],
    name: str,
    by: User,
    now: datetime,
    source: str = "",
    campaign: Campaign | None = None,
    owner: User | None = None,
) -> Import:
    """Keep a file as a draft, its columns named as the last time, or else by guess.

    Holds a stretch of it in memory, whatever its size.

    :raises files.CannotRead: if no leads can be read from it, with what to do
    """
    file = Import.objects.create(
        team=by.team,
        by=by,
        name=(name or "leads.csv")[-200:],
        source=source or "import",
        campaign=campaign,
        owner=owner,
        size=0,
        uploaded_at=now,
    )
    looker = files.Looker()
    _keep_parts(file, upload, name=name, see=looker.see)
    looked = looker.looked()
    file.size, file.sha256 = looker.size, looker.sha256
    file.encoding, file.delimiter = looked.encoding, looked.delimiter
    file.headers = looked.headers
    _name_as_before(file)
    file.save()
    return file


def _keep_parts(
    file: Import, upload: IO[bytes], *, name: str, see: Callable[[bytes], bytes]
) -> None:
    waiting: list[ImportPart] = []
    for number, part in enumerate(files.parts_of(upload, name=name)):
        packed = zlib.compress(see(part), 1)
        waiting.append(ImportPart(file=file, number=number, data=packed))
        if len(waiting) == _AT_ONCE:
            ImportPart.objects.bulk_create(waiting)
            waiting = []
    ImportPart.objects.bulk_create(waiting)


def _name_as_before(file: Import) -> None:
    before = ImportMapping.objects.filter(
        team_id=file.team_id, headings=columns.fingerprint(file.headers)
    ).first()
    if before is not None and len(before.mapping) == len(file.headers):
        file.mapping, file.day_first = before.mapping, before.day_first
        return
    file.mapping = columns.guess(file.headers)
    file.day_first = file.team.country not in _MONTH_FIRST


@transaction.atomic
def discard(*, file_id: int) -> None:
    """Drop a file that was not started, with all that is kept of it. Repeating does nothing.

    :raises CannotDiscard: if it was started
    """
    file = Import.objects.select_for_update().filter(pk=file_id).first()
    if file is None:
        return
    if file.started_at is not None:
        raise CannotDiscard("It was started. Take back what it brought instead.")
    file.delete()
