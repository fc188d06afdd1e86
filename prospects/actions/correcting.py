"""What is known of a prospect, put right by hand: the old value is kept, the plan follows."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from people.actors import Actor, as_columns
from prospects import queries
from prospects.actions.planning import PLAN_COLUMNS, next_cycle, plan
from prospects.identifiers import e164, identifiers, name_key
from prospects.leads import FILLED
from prospects.models import Campaign, Contact, FactChange, Identifier, Prospect

# What a person may put right. Owner, status and plan have actions of their own.
EDITABLE = frozenset({*FILLED, "name", "priority", "custom", "no_voicemail", "campaign"})
# What the rule looks at: after a change of one of these the next attempt is computed again.
PLANNED_BY = frozenset(
    {"country", "region", "timezone", "phone", "project_on", "no_voicemail", "campaign"}
)
_NAMED_BY = frozenset({"website", "phone", "name", "postal_code", "country"})


class CannotCorrect(Exception):
    """The message is fit to show to whoever asked. `field` names the input at fault."""

    def __init__(self, message: str, *, field: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


@transaction.atomic
def correct_prospect(
    *, prospect_id: int, told: Mapping[str, Any], by: Actor, now: datetime
) -> Prospect:
    """Set the columns in `told`, all of them `EDITABLE`, and return the prospect.

    Each old value is kept as a `FactChange`. Where the rule looks at what changed, the next
    attempt is computed again; if it comes out the same, the ladder goes on where it stood.
    Telling what is known already changes nothing.

    :raises CannotCorrect: if it would lose its name
    :raises ValueError: for a column that cannot be set here
    """
    if strange := set(told) - EDITABLE:
        raise ValueError(f"not to be set by hand: {', '.join(sorted(strange))}")
    prospect = queries.locked(prospect_id, by=by)
    changed = {name for name, value in told.items() if getattr(prospect, name) != value}
    if not changed:
        return prospect
    if not told.get("name", prospect.name).strip():
        raise CannotCorrect("A prospect needs a name.", field="name", code="blank")
    contacts = queries.contacts_of(prospect)
    before = known_by(prospect, contacts)
    keep(
        prospect,
        [(name, getattr(prospect, name), told[name]) for name in sorted(changed)],
        by=by,
        now=now,
    )
    for name in changed:
        setattr(prospect, name, told[name])
    prospect.name_key = name_key(prospect.name)
    prospect.phone_e164 = _number(prospect.phone, prospect)
    if changed & _NAMED_BY:
        know_by(prospect, before=before, after=known_by(prospect, contacts))
    follow(prospect, contacts=contacts, now=now, replan=bool(changed & PLANNED_BY))
    prospect.save(update_fields=[*changed, "name_key", "phone_e164", *PLAN_COLUMNS])
    return prospect


def follow(
    prospect: Prospect, *, contacts: Sequence[Contact], now: datetime, replan: bool = True
) -> None:
    """Set the plan's columns after facts have changed, without saving.

    An attempt that stays where it was keeps its cycle and its place on the ladder: whoever
    was told of it need not be told again.
    """
    prospect.updated_at = now
    if not replan or not prospect.is_open:
        return
    stood = _attempt(prospect)
    ladder = prospect.overdue_at, prospect.nag_at, prospect.nag_level
    plan(
        prospect,
        touches=queries.touches_of(prospect),
        changes=queries.changes_of(prospect),
        contacts=contacts,
        now=now,
    )
    if _attempt(prospect) == stood:
        prospect.overdue_at, prospect.nag_at, prospect.nag_level = ladder
    else:
        next_cycle(prospect, now=now)


def _attempt(prospect: Prospect) -> tuple[object, ...]:
    return (
        prospect.status,
        prospect.next_attempt_at,
        prospect.next_channel,
        prospect.next_kind,
        prospect.urgency,
        prospect.next_contact_id,
    )


def keep(
    prospect: Prospect,
    changes: Sequence[tuple[str, Any, Any]],
    *,
    by: Actor,
    now: datetime,
    contact: Contact | None = None,
) -> None:
    """Write down what was known before: (column, before, after)."""
    columns = as_columns(by)
    FactChange.objects.bulk_create(
        FactChange(
            prospect=prospect,
            contact=contact,
            column=column,
            before=_as_text(before),
            after=_as_text(after),
            at=now,
            by=columns["user"],
            api_key=columns["api_key"],
        )
        for column, before, after in changes
    )


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case Campaign():
            return value.slug
        case dict() | list() | bool():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _number(written: str, prospect: Prospect) -> str:
    country = prospect.country or prospect.team.country
    return e164(written, country=country) if written else ""


# --- By what a lead finds it ---------------------------------------------------------------------


def known_by(prospect: Prospect, contacts: Sequence[Contact]) -> set[tuple[str, str]]:
    """Return the (kind, value) pairs that its columns and its people give."""
    numbers = [prospect.phone_e164, *(n for c in contacts for n in (c.phone_e164, c.mobile_e164))]
    return set(
        identifiers(
            emails=[contact.email for contact in contacts],
            phones=numbers,
            website=prospect.website,
            name=prospect.name,
            postal_code=prospect.postal_code,
        )
    )


def know_by(
    prospect: Prospect, *, before: set[tuple[str, str]], after: set[tuple[str, str]]
) -> None:
    """Drop the identifiers that hold no more and add new ones; what another has stays with it."""
    for kind, value in before - after:
        Identifier.objects.filter(
            team_id=prospect.team_id,
            kind=kind,
            value=value,
            prospect_id__in=prospect.keys_of_all,
        ).delete()
    Identifier.objects.bulk_create(
        (
            Identifier(team_id=prospect.team_id, prospect=prospect, kind=kind, value=value)
            for kind, value in sorted(after - before)
        ),
        ignore_conflicts=True,
    )
