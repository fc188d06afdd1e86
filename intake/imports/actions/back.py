"""Taking an import back: what it brought is withdrawn, where nobody has been at work on it."""

import time
from datetime import datetime

from django.db import transaction
from django.db.models import F

from groundwork import jobs
from intake import actions as intake
from intake.imports.actions.running import SLICE_SECONDS
from intake.imports.models import Import, ImportRow
from outbox import actions as outbox
from people import actions as people
from people.models import User

KIND = "intake.import_back"
AT_ONCE = 50


class CannotTakeBack(Exception):
    """The message says why."""


@transaction.atomic
def take_back(*, file_id: int, by: User, now: datetime) -> Import:
    """Begin to withdraw, in the background, the prospects that an import made.

    Those that somebody has touched, or that another source knows of too, stay, and are counted.
    What was merged into known prospects stays as well. Repeating changes nothing.

    :raises CannotTakeBack: while it runs, or if it was not started
    """
    file = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=file_id)
    if file.taken_back_at is not None:
        return file
    if file.state not in {"done", "cancelled", "failed"}:
        raise CannotTakeBack("It is not finished. Stop it first.")
    file.job = jobs.start(
        KIND,
        team_key=file.team_id,
        arguments={"import": file.pk, "by": by.pk},
        now=now,
        total=file.created,
    )
    file.taken_back_at = now
    file.save(update_fields=["job", "taken_back_at"])
    people.record(action="import.taken_back", by=by, at=now, team=file.team, about=file)
    outbox.hurry("groundwork.jobs")
    return file


def take_back_slice(job: jobs.Job, now: datetime) -> jobs.Slice:
    """Withdraw the next leads of the job's file, as many as half a second allows."""
    file = Import.objects.filter(pk=job.arguments["import"]).first()
    by = User.objects.select_related("team").get(pk=job.arguments["by"])
    if file is None:
        raise jobs.GiveUp("The file is gone.")
    end = time.monotonic() + SLICE_SECONDS
    line, done = int(job.position.get("line", 0)), job.done
    made = file.outcomes.filter(fate=ImportRow.Fate.CREATED).order_by("line")
    back: list[int] = []
    kept, rows = 0, list(made.filter(line__gt=line)[:AT_ONCE])
    for row in rows:
        if _withdraw(row, by=by, now=now):
            back.append(row.pk)
        else:
            kept += 1
        line, done = row.line, done + 1
        if time.monotonic() > end:
            break
    ImportRow.objects.filter(pk__in=back).update(fate=ImportRow.Fate.TAKEN_BACK)
    Import.objects.filter(pk=file.pk).update(
        taken_back=F("taken_back") + len(back), kept=F("kept") + kept
    )
    return jobs.Slice(position={"line": line}, done=done, finished=not rows)


def _withdraw(row: ImportRow, *, by: User, now: datetime) -> bool:
    if row.lead_id is None:
        return False
    try:
        intake.withdraw_lead(lead_id=row.lead_id, by=by, now=now)
    except intake.CannotWithdraw:
        return False
    return True
