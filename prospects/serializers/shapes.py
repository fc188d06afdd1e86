"""What this room's API answers, as JSON schemas for the OpenAPI document."""

from cadence import rules
from groundwork.openapi import (
    AT,
    EMAIL,
    FREE,
    ID,
    ON,
    TEXT,
    WHOLE,
    YES,
    many,
    maybe,
    page_of,
    record,
    words,
)
from people.models import User
from prospects.models import Prospect
from prospects.serializers.shown import INTELLIGENCE, PRIORITIES

URL = {"type": "string", "format": "uri-reference"}
_CHANNEL = words(rules.Channel)
_KIND = words(rules.Kind)

_PLANNED = {
    "at": AT,
    "channel": _CHANNEL,
    "kind": _KIND,
    "attempt_number": WHOLE,
    "reasons": many(TEXT),
    "codes": many(TEXT),
}
NEXT_ATTEMPT = record(
    "NextAttempt",
    "When, by which channel and why. `local` is the same moment on the prospect's clock.",
    **_PLANNED,
    local=TEXT,
    timezone=TEXT,
)
PLANNED = record("PlannedAttempt", "A next attempt as a queue shows it.", **_PLANNED)
PROSPECT_REF = record("ProspectRef", "A prospect by its name.", id=ID, url=URL, name=TEXT)

_PROSPECT = {
    "id": ID,
    "url": URL,
    "name": TEXT,
    "status": words(Prospect.Status.values),
    "owner": EMAIL,
    "campaign": maybe(TEXT),
    "source": TEXT,
    "phone": TEXT,
    "website": TEXT,
    "country": TEXT,
    "city": TEXT,
    "phase": TEXT,
    "attempts": WHOLE,
    "overdue_at": maybe(AT),
    "next_attempt": maybe(NEXT_ATTEMPT),
    "last_touch_at": maybe(AT),
    "recorded_at": AT,
    "updated_at": AT,
}
PROSPECT = record("Prospect", "A company being pursued, with its next attempt.", **_PROSPECT)

CONTACT = record(
    "Contact",
    "A person there. Telephone numbers stand as they were written.",
    id=ID,
    url=URL,
    name=TEXT,
    title=TEXT,
    role=words(rules.Role),
    email=TEXT,
    phone=TEXT,
    mobile=TEXT,
    linkedin=TEXT,
    timezone=TEXT,
    best_time=TEXT,
    preferred_channel=TEXT,
    contact_every_days=maybe(WHOLE),
    birthday=maybe(ON),
    no_voicemail=YES,
    opted_out=YES,
    opted_out_channels=many(TEXT),
    left_at=maybe(AT),
    updated_at=AT,
)
PROSPECT_IN_FULL = record(
    "ProspectInFull",
    "A prospect with everything that is known, and its people, decision makers first.",
    **_PROSPECT,
    region=TEXT,
    postal_code=TEXT,
    address_line1=TEXT,
    timezone=TEXT,
    industry=TEXT,
    size=maybe(WHOLE),
    priority=words(PRIORITIES),
    intelligence=record("Intelligence", **dict.fromkeys(INTELLIGENCE, TEXT)),
    hook=TEXT,
    project_start=maybe(ON),
    value=maybe(record("Value", "Decimal, as text.", amount=TEXT, currency=TEXT)),
    no_voicemail=YES,
    custom=FREE,
    closed_at=maybe(AT),
    lost_reason=TEXT,
    revisit_on=maybe(ON),
    merged_into=maybe(ID),
    contacts=many(CONTACT),
)

_TOUCH = {
    "id": ID,
    "prospect": ID,
    "occurred_at": AT,
    "recorded_at": AT,
    "planned_for": maybe(AT),
    "channel": TEXT,
    "direction": words(rules.Direction),
    "outcome": words(rules.Outcome),
    "promised_at": maybe(AT),
    "attempt_number": maybe(WHOLE),
    "details": FREE,
    "note": TEXT,
    "hook": TEXT,
    "rep": maybe(EMAIL),
    "corrects": maybe(ID),
}
TOUCH = record("Touch", "One date-stamped interaction. It never changes.", **_TOUCH)
LOGGED = record(
    "LoggedTouch",
    "A touch, and the next attempt that it led to.",
    **_TOUCH,
    next_attempt=maybe(NEXT_ATTEMPT),
    status=words(Prospect.Status.values),
)

QUEUE = record(
    "Queue",
    "What a rep does next, in the order of the rule.",
    rep=EMAIL,
    has_more=YES,
    results=many(
        record(
            "QueueRow",
            prospect=PROSPECT_REF,
            person=TEXT,
            section=words(rules.Section),
            next_attempt=PLANNED,
            why=TEXT,
            is_due=YES,
            is_overdue=YES,
        )
    ),
)
CAMPAIGN = record(
    "Campaign",
    "The client or offer that leads are worked for.",
    id=ID,
    url=URL,
    slug=TEXT,
    name=TEXT,
    asked_us=YES,
    policy=maybe(TEXT),
    opening=maybe(ID),
    is_active=YES,
    created_at=AT,
)

_POLICY = {
    "id": ID,
    "url": URL,
    "name": TEXT,
    "version": WHOLE,
    "is_current": YES,
    "numbers": FREE,
    "created_by": maybe(EMAIL),
    "created_at": AT,
}
POLICY = record(
    "Policy", "One version of a policy, with all of its numbers. It never changes.", **_POLICY
)
POLICY_KEPT = record(
    "PolicyKept",
    "The version that holds from now on, and the job that plans by it in the background.",
    **_POLICY,
    job=maybe(ID),
)
PERSON = record(
    "User",
    "Somebody of the team. `hours` are minutes of the day by weekday (Monday is 0).",
    id=ID,
    url=URL,
    email=EMAIL,
    name=TEXT,
    role=words(User.Role.values),
    is_active=YES,
    timezone=TEXT,
    hours=FREE,
    capacity_per_day=WHOLE,
    capacity_per_half_hour=WHOLE,
    cover=maybe(EMAIL),
)

POLICIES = page_of(POLICY)
PEOPLE = page_of(PERSON)
PROSPECTS = page_of(PROSPECT)
CONTACTS = page_of(CONTACT)
TOUCHES = page_of(TOUCH)
CAMPAIGNS = page_of(CAMPAIGN)
