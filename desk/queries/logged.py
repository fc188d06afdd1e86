"""What was just logged, to be said once and to be taken back for ten seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from cadence import rules
from desk import clocks
from desk.words import CHANNELS, LOOKS
from people.models import User
from prospects.actions.undoing import UNDO_WITHIN
from prospects.models import Touch

SAID_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class JustLogged:
    """`undo_seconds` is how long it can still be taken back; 0 when it cannot."""

    touch: UUID
    prospect: UUID
    name: str
    label: str
    next: str
    taken_back: bool
    undo_seconds: int
    submission_id: UUID


def just_logged(rep: User, *, touch: UUID, now: datetime) -> JustLogged | None:
    """Return what `rep` logged in the last minute under that number, or None."""
    found = (
        Touch.objects.visible_to(rep)
        .select_related("prospect", "corrects")
        .filter(public_id=touch, rep=rep, recorded_at__gt=now - SAID_FOR)
        .first()
    )
    if found is None:
        return None
    prospect = found.prospect
    said = found.corrects or found
    left = int((found.recorded_at + UNDO_WITHIN - now).total_seconds())
    plan = "Closed: no next attempt."
    if prospect.next_attempt_at:
        when = clocks.moment(prospect.next_attempt_at, now=now, zone=prospect.next_tz or "UTC")
        why = " ".join(map(rules.reason_in_words, prospect.reasons()))
        plan = f"Next: {when} their time, {CHANNELS.get(prospect.next_channel, '')}. {why}"
    return JustLogged(
        touch=found.public_id,
        prospect=prospect.public_id,
        name=prospect.name,
        label=LOOKS[rules.Outcome(said.outcome)].label,
        next=plan,
        taken_back=found.corrects_id is not None,
        undo_seconds=max(left, 0) if found.corrects_id is None else 0,
        submission_id=uuid4(),
    )
