"""What our own people are told, in words: growing older as the waiting does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from reminders.ages import waiting
from reminders.models import Reminder, Word

_ONE_DAY, _THREE_DAYS, _ONE_WEEK = timedelta(days=1), timedelta(days=3), timedelta(days=7)
Kind = Reminder.Kind


def attempts(number: int) -> str:
    return "One attempt" if number == 1 else f"{number} attempts"


def opening(slot: str, *, number: int, oldest: datetime, leads: bool, now: datetime) -> str:
    """Return the first sentences of a digest sent at `slot` about `number` open attempts.

    `leads`: none of them is the reader's own to call. `oldest` is the time for which the
    longest-waiting was planned.
    """
    age = now - oldest
    what = f"{attempts(number)} {'is' if number == 1 else 'are'} still open"
    if leads:
        told = "Their reps were told when it was due, when it was late and when the day ended."
        return f"{what} that nobody in your team has made. {told}"
    if slot == Kind.DAY_END:
        return f"Before you go: {what}."
    if slot == Kind.ESCALATION:
        return f"{what}, and your manager has been told."
    if age >= _ONE_WEEK:
        return (
            f"{what}, the oldest for {waiting(oldest, now=now)}. Waiting longer will not make "
            "these calls easier: make them, hand them over, or log what you know."
        )
    if age >= _THREE_DAYS:
        return (
            f"{what}, the oldest for {waiting(oldest, now=now)}. Start with the first of these "
            "before anything new."
        )
    if age >= _ONE_DAY:
        return f"{what} from before today. A few minutes now clear them."
    return f"{what}."


def notification(
    kind: str, *, names: Sequence[str], number: int, oldest: datetime, now: datetime
) -> tuple[str, str]:
    """Return the title and the words of a browser notification about `number` prospects.

    `names` are those that may be named: none, unless the person chose so.
    """
    who = _named(names, number)
    if kind == Word.Kind.NUDGE:
        return "Your manager wrote", f"About {who}."
    if kind == Kind.DUE:
        return "It is time", f"{who[0].upper()}{who[1:]}: due now."
    late = waiting(oldest, now=now)
    if kind == Kind.ESCALATION:
        return "Escalated", f"{who[0].upper()}{who[1:]}: waiting for {late}."
    return "Overdue", f"{who[0].upper()}{who[1:]}: waiting for {late}."


def _named(names: Sequence[str], number: int) -> str:
    if not names:
        return "a prospect" if number == 1 else f"{number} prospects"
    others = number - 1
    return names[0] if not others else f"{names[0]} and {others} more"
