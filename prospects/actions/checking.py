"""Comparing the plans that stand with what the facts say, and making right what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cadence import rules
from people.models import Team, User
from prospects import queries
from prospects.actions.planning import Judged, judge
from prospects.actions.replanning import replan_many, why_not
from prospects.diary import Diary
from prospects.models import Prospect
from prospects.queries.many import Many
from prospects.scope import Scope, Why

BATCH = 250
# So far ahead somebody's leave is looked at.
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A plan that is not what the facts say: in what, as words such as "channel" or "law"."""

    key: int
    public_id: UUID
    what: tuple[str, ...]
    stands: str
    should_be: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of one batch: how many were looked at, which differ, how many were put right."""

    looked_at: int
    drifts: Sequence[Drift] = field(default_factory=tuple)
    repaired: int = 0


def check_plans(
    *, now: datetime, team: Team | None = None, repair: bool = False, limit: int | None = None
) -> Iterator[Checked]:
    """Look at the plan of every open prospect, or of the first `limit`; yield batch by batch.

    What the rule decides must be what stands: status, channel, kind, person, number, phase,
    urgency, reasons. What was placed must be legal, in range, in working hours and within
    capacity. With `repair` those that differ are planned again, each batch in a
    transaction of its own.
    """
    teams = [team] if team else list(Team.objects.order_by("pk"))
    left = limit
    for one in teams:
        scope = Scope(team_id=one.pk, why=Why.REPAIR)
        for owner in queries.owners_of(scope):
            for checked in _check_owner(scope, owner, now=now, repair=repair, limit=left):
                left = None if left is None else left - checked.looked_at
                yield checked
            if left is not None and left <= 0:
                return


def _check_owner(
    scope: Scope, owner: int, *, now: datetime, repair: bool, limit: int | None
) -> Iterator[Checked]:
    diaries = _blank_diaries(owner, now=now)
    after = (owner, 0)
    while limit is None or limit > 0:
        most = BATCH if limit is None else min(BATCH, limit)
        pairs = queries.next_keys(scope, [owner], after=after, limit=most)
        if not pairs:
            return
        after = pairs[-1]
        yield _check_batch([key for _, key in pairs], diaries, now=now, repair=repair)
        limit = None if limit is None else limit - len(pairs)


def _blank_diaries(owner: int, *, now: datetime) -> dict[int, Diary]:
    """Return the owner's diary to count in what is looked at: promises and holds take no room."""
    people = User.objects.select_related("team").in_bulk([owner])
    return queries.diaries(people, earliest=now, latest=now + AHEAD, blank=True)


def _check_batch(
    keys: Sequence[int], diaries: dict[int, Diary], *, now: datetime, repair: bool
) -> Checked:
    many = queries.gather_many(keys)
    drifts = compare(many, diaries, now=now)
    repaired = 0
    if repair and drifts:
        with transaction.atomic():
            wrong = queries.gather_many([drift.key for drift in drifts])
            came_to = replan_many(wrong, why=Why.REPAIR, now=now)
        repaired = came_to.moved + came_to.kept
    return Checked(looked_at=len(many.prospects), drifts=drifts, repaired=repaired)


def sample_drift(*, now: datetime, size: int) -> int:
    """Return how many of the `size` attempts that are due next are not what the facts say."""
    soonest = Prospect.objects.open().order_by("nag_at", "pk").values_list("pk", flat=True)[:size]
    many = queries.gather_many(list(soonest))
    diaries = queries.diaries(many.owners, earliest=now, latest=now + AHEAD, blank=True)
    return len(compare(many, diaries, now=now))


def compare(many: Many, diaries: dict[int, Diary], *, now: datetime) -> list[Drift]:
    """Return which plans are not what the facts say. `diaries` count what was looked at so far."""
    found = []
    for one in many.prospects:
        judged = judge(
            one,
            touches=many.touches.get(one.pk, ()),
            changes=many.changes.get(one.pk, ()),
            contacts=many.contacts.get(one.pk, ()),
        )
        diary = diaries.get(one.owner_id) or diaries.setdefault(one.owner_id, Diary())
        what = _differences(one, judged, diary=diary, now=now)
        if what:
            found.append(_drift(one, judged.decision, what))
        elif at := _room_taken(one, judged.decision, now=now):
            diary.put(at)
    return found


def _room_taken(prospect: Prospect, decision: rules.Decision, *, now: datetime) -> datetime | None:
    """Return the half-hour that was placed and is to come; promises and holds take none."""
    at = prospect.next_attempt_at
    placed = isinstance(decision, rules.NextAttempt) and decision.exact_at is None
    return at if placed and at is not None and at > now else None


def _differences(
    prospect: Prospect, judged: Judged, *, diary: Diary, now: datetime
) -> tuple[str, ...]:
    decision = judged.decision
    if isinstance(decision, rules.Closed):
        return ("status",)
    stands, should_be = _standing(prospect), _decided(decision)
    found = [word for word, value in should_be.items() if stands[word] != value]
    why = [reason.as_json() for reason in decision.reasons]
    if prospect.next_why[: len(why)] != why:
        found.append("reasons")
    if not _is_told_right(prospect):
        found.append("clock")
    elif speaks_against := why_not(prospect, decision, diary=diary, now=now):
        found.append(speaks_against)
    grace = rules.grace(decision.urgency, judged.facts.policy)
    if prospect.next_attempt_at and prospect.overdue_at != prospect.next_attempt_at + grace:
        found.append("grace")
    return tuple(found)


def _standing(prospect: Prospect) -> dict[str, Any]:
    return {
        "channel": prospect.next_channel,
        "kind": prospect.next_kind,
        "person": prospect.next_contact_id,
        "attempt": prospect.attempt_number,
        "phase": prospect.phase,
        "urgency": prospect.urgency,
    }


def _decided(decision: rules.NextAttempt) -> dict[str, Any]:
    return {
        "channel": decision.channel.value,
        "kind": decision.kind.value,
        "person": decision.contact,
        "attempt": decision.attempt_number,
        "phase": decision.phase.value,
        "urgency": decision.urgency.value,
    }


def _is_told_right(prospect: Prospect) -> bool:
    """Whether the instant is the one that follows from what is intended on their clock."""
    day, clock = prospect.next_local_date, prospect.next_local_time
    if day is None or clock is None or not prospect.next_tz:
        return False
    at = rules.instant(day, clock, prospect.next_tz)
    # An hour that a clock change repeats has two instants, and the exact one may be the second.
    return prospect.next_attempt_at in (at, at + timedelta(hours=1))


def _drift(prospect: Prospect, decision: rules.Decision, what: tuple[str, ...]) -> Drift:
    stands = f"{prospect.next_channel} {prospect.next_attempt_at:%Y-%m-%d %H:%M}"
    if isinstance(decision, rules.Closed):
        should_be = decision.status
    else:
        first, last = decision.exact_at or decision.earliest, decision.latest
        until = "" if decision.exact_at else f" to {last:%m-%d %H:%M}"
        should_be = f"{decision.channel} {first:%Y-%m-%d %H:%M}{until}"
    return Drift(
        key=prospect.pk,
        public_id=prospect.public_id,
        what=what,
        stands=stands,
        should_be=should_be,
    )
