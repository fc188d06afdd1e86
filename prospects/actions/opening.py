"""A lead becomes a prospect, with its first next attempt."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from cadence import rules
from people.actors import Actor, as_columns
from people.models import Team, User
from prospects import queries
from prospects.actions.planning import plan
from prospects.identifiers import e164, name_key
from prospects.leads import OWN, NewContact, NewProspect
from prospects.models import Campaign, Contact, Identifier, Prospect, Touch, WebVisit


class CannotAssign(Exception):
    """Nobody in the team can take a prospect. The message says what to do."""


def choose_owner(*, team: Team, now: datetime) -> User:
    """Return whose turn it is: the active rep who has waited longest for a lead.

    A team without reps gives it to a manager, then to an administrator.

    :raises CannotAssign: if the team has no active member
    """
    chosen = queries.next_in_turn(team)
    if chosen is None:
        raise CannotAssign(f"Team {team.name} has nobody to work a prospect: add a user first.")
    User.objects.filter(pk=chosen.pk).update(last_assigned_at=now)
    chosen.team = team
    return chosen


@transaction.atomic
def open_prospect(
    *,
    team: Team,
    owner: User,
    new: NewProspect,
    now: datetime,
    by: Actor | None = None,
    campaign: Campaign | None = None,
) -> Prospect:
    """Make a prospect with its contacts and its first next attempt.

    :raises django.db.IntegrityError: if an identifier was taken by a prospect made at the
        same moment; nothing is written then
    """
    prospect = Prospect(
        team=team,
        owner=owner,
        campaign=campaign,
        recorded_at=now,
        updated_at=now,
        **{column: getattr(new, column) for column in OWN},
    )
    prospect.name_key = name_key(new.name)
    prospect.phone_e164 = e164(new.phone, country=new.country or team.country)
    contacts = [contact_row(prospect, given, now=now) for given in new.contacts]
    plan(prospect, touches=(), contacts=_in_order(contacts), now=now)
    chosen, prospect.next_contact = prospect.next_contact, None
    prospect.save(force_insert=True)
    Contact.objects.bulk_create(contacts)
    if chosen is not None:
        prospect.next_contact = chosen
        prospect.save(update_fields=["next_contact"])
    Identifier.objects.bulk_create(
        Identifier(team=team, prospect=prospect, kind=kind, value=value)
        for kind, value in new.identifiers(country=team.country)
    )
    keep_story(prospect, new, by=by, now=now)
    return prospect


def contact_row(prospect: Prospect, given: NewContact, *, now: datetime) -> Contact:
    country = prospect.country or prospect.team.country
    columns = {name: getattr(given, name) for name in NewContact.__slots__}
    return Contact(
        prospect=prospect,
        phone_e164=e164(given.phone, country=country) if given.phone else "",
        mobile_e164=e164(given.mobile, country=country) if given.mobile else "",
        created_at=now,
        updated_at=now,
        **columns,
    )


def _in_order(contacts: Sequence[Contact]) -> list[Contact]:
    """Decision makers first, as `queries.contacts_of` has them."""
    order = {rules.Role.DECISION_MAKER: 0, rules.Role.INFLUENCER: 1, rules.Role.OTHER: 2}
    return sorted(contacts, key=lambda contact: order.get(rules.Role(contact.role), 3))


def keep_story(
    prospect: Prospect, new: NewProspect, *, by: Actor | None, now: datetime
) -> list[Touch]:
    """Keep the lead's comments and hook as a date-stamped entry, and its visits to our site."""
    if new.web_visits:
        WebVisit.objects.bulk_create(
            WebVisit(prospect=prospect, at=at, url=url, title=title)
            for at, url, title in new.web_visits
        )
    if not new.comments and not new.hook:
        return []
    columns = as_columns(by)
    entry = Touch(
        prospect=prospect,
        rep=columns["user"],
        api_key=columns["api_key"],
        occurred_at=new.captured_at or now,
        recorded_at=now,
        channel="",
        direction=rules.Direction.INTERNAL.value,
        outcome=rules.Outcome.NOTED.value,
        note=new.comments,
        hook=new.hook,
        submission_id=uuid4(),
    )
    entry.save(force_insert=True)
    return [entry]
