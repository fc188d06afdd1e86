"""Taking a file's rows in, a slice at a time, each row once whatever happens to the worker."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import F

from groundwork import events, jobs
from groundwork.actions.inserting import insert_all, plain
from intake.imports import columns
from intake.imports.actions.taking import KNOWN, Taken, Taker, lead_keys
from intake.imports.models import Import, ImportPart, ImportRow
from intake.imports.queries import rows_of
from outbox import actions as outbox
from people import actions as people
from people.models import User

KIND = "intake.import"
# As long as a slice lasts, so long others may wait for what it locks.
SLICE_SECONDS = 0.8
AT_ONCE = 400  # rows
_ROW = plain(ImportRow)
# Files that nobody started, and rows that nobody put right, are not kept for ever.
DRAFTS_KEPT = timedelta(days=7)
REFUSED_KEPT = timedelta(days=90)


class CannotStart(Exception):
    """The message says what to do first."""


@transaction.atomic
def start_import(*, file_id: int, by: User, now: datetime) -> Import:
    """Begin to take a draft's rows in, in the background. Repeating changes nothing.

    :raises CannotStart: if its columns are not named well enough
    """
    file = Import.objects.select_for_update().get(pk=file_id)
    if file.started_at is not None:
        return file
    if problem := columns.why_unusable(file.mapping):
        raise CannotStart(problem)
    file.by, file.started_at = by, now
    file.job = jobs.start(
        KIND, team_key=file.team_id, arguments={"import": file.pk}, now=now, total=file.size
    )
    file.save(update_fields=["by", "started_at", "job"])
    _record("import.started", file, by=by, now=now)
    outbox.hurry("groundwork.jobs")
    return file


def take_slice(job: jobs.Job, now: datetime) -> jobs.Slice:
    """Take in the next rows of the job's file: as many as half a second allows.

    :raises jobs.GiveUp: if the file is gone
    """
    imports = Import.objects.select_related("team", "by__team", "campaign", "owner")
    file = imports.filter(pk=job.arguments["import"]).first()
    if file is None:
        raise jobs.GiveUp("The file is gone. Upload it again.")
    offset, line = int(job.position.get("offset", 0)), int(job.position.get("line", 1))
    end = time.monotonic() + SLICE_SECONDS
    rows, taker = rows_of(file, offset=offset, line=line), Taker(file, now=now)
    taken: list[Taken] = []
    while some := list(islice(rows, AT_ONCE)):
        taken += taker.take(some)
        offset, line = some[-1].next_offset, some[-1].next_line
        if time.monotonic() > end:
            break
    _write_down(file, taken)
    taker.keep_turns()
    if not some:
        _finish(file, now=now)
    return jobs.Slice(
        position={"offset": offset, "line": line},
        done=offset if some else file.size,
        finished=not some,
    )


def _write_down(file: Import, taken: Sequence[Taken]) -> None:
    fates = Counter(str(each.fate) for each in taken)
    keys = lead_keys(taken)
    insert_all(
        [
            _ROW(
                file=file,
                line=each.row.line,
                fate=each.fate,
                lead_id=keys.get(each.lead),
                cells=each.row.cells if each.fate == ImportRow.Fate.REFUSED else [],
                reason=each.reason,
            )
            for each in taken
            if each.fate != KNOWN
        ]
    )
    counted = {fate: F(fate) + many for fate, many in fates.items()}
    Import.objects.filter(pk=file.pk).update(rows=F("rows") + len(taken), **counted)


def _finish(file: Import, *, now: datetime) -> None:
    """The file has done its work; of its rows only what can be put right is kept."""
    ImportPart.objects.filter(file=file).delete()
    file.refresh_from_db(fields=["rows", "created", "merged", "refused"])
    _record("import.finished", file, by=file.by, now=now)
    events.tell(events.IMPORT_FINISHED, team=file.team, about={"import": file.pk}, at=now)


def _record(action: str, file: Import, *, by: User, now: datetime) -> None:
    counts = {name: getattr(file, name) for name in ("rows", "created", "merged", "refused")}
    people.record(action=action, by=by, at=now, team=file.team, about=file, details=counts)


@transaction.atomic
def cancel_import(*, file_id: int, by: User, now: datetime) -> bool:
    """Stop a running import where it is; what it brought stays. Return whether it was running."""
    file = Import.objects.get(pk=file_id)
    if file.job is None or not jobs.cancel(file.job, now=now, reason="Stopped by hand."):
        return False
    file.cancelled_at = now
    file.save(update_fields=["cancelled_at"])
    ImportPart.objects.filter(file=file).delete()
    file.refresh_from_db()
    _record("import.cancelled", file, by=by, now=now)
    return True


def forget_imports(*, now: datetime) -> int:
    """Drop drafts a week old, and refused rows three months old. Return how many rows went."""
    drafts = Import.objects.filter(started_at=None, uploaded_at__lt=now - DRAFTS_KEPT)
    refused = ImportRow.objects.filter(
        fate=ImportRow.Fate.REFUSED, file__uploaded_at__lt=now - REFUSED_KEPT
    )
    return drafts.delete()[0] + refused.delete()[0]
