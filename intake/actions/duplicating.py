"""Possible duplicates: found in the background, settled by a person."""

from datetime import datetime, timedelta

from django.db import transaction

from intake.models import DuplicateSearch, PossibleDuplicate
from people.actors import Actor, as_columns
from prospects import actions as prospects
from prospects.models import Merge, Prospect
from prospects.queries.names import alike_in_town

AT_ONCE = 200
# Keys are given out before their rows can be seen: the newest are left for the next look.
SETTLING = timedelta(seconds=20)
_State = PossibleDuplicate.State


@transaction.atomic
def find_duplicates(*, now: datetime) -> int:
    """Look at the prospects that came since the last look; return how many were looked at.

    A pair that was found before, whatever became of it, is not found again.
    """
    DuplicateSearch.objects.get_or_create(pk=1)
    search = DuplicateSearch.objects.select_for_update().get(pk=1)
    fresh = Prospect.objects.filter(
        pk__gt=search.searched_to, recorded_at__lt=now - SETTLING
    ).order_by("pk")
    looked_at = list(fresh[:AT_ONCE])
    pairs = [
        _pair(prospect, key, like, now=now)
        for prospect in looked_at
        if prospect.status != Prospect.Status.MERGED
        for key, like in alike_in_town(prospect)
    ]
    PossibleDuplicate.objects.bulk_create(pairs, ignore_conflicts=True)
    if looked_at:
        search.searched_to = looked_at[-1].pk
        search.save(update_fields=["searched_to"])
    return len(looked_at)


def _pair(prospect: Prospect, key: int, like: float, *, now: datetime) -> PossibleDuplicate:
    older, newer = sorted((prospect.pk, key))
    return PossibleDuplicate(
        team_id=prospect.team_id,
        older_id=older,
        newer_id=newer,
        likeness=round(like * 100),
        found_at=now,
    )


@transaction.atomic
def merge_pair(
    *, pair_id: int, keep: int, by: Actor, now: datetime, instead: tuple[str, ...] = ()
) -> Merge:
    """Merge the two of a pair into the one with the key `keep`; see `merge_prospects`.

    :raises PossibleDuplicate.DoesNotExist: if the actor may not know of it
    :raises prospects.CannotChangePlan: if it cannot be done
    """
    pair = _locked(pair_id, by=by)
    if keep not in {pair.older_id, pair.newer_id}:
        raise prospects.CannotChangePlan("Choose which of the two is kept.")
    other = pair.newer_id if keep == pair.older_id else pair.older_id
    merge = prospects.merge_prospects(
        kept_id=keep, merged_id=other, by=by, now=now, instead=instead
    )
    _settle(pair, _State.MERGED, by=by, now=now, merge=merge)
    return merge


@transaction.atomic
def tell_apart(*, pair_id: int, by: Actor, now: datetime) -> None:
    """Remember that the two are not the same. Repeating changes nothing.

    :raises PossibleDuplicate.DoesNotExist: if the actor may not know of it
    """
    pair = _locked(pair_id, by=by)
    if pair.state == _State.OPEN:
        _settle(pair, _State.DIFFERENT, by=by, now=now)


@transaction.atomic
def undo_pair(*, pair_id: int, by: Actor, now: datetime) -> None:
    """Take back what was said of a pair: it is open again, and a merge is undone.

    :raises PossibleDuplicate.DoesNotExist: if the actor may not know of it
    :raises prospects.CannotChangePlan: if the kept one was merged itself meanwhile
    """
    pair = _locked(pair_id, by=by)
    if pair.merge_id is not None:
        prospects.undo_merge(merge_id=pair.merge_id, by=by, now=now)
    _settle(pair, _State.OPEN, by=None, now=now)


def _locked(pair_id: int, *, by: Actor) -> PossibleDuplicate:
    return PossibleDuplicate.objects.visible_to(by).select_for_update().get(pk=pair_id)


def _settle(
    pair: PossibleDuplicate,
    state: str,
    *,
    by: Actor | None,
    now: datetime,
    merge: Merge | None = None,
) -> None:
    pair.state, pair.merge = state, merge
    pair.settled_at, pair.settled_by = (now, as_columns(by)["user"]) if by else (None, None)
    pair.save(update_fields=["state", "merge", "settled_at", "settled_by"])
