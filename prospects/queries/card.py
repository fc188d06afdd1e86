"""Everything that the card of one prospect shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cadence import rules
from prospects.facts import standing
from prospects.models import Contact, PlanChange, Prospect, Touch, WebVisit
from prospects.queries.rows import contacts_of

TIMELINE = 100
# What the timeline shows of a touch, and of whoever it was by and with.
_SHOWN = (
    "public_id",
    "occurred_at",
    "recorded_at",
    "channel",
    "direction",
    "outcome",
    "note",
    "hook",
    "attempt_number",
    "promised_at",
    "details",
    "corrects",
    "own_number",
    "rep__name",
    "rep__email",
    "api_key__name",
    "contact__name",
)
LATE_LOG = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """A touch as the timeline shows it. `logged_late` is set where it was backdated."""

    public_id: UUID
    key: int
    at: datetime
    channel: str
    direction: str
    outcome: str
    who: str
    contact: str
    note: str
    hook: str
    attempt_number: int | None
    promised_at: datetime | None
    details: dict[str, object]
    own_number: str  # the one of ours that they saw
    logged_late: timedelta | None
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One prospect with its people, its timeline (newest first) and its next attempt."""

    prospect: Prospect
    contacts: Sequence[Contact]
    timeline: Sequence[TimelineEntry]
    last_touch: TimelineEntry | None
    hook: str
    their_time: datetime
    local_at: datetime | None
    why: str  # the sentence that explains the next attempt, or why there is none
    reached: Contact | None  # whom the next attempt is for
    phone: str
    plan_changes: Sequence[PlanChange]
    web_visits: Sequence[WebVisit]


def card(prospect: Prospect, *, now: datetime) -> Card:
    """Return the card of `prospect` at `now`, in four statements whatever the history."""
    touches = _touches(prospect)
    contacts = contacts_of(prospect)
    taken_back = {touch.pk for touch in touches} - {touch.pk for touch in standing(touches)}
    timeline = [
        _entry(touch, taken_back=touch.pk in taken_back)
        for touch in touches
        if touch.outcome != rules.Outcome.VOID
    ]
    zone = ZoneInfo(prospect.next_tz or prospect.timezone or prospect.team.timezone)
    reached = next((c for c in contacts if c.pk == prospect.next_contact_id), None)
    return Card(
        prospect=prospect,
        contacts=contacts,
        timeline=timeline,
        last_touch=next((entry for entry in timeline if not entry.taken_back), None),
        hook=prospect.hook,
        their_time=now.astimezone(zone),
        local_at=prospect.next_attempt_at.astimezone(zone) if prospect.next_attempt_at else None,
        why=sentence(prospect),
        reached=reached,
        phone=_phone(prospect, reached),
        plan_changes=list(
            PlanChange.objects.filter(prospect=prospect)
            .select_related("by", "to_owner", "from_owner")
            .order_by("-at", "-id")[:TIMELINE]
        ),
        web_visits=list(WebVisit.objects.filter(prospect=prospect).order_by("-at")[:10]),
    )


def sentence(prospect: Prospect) -> str:
    """Return the sentence that explains the prospect's plan, in the prospect's own time."""
    reasons = prospect.reasons()
    if prospect.next_attempt_at is None:
        return " ".join(words for reason in reasons if (words := rules.reason_in_words(reason)))
    return _said(
        tuple((one.code, *one.values.items()) for one in reasons),
        prospect.next_attempt_at,
        prospect.next_tz,
        prospect.next_channel,
    )


@lru_cache(maxsize=4_096)
def _said(why: tuple[Any, ...], at: datetime, tz: str, channel: str) -> str:
    """Of many that are planned together, many are told the same."""
    reasons = [rules.Reason(code=code, values=dict(values)) for code, *values in why]
    return rules.sentence(reasons, at=at, tz=tz, channel=rules.Channel(channel))


def _touches(prospect: Prospect) -> list[Touch]:
    # By keys, not by a subquery beside the prospect's own: of two ways in, no index serves both.
    return list(
        Touch.objects.filter(prospect_id__in=prospect.keys_of_all)
        .select_related("rep", "api_key", "contact")
        .only(*_SHOWN)
        .order_by("-occurred_at", "-id")[:TIMELINE]
    )


def _entry(touch: Touch, *, taken_back: bool) -> TimelineEntry:
    late = touch.recorded_at - touch.occurred_at
    return TimelineEntry(
        public_id=touch.public_id,
        key=touch.pk,
        at=touch.occurred_at,
        channel=touch.channel,
        direction=touch.direction,
        outcome=touch.outcome,
        who=str(touch.rep) if touch.rep else (touch.api_key.name if touch.api_key else ""),
        contact=touch.contact.name if touch.contact else "",
        note=touch.note,
        hook=touch.hook,
        attempt_number=touch.attempt_number,
        promised_at=touch.promised_at,
        details=touch.details,
        own_number=touch.own_number,
        logged_late=late if late > LATE_LOG else None,
        taken_back=taken_back,
    )


def _phone(prospect: Prospect, contact: Contact | None) -> str:
    """The number to dial: the person's own, else the company's."""
    if contact is not None:
        own = contact.phone_e164 or contact.mobile_e164 or contact.phone or contact.mobile
        if own:
            return own
    return prospect.phone_e164 or prospect.phone
