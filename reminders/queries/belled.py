"""What a person still has to see: the bell's lines, and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from people.models import User
from prospects.models import Prospect
from reminders.models import Reminder, ReminderQuerySet, Word, WordQuerySet

# The bell says "99+" beyond this; counting further would only cost.
MOST_COUNTED = 100
RECENT = timedelta(days=7)
BELL_COLUMNS = (
    "public_id",
    "cycle",
    "level",
    "kind",
    "attempt_at",
    "raised_at",
    "seen_at",
    "lapsed_at",
)


def live(reminders: ReminderQuerySet) -> ReminderQuerySet:
    """Leave out reminders of attempts that were made, moved or closed, and of other teams."""
    return reminders.filter(
        prospect__status=Prospect.Status.OPEN,
        prospect__cycle=F("cycle"),
        prospect__team_id=F("recipient__team_id"),
    )


def unseen_count(user: User) -> int:
    """Return how many reminders and words `user` has not seen, at most `MOST_COUNTED`.

    In one statement.
    """
    reminders = live(Reminder.objects.of(user).unseen()).order_by().values("pk")
    words = _words(user).filter(seen_at=None).order_by().values("pk")
    return reminders.union(words, all=True)[:MOST_COUNTED].count()


def bell(user: User) -> ReminderQuerySet:
    """Return what the bell lists for `user`: what is to be seen, and what was seen."""
    mine = Reminder.objects.of(user).filter(prospect__team_id=user.team_id)
    still = Q(prospect__status=Prospect.Status.OPEN, prospect__cycle=F("cycle"))
    shown = mine.filter(Q(seen_at__isnull=False) | Q(still, lapsed_at=None))
    columns = [f"prospect__{name}" for name in ("public_id", "name", "status", "cycle")]
    return shown.select_related("prospect").only(*BELL_COLUMNS, *columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class BellLine:
    """One reminder as the bell shows it. `is_new`: not seen, and still to be done."""

    public_id: UUID
    prospect_id: UUID
    prospect: str
    what: str
    kind: str
    attempt_at: datetime
    raised_at: datetime
    is_new: bool
    is_done: bool


def bell_lines(rows: Sequence[Reminder]) -> list[BellLine]:
    """Return rows of `bell` as the page shows them."""
    return [
        BellLine(
            public_id=row.public_id,
            prospect_id=row.prospect.public_id,
            prospect=row.prospect.name,
            what=row.get_kind_display(),
            kind=row.kind,
            attempt_at=row.attempt_at,
            raised_at=row.raised_at,
            is_new=row.seen_at is None,
            is_done=not row.prospect.is_open or row.prospect.cycle != row.cycle,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLine:
    """A manager's words as the rep reads them."""

    public_id: UUID
    prospect_id: UUID
    prospect: str
    kind: str
    words: str
    by: str
    at: datetime
    is_new: bool


def word_lines(user: User, *, now: datetime, most: int = 50) -> list[WordLine]:
    """Return what managers told `user`: what is unseen, and what was said in the last week."""
    recent = Q(seen_at=None) | Q(at__gte=now - RECENT)
    rows = _words(user).filter(recent).select_related("prospect", "by")
    return [_word_line(row) for row in rows.order_by("-at", "-id")[:most]]


def words_about(prospect: Prospect) -> list[WordLine]:
    """Return what managers said about a prospect's present attempt, newest first."""
    rows = Word.objects.standing().filter(prospect=prospect, cycle=prospect.cycle)
    rows = rows.select_related("prospect", "by").order_by("-at", "-id")
    return [_word_line(row) for row in rows[:5]]


def _words(user: User) -> WordQuerySet:
    # What was said belongs to the team in which it was said.
    return Word.objects.standing().filter(to=user, prospect__team_id=user.team_id)


def _word_line(row: Word) -> WordLine:
    return WordLine(
        public_id=row.public_id,
        prospect_id=row.prospect.public_id,
        prospect=row.prospect.name,
        kind=row.kind,
        words=row.words,
        by=str(row.by),
        at=row.at,
        is_new=row.seen_at is None,
    )
