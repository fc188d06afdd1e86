"""Two prospects that turn out to be one company: taken together, and apart again."""

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.dateparse import parse_date

from cadence import rules
from people.actions import record
from people.actors import Actor, as_columns
from prospects import queries
from prospects.actions.changing import CannotChangePlan
from prospects.actions.planning import PLAN_COLUMNS, next_cycle
from prospects.actions.touching import settle
from prospects.leads import FILLED
from prospects.models import Merge, PlanChange, Prospect

# What the kept prospect takes over where it has nothing of its own.
TAKEN_OVER = (*FILLED, "phone_e164", "campaign_id")
_DAYS = frozenset({"project_on"})


@transaction.atomic
def merge_prospects(
    *, kept_id: int, merged_id: int, by: Actor, now: datetime, instead: tuple[str, ...] = ()
) -> Merge:
    """Take one prospect for another: `merged_id` ends, and `kept_id` goes on with both histories.

    Nothing is moved: touches, people and identifiers of the merged prospect count for the kept
    one from then on, and what the kept one does not know it takes over; for the columns named
    in `instead`, of `prospects.leads.FILLED`, also where it has something else. An open prospect
    stays open. `undo_merge` takes it back.

    :raises Prospect.DoesNotExist: if the actor may not know of one of them
    :raises CannotChangePlan: if they are one already, one was merged into another before, or
        only one of them asked not to be contacted
    """
    if kept_id == merged_id:
        raise CannotChangePlan("Choose two prospects: this is one and the same.")
    # One order for all: two at once cannot deadlock.
    rows = {key: queries.locked(key, by=by) for key in sorted((kept_id, merged_id))}
    kept, merged = rows[kept_id], rows[merged_id]
    for row in (kept, merged):
        if row.status == Prospect.Status.MERGED:
            raise CannotChangePlan(f"{row.name} was merged into another prospect before.")
    _check_wishes(kept, merged)
    before = _take_over(kept, merged, instead=instead)
    merge = Merge.objects.create(kept=kept, merged=merged, at=now, before=before, **_by(by))
    was_open = kept.is_open
    _end(merged, into=kept, now=now)
    kept.keys_of_all = sorted({*kept.keys_of_all, *merged.keys_of_all})
    if was_open and before["merged"]["status"] in {Prospect.Status.WON, Prospect.Status.LOST}:
        _stay_open(kept, by=by, now=now)
    _settle(kept, now=now)
    record(
        action="prospects.merged",
        by=by,
        at=now,
        team=kept.team,
        about=kept,
        details={"merged": str(merged.public_id)},
    )
    return merge


@transaction.atomic
def undo_merge(*, merge_id: int, by: Actor, now: datetime) -> Merge:
    """Take a merge back: both prospects are planned by their own histories again.

    What was logged meanwhile stays with the kept one. Columns that it took over are put back
    unless somebody has changed them since. Repeating changes nothing.

    :raises Merge.DoesNotExist: if the actor may not know of it
    :raises CannotChangePlan: if the kept one was merged into a third meanwhile
    """
    merge = Merge.objects.visible_to(by).get(pk=merge_id)
    rows = {key: queries.locked(key) for key in sorted((merge.kept_id, merge.merged_id))}
    merge = Merge.objects.get(pk=merge_id)
    kept, merged = rows[merge.kept_id], rows[merge.merged_id]
    if merge.undone_at is not None:
        return merge
    if kept.status == Prospect.Status.MERGED:
        raise CannotChangePlan(f"{kept.name} was merged itself meanwhile: undo that first.")
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    _give_back(kept, merge.before)
    own = merge.before["merged"]["keys"]
    Prospect.objects.filter(pk__in=own, merged_into=kept).exclude(pk=merged.pk).update(
        merged_into=merged
    )
    merged.status, merged.merged_into = Prospect.Status.OPEN, None
    merged.keys_of_all = own
    kept.keys_of_all = [key for key in kept.keys_of_all if key not in own]
    _settle(merged, now=now)
    _settle(kept, now=now)
    record(
        action="prospects.merge_undone",
        by=by,
        at=now,
        team=kept.team,
        about=kept,
        details={"merged": str(merged.public_id)},
    )
    return merge


def _check_wishes(kept: Prospect, merged: Prospect) -> None:
    """Who must not be contacted is not found again under another name."""
    silent = [row for row in (kept, merged) if row.status == Prospect.Status.DO_NOT_CONTACT]
    if len(silent) == 1:
        raise CannotChangePlan(
            f"{silent[0].name} asked not to be contacted, and the other did not. "
            "Log what holds for the company with the other first."
        )


def _take_over(kept: Prospect, merged: Prospect, *, instead: tuple[str, ...]) -> dict[str, Any]:
    """Fill what is empty; return, ready for JSON, what undo needs."""
    taken: dict[str, list[Any]] = {}
    for column in TAKEN_OVER:
        have, other = getattr(kept, column), getattr(merged, column)
        if other in ("", None) or have == other:
            continue
        if have in ("", None) or column in instead:
            taken[column] = [_plain(have), _plain(other)]
            setattr(kept, column, other)
    if "phone" in instead and "phone" in taken:
        taken["phone_e164"] = [kept.phone_e164, merged.phone_e164]
        kept.phone_e164 = merged.phone_e164
    return {
        "taken": taken,
        "merged": {"status": merged.status, "keys": merged.keys_of_all},
    }


def _plain(value: Any) -> Any:
    """Return a column's value as JSON has it: days and amounts as text."""
    if value is None or isinstance(value, str | int):
        return value
    return DjangoJSONEncoder().default(value)


def _give_back(kept: Prospect, before: dict[str, Any]) -> None:
    for column, (had, took) in before["taken"].items():
        if _plain(getattr(kept, column)) == took:
            setattr(kept, column, parse_date(had) if column in _DAYS and had else had)


def _end(merged: Prospect, *, into: Prospect, now: datetime) -> None:
    next_cycle(merged, now=now)
    merged.status, merged.merged_into = Prospect.Status.MERGED, into
    merged.next_attempt_at = merged.nag_at = merged.overdue_at = None
    merged.next_local_date = merged.next_local_time = merged.next_contact = None
    merged.next_tz = merged.next_channel = merged.next_kind = merged.phase = ""
    merged.next_why, merged.nag_level, merged.closed_at = [], 0, now
    merged.updated_at = now
    merged.save(update_fields=[*PLAN_COLUMNS, "merged_into"])
    # One step, not a chain: whoever was merged into it before is in the kept one now.
    Prospect.objects.filter(merged_into=merged).update(merged_into=into)


def _stay_open(kept: Prospect, *, by: Actor, now: datetime) -> None:
    """What closed the other prospect does not close this one."""
    PlanChange.objects.create(
        prospect=kept,
        kind=rules.ChangeKind.REOPEN.value,
        at=now,
        reason="Merged with a prospect that was closed.",
        before={"cycle": kept.cycle, "status": kept.status},
        **_by(by),
    )
    kept.has_changes = True


def _settle(prospect: Prospect, *, now: datetime) -> None:
    settle(
        prospect,
        queries.touches_of(prospect),
        contacts=queries.contacts_of(prospect),
        now=now,
        also=(*FILLED, "phone_e164", "campaign", "merged_into"),
    )


def _by(actor: Actor) -> dict[str, Any]:
    columns = as_columns(actor)
    return {"by": columns["user"], "api_key": columns["api_key"]}
