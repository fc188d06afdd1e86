"""A manager's words to a rep about a prospect: nudging, and answering an escalation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from groundwork.ids import uuid7
from outbox import actions as outbox
from people.models import User
from prospects.models import Prospect
from reminders.actions.noticing import queue_notices
from reminders.climbing import digests, pushes
from reminders.models import Reminder, Word, WordQuerySet
from reminders.roster import Roster

# Nagging is the ladder's work; a manager's own words lose their weight when they come often.
NUDGE_AGAIN_AFTER = timedelta(hours=4)
PAGE_SLOWNESS = timedelta(seconds=5)


class CannotSay(Exception):
    """The message is fit to show. `field` names the input at fault, if one is."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`batch` is the number to take it back by. `left` prospects got no words, and why."""

    batch: UUID
    told: int
    reps: tuple[str, ...]
    too_soon: int = 0
    not_open: int = 0
    own: int = 0


@transaction.atomic
def nudge(*, prospect_ids: Collection[int], words: str, by: User, now: datetime) -> Said:
    """Tell whoever works each of these prospects what `by` wants them to know.

    A prospect that is closed, the manager's own, or was nudged within four hours is left
    out. For ten seconds it can be taken back; only then does it leave the page by mail or
    browser.

    :raises CannotSay: without words, or if nobody at all was to be told
    """
    words = _checked(words, "Write what they should know.")
    rows = _locked(prospect_ids, by=by)
    recent = _nudged_since(rows, now - NUDGE_AGAIN_AFTER)
    roster = _roster(rows, now=now)
    made: list[Word] = []
    batch, own, not_open = uuid7(), 0, 0
    for row in rows:
        to = _worker(row, roster)
        if not row.is_open:
            not_open += 1
        elif to is None or to.pk == by.pk:
            own += 1
        elif row.pk not in recent:
            made.append(_word(row, Word.Kind.NUDGE, words, by=by, to=to, batch=batch, now=now))
    if not made:
        raise CannotSay(_nobody(recent=len(recent), own=own), field="words")
    Word.objects.bulk_create(made)
    _notify(made, roster, now=now)
    told = tuple(sorted({str(word.to) for word in made}))
    return Said(
        batch=batch,
        told=len(made),
        reps=told,
        too_soon=len(recent),
        not_open=not_open,
        own=own,
    )


@transaction.atomic
def answer(*, prospect_ids: Collection[int], words: str, by: User, now: datetime) -> Said:
    """Answer escalations: *seen, because …*. The rep reads the words in the bell.

    Those that are not escalated, or answered already, are left as they are. It can be
    taken back for ten seconds.

    :raises CannotSay: without words, or if nothing was left to answer
    """
    words = _checked(words, "Say why it can stay as it is.")
    batch = uuid7()
    rows = [row for row in _locked(prospect_ids, by=by) if row.is_open]
    made = _answer(rows, Word.Kind.SEEN, words, by=by, batch=batch, now=now)
    if not made:
        raise CannotSay("None of these is escalated and unanswered.", field="words")
    return Said(batch=batch, told=len(made), reps=tuple(sorted({str(w.to) for w in made})))


def answer_by_change(
    rows: Sequence[Prospect], *, kind: Word.Kind, words: str, batch: UUID, by: User, now: datetime
) -> int:
    """Record that a change of plan under `batch` answers the escalations among `rows`.

    `rows` are as they were before the change. Return how many were answered. It belongs
    to the caller's transaction.
    """
    return len(_answer(rows, kind, words.strip(), by=by, batch=batch, now=now))


@transaction.atomic
def take_back(*, batch: UUID, by: User, now: datetime) -> int:
    """Take back words said together within ten seconds; return how many. Repeating changes
    nothing.
    """
    since = now - Word.UNDO_WITHIN - PAGE_SLOWNESS
    mine = Word.objects.visible_to(by).filter(batch=batch, by=by, at__gte=since)
    return _void(mine, batch=batch, now=now)


def take_back_answers(*, batch: UUID, by: User, now: datetime) -> int:
    """Take back what a change of plan answered, because that change was taken back."""
    return _void(Word.objects.visible_to(by).filter(batch=batch), batch=batch, now=now)


def see_word(*, public_id: UUID, by: User, now: datetime) -> bool:
    """Record that `by` has read a manager's words; return whether they were for `by`."""
    mine = Word.objects.filter(public_id=public_id, to=by)
    mine.filter(seen_at=None).update(seen_at=now)
    return mine.exists()


def _void(words: WordQuerySet, *, batch: UUID, now: datetime) -> int:
    outbox.void(about=_about(batch), now=now)
    return words.standing().update(taken_back_at=now)


def _checked(words: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise CannotSay(missing, field="words")
    if len(words) > 1_000:
        raise CannotSay("Use at most 1000 characters.", field="words")
    return words


def _locked(prospect_ids: Collection[int], *, by: User) -> list[Prospect]:
    # Locked in one order: two managers at once nudge one after the other.
    rows = Prospect.objects.visible_to(by).filter(pk__in=prospect_ids).select_related("owner")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _nudged_since(rows: Collection[Prospect], since: datetime) -> set[int]:
    words = Word.objects.standing().filter(
        prospect__in=[row.pk for row in rows if row.is_open], kind=Word.Kind.NUDGE, at__gt=since
    )
    return set(words.values_list("prospect_id", flat=True))


def _roster(rows: Collection[Prospect], *, now: datetime) -> Roster:
    return Roster.read(
        team_ids=[row.team_id for row in rows],
        owner_ids=[row.owner_id for row in rows],
        policy_ids=[],
        now=now,
    )


def _worker(row: Prospect, roster: Roster) -> User | None:
    acting = roster.acting(row.owner_id, team_id=row.team_id)
    return acting[0] if acting else None


def _answer(
    rows: Sequence[Prospect], kind: Word.Kind, words: str, *, by: User, batch: UUID, now: datetime
) -> list[Word]:
    open_ones = _unanswered(rows)
    made = [
        _word(row, kind, words, by=by, to=row.owner, batch=batch, now=now)
        for row in rows
        if row.pk in open_ones
    ]
    Word.objects.bulk_create(made)
    return made


def _unanswered(rows: Sequence[Prospect]) -> set[int]:
    cycles: Mapping[int, int] = {row.pk: row.cycle for row in rows}
    escalated = Reminder.objects.filter(
        prospect_id__in=cycles, kind=Reminder.Kind.ESCALATION
    ).values_list("prospect_id", "cycle")
    answered = Word.objects.standing().filter(prospect_id__in=cycles)
    told = set(answered.values_list("prospect_id", "cycle"))
    return {pk for pk, cycle in escalated if cycle == cycles[pk] and (pk, cycle) not in told}


def _word(
    row: Prospect, kind: Word.Kind, words: str, *, by: User, to: User, batch: UUID, now: datetime
) -> Word:
    return Word(
        prospect=row, cycle=row.cycle, kind=kind, words=words, by=by, to=to, batch=batch, at=now
    )


def _notify(made: Sequence[Word], roster: Roster, *, now: datetime) -> None:
    """Queue mail and notifications, one for everything that a rep was told together."""
    held = now + Word.UNDO_WITHIN
    wanted = {(word.to_id, word.prospect.team_id) for word in made}
    for user_id, team_id in wanted:
        mails = {
            replace(each, at=max(each.at, held))
            for each in digests(roster, user_id, Word.Kind.NUDGE.value, team_id)
        }
        queue_notices(mails, (), now=now)
        notes = {
            replace(each, at=max(each.at, held))
            for each in pushes(roster, user_id, Word.Kind.NUDGE.value, team_id)
        }
        queue_notices((), notes, now=now, about=_about(made[0].batch))


def _about(batch: UUID) -> str:
    return f"words:{batch}"


def _nobody(*, recent: int, own: int) -> str:
    if recent:
        return "They were nudged within the last four hours. Call, hand over, or wait."
    if own:
        return "These are yours to call: nobody else is to be nudged."
    return "None of these is open any more."
