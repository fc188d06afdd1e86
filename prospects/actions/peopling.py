"""The people at a prospect: added, put right and removed by hand."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from people.actors import Actor
from prospects import queries
from prospects.actions.correcting import CannotCorrect, follow, keep, know_by, known_by
from prospects.actions.opening import contact_row
from prospects.actions.planning import PLAN_COLUMNS
from prospects.identifiers import e164
from prospects.leads import NewContact
from prospects.models import Appointment, Contact, FactChange, Prospect, Touch

MOST_CONTACTS = 200
COLUMNS = frozenset(field.name for field in fields(NewContact))
EDITABLE = COLUMNS | {"no_voicemail"}


@transaction.atomic
def add_contact(*, prospect_id: int, new: NewContact, by: Actor, now: datetime) -> Contact:
    """Add a person to a prospect and return them; the next attempt is computed again.

    :raises CannotCorrect: if nothing tells who it is, or there are `MOST_CONTACTS` already
    """
    prospect = queries.locked(prospect_id, by=by)
    contacts = queries.contacts_of(prospect)
    if not (new.name or new.email or new.phone or new.mobile):
        raise CannotCorrect("Give a name, a telephone number or an e-mail.", field="name")
    if len(contacts) >= MOST_CONTACTS:
        raise CannotCorrect(f"There are {MOST_CONTACTS} people here already.", field="name")
    before = known_by(prospect, contacts)
    contact = contact_row(prospect, new, now=now)
    contact.save(force_insert=True)
    keep(prospect, [(FactChange.ADDED, "", contact)], by=by, now=now, contact=contact)
    _settle(prospect, before=before, now=now)
    return contact


@transaction.atomic
def correct_contact(
    *, contact_id: int, told: Mapping[str, Any], by: Actor, now: datetime
) -> Contact:
    """Set the columns in `told`, all of them `EDITABLE`, and return the person.

    Each old value is kept; the next attempt is computed again. Telling what is known already
    changes nothing.

    :raises Contact.DoesNotExist: if there is none, or none that `by` may know of
    :raises CannotCorrect: if nothing would tell any more who it is
    :raises ValueError: for a column that cannot be set here
    """
    if strange := set(told) - EDITABLE:
        raise ValueError(f"not to be set by hand: {', '.join(sorted(strange))}")
    contact, prospect = _locked(contact_id, by=by)
    changed = sorted(name for name, value in told.items() if getattr(contact, name) != value)
    if not changed:
        return contact
    before = known_by(prospect, queries.contacts_of(prospect))
    pairs = [(name, getattr(contact, name), told[name]) for name in changed]
    for name in changed:
        setattr(contact, name, told[name])
    if not (contact.name or contact.email or contact.phone or contact.mobile):
        raise CannotCorrect("Keep a name, a telephone number or an e-mail.", field=changed[0])
    keep(prospect, pairs, by=by, now=now, contact=contact)
    country = prospect.country or prospect.team.country
    for column in ("phone", "mobile"):
        written = getattr(contact, column)
        setattr(contact, f"{column}_e164", e164(written, country=country) if written else "")
    contact.updated_at = now
    contact.save()
    _settle(prospect, before=before, now=now)
    return contact


@transaction.atomic
def remove_contact(*, contact_id: int, by: Actor, now: datetime) -> None:
    """Take a person away, and plan without them.

    Somebody with touches or appointments is blanked: what was done with them still counts,
    who they were is gone, from the history of their facts too.

    :raises Contact.DoesNotExist: if there is none, or none that `by` may know of
    """
    contact, prospect = _locked(contact_id, by=by)
    before = known_by(prospect, queries.contacts_of(prospect))
    FactChange.objects.filter(contact=contact).update(before="", after="")
    for column in Contact.PERSONAL:
        setattr(contact, column, None if column == "birthday" else "")
    contact.blanked_at = contact.updated_at = now
    contact.save()
    keep(prospect, [(FactChange.REMOVED, "", "")], by=by, now=now, contact=contact)
    _settle(prospect, before=before, now=now)
    met = (Touch, Appointment)
    if not any(model.objects.filter(contact=contact).exists() for model in met):
        contact.delete()


def _locked(contact_id: int, *, by: Actor) -> tuple[Contact, Prospect]:
    """Return the person and their prospect (or the one it was merged into), locked."""
    found = Contact.objects.visible_to(by).select_related("prospect").get(pk=contact_id)
    prospect = queries.locked(found.prospect.merged_into_id or found.prospect_id, by=by)
    # Read again now that nobody else can change it.
    return Contact.objects.visible_to(by).get(pk=contact_id), prospect


def _settle(prospect: Prospect, *, before: set[tuple[str, str]], now: datetime) -> None:
    contacts = queries.contacts_of(prospect)
    know_by(prospect, before=before, after=known_by(prospect, contacts))
    follow(prospect, contacts=contacts, now=now)
    prospect.save(update_fields=PLAN_COLUMNS)
