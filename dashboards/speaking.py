"""A manager's words about prospects as they were shown: room `reminders` keeps and tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dashboards.actions import Picked
from people.models import User
from prospects.models import Prospect
from reminders import actions as reminders
from reminders.actions import CannotSay
from reminders.models import Word

__all__ = ["CannotSay", "Spoken", "say", "unsay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """`batch` is the number to take it back by; `left_out` says who was not told, and why."""

    batch: UUID
    left_out: Sequence[str]


def say(kind: str, *, picked: Sequence[Picked], words: str, by: User, now: datetime) -> Spoken:
    """Nudge (`kind` nudge) or answer (seen) about those of `picked` that stand as shown.

    :raises CannotSay: without words, or if nobody was to be told
    """
    keys = _standing(picked, by=by)
    if kind == Word.Kind.SEEN:
        done = reminders.answer(prospect_ids=keys, words=words, by=by, now=now)
        return Spoken(batch=done.batch, left_out=[])
    said = reminders.nudge(prospect_ids=keys, words=words, by=by, now=now)
    counts = (
        (said.too_soon, "nudged within the last four hours already"),
        (said.own, "yours to call"),
        (said.not_open + len(picked) - len(keys), "not as you saw them any more"),
    )
    told = [f"{count} left out: {why}." for count, why in counts if count]
    return Spoken(batch=said.batch, left_out=told)


def unsay(*, batch: UUID, by: User, now: datetime) -> int:
    """Take words back; return how many there were to take back."""
    return reminders.take_back(batch=batch, by=by, now=now)


def _standing(picked: Sequence[Picked], *, by: User) -> list[int]:
    cycles = {each.public_id: each.cycle for each in picked}
    rows = Prospect.objects.visible_to(by).filter(public_id__in=cycles)
    told = rows.values_list("pk", "public_id", "cycle")
    return [key for key, public_id, cycle in told if cycles[public_id] in (None, cycle)]
