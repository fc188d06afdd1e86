"""A lead becomes a prospect, with its first next attempt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection

from cadence import rules
from groundwork.one_transaction import one_transaction
from people.actors import Actor, as_columns
from people.models import Team, User
from prospects.actions.planning import plan
from prospects.identifiers import e164, name_key
from prospects.leads import OWN, NewContact, NewProspect
from prospects.models import Campaign, Contact, Identifier, Prospect, Touch, WebVisit
from prospects.territories import plain_code


class CannotAssign(Exception):
    """Nobody in the team can take a prospect. The message says what to do."""


def choose_owner(
    *,
    team: Team,
    now: datetime,
    new: NewProspect | None = None,
    campaign: Campaign | None = None,
) -> User:
    """Return whose turn it is: the active rep who has waited longest for a lead and has room.

    Where territories cover the place of `new`, one of those who cover it most narrowly. Who is
    on leave, or has a full day ahead, is passed over while there is somebody else. A team
    without reps gives it to a manager, then to an administrator.

    :raises CannotAssign: if the team has no active member
    """
    # Asked and noted in one statement. What comes back carries the team's newest policy and
    # curve too, by which the prospect is then planned.
    told = _place_of(new, team=team)
    at = connection.ops.adapt_datetimefield_value
    asked = {
        **told,
        "team": team.pk,
        "campaign": campaign.pk if campaign else 0,
        "now": at(now),
        "tomorrow": at(now + timedelta(days=1)),
        "today": now.date().isoformat(),
    }
    chosen: User | None = next(iter(User.objects.raw(_TAKE_TURN, asked)), None)
    if chosen is None:
        raise CannotAssign(f"Team {team.name} has nobody to work a prospect: add a user first.")
    chosen.team = team
    return chosen


def _place_of(new: NewProspect | None, *, team: Team) -> dict[str, str]:
    if new is None:
        return {"country": "", "region": "", "code": ""}
    return {
        "country": new.country or team.country,
        "region": new.region.lower(),
        "code": plain_code(new.postal_code),
    }


# `narrow` orders territories as `prospects.territories.covered_by` does.
_TAKE_TURN = """
    WITH crew AS (
        SELECT u.id, u.capacity_per_day, u.last_assigned_at,
            CASE u.role WHEN 'rep' THEN 0 WHEN 'manager' THEN 1 WHEN 'admin' THEN 2 END AS place,
            COALESCE((
                SELECT MAX(CASE WHEN t.campaign_id IS NULL THEN 0 ELSE 1000 END
                    + length(t.postal_prefix) * 10
                    + CASE t.region WHEN '' THEN 0 ELSE 2 END
                    + CASE t.country WHEN '' THEN 0 ELSE 1 END)
                FROM prospects_territory t
                WHERE t.rep_id = u.id AND t.team_id = u.team_id
                  AND (t.campaign_id IS NULL OR t.campaign_id = %(campaign)s)
                  AND (t.country = '' OR t.country = %(country)s)
                  AND (t.region = '' OR lower(t.region) = %(region)s)
                  AND (t.postal_prefix = ''
                       OR substr(%(code)s, 1, length(t.postal_prefix)) = t.postal_prefix)
            ), -1) AS narrow
        FROM people_user u WHERE u.team_id = %(team)s AND u.is_active
    ),
    first AS (SELECT * FROM crew WHERE place = (SELECT MIN(place) FROM crew)),
    near AS (SELECT * FROM first WHERE narrow = (SELECT MAX(narrow) FROM first)),
    waiting AS (
        SELECT * FROM near ORDER BY last_assigned_at NULLS FIRST, id LIMIT 100000
    )
    UPDATE people_user SET last_assigned_at = %(now)s
    WHERE id = COALESCE((
        SELECT w.id FROM waiting w
        WHERE NOT EXISTS (
            SELECT 1 FROM people_leave l
            WHERE l.user_id = w.id AND l.first_on <= %(today)s AND l.last_on >= %(today)s
        ) AND w.capacity_per_day > (
            SELECT COUNT(*) FROM (
                SELECT 1 FROM prospects_prospect p
                WHERE p.owner_id = w.id AND p.status = 'open' AND p.urgency IN (URGENCIES)
                  AND p.next_attempt_at >= %(now)s AND p.next_attempt_at < %(tomorrow)s
                LIMIT (SELECT MAX(capacity_per_day) FROM near)
            ) AS counted
        )
        LIMIT 1
    ), (SELECT id FROM waiting LIMIT 1))
    RETURNING *, (
        SELECT public_id FROM cadence_policy
        WHERE cadence_policy.team_id = people_user.team_id AND cadence_policy.name = 'default'
        ORDER BY version DESC LIMIT 1
    ) AS team_policy, (
        SELECT id FROM cadence_curve
        WHERE cadence_curve.team_id = people_user.team_id
        ORDER BY version DESC LIMIT 1
    ) AS team_curve
""".replace("URGENCIES", ", ".join(str(int(each)) for each in rules.Urgency))


# An identifier that was taken undoes whatever the caller's transaction holds.
@one_transaction()
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
    prospect = new_row(team=team, owner=owner, new=new, campaign=campaign, now=now)
    for name in ("team_policy", "team_curve"):
        if hasattr(owner, name):
            setattr(prospect, name, getattr(owner, name))
    contacts = [contact_row(prospect, given, now=now) for given in new.contacts]
    plan(prospect, touches=(), contacts=in_order(contacts), now=now)
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


def new_row(
    *,
    team: Team,
    owner: User,
    new: NewProspect,
    campaign: Campaign | None,
    now: datetime,
    make: type[Prospect] = Prospect,
) -> Prospect:
    """Return the row of a prospect to make, as told: not planned and not saved yet."""
    return make(
        team=team,
        owner=owner,
        campaign=campaign,
        recorded_at=now,
        updated_at=now,
        name_key=name_key(new.name),
        phone_e164=e164(new.phone, country=new.country or team.country),
        **{column: getattr(new, column) for column in OWN},
    )


def contact_row(
    prospect: Prospect, given: NewContact, *, now: datetime, make: type[Contact] = Contact
) -> Contact:
    country = prospect.country or prospect.team.country
    columns = {name: getattr(given, name) for name in NewContact.__slots__}
    return make(
        prospect=prospect,
        phone_e164=e164(given.phone, country=country) if given.phone else "",
        mobile_e164=e164(given.mobile, country=country) if given.mobile else "",
        created_at=now,
        updated_at=now,
        **columns,
    )


def in_order(contacts: Sequence[Contact]) -> list[Contact]:
    """Decision makers first, as `queries.contacts_of` has them."""
    order = {rules.Role.DECISION_MAKER: 0, rules.Role.INFLUENCER: 1, rules.Role.OTHER: 2}
    return sorted(contacts, key=lambda contact: order.get(rules.Role(contact.role), 3))


def keep_story(
    prospect: Prospect, new: NewProspect, *, by: Actor | None, now: datetime
) -> list[Touch]:
    """Keep the lead's comments and hook as a date-stamped entry, and its visits to our site."""
    if seen := visits(prospect, new):
        WebVisit.objects.bulk_create(seen)
    entry = story(prospect, new, by=by, now=now)
    if entry is None:
        return []
    entry.save(force_insert=True)
    return [entry]


def visits(
    prospect: Prospect, new: NewProspect, *, make: type[WebVisit] = WebVisit
) -> list[WebVisit]:
    return [
        make(prospect=prospect, at=at, url=url, title=title) for at, url, title in new.web_visits
    ]


def story(
    prospect: Prospect,
    new: NewProspect,
    *,
    by: Actor | None,
    now: datetime,
    make: type[Touch] = Touch,
) -> Touch | None:
    """Return the date-stamped entry of what the lead tells, not saved; None if it tells nothing."""
    if not new.comments and not new.hook:
        return None
    columns = as_columns(by)
    return make(
        prospect=prospect,
        rep=columns["user"],
        api_key=columns["api_key"],
        occurred_at=new.captured_at or now,
        recorded_at=now,
        channel="",
        direction=rules.Direction.INTERNAL.value,
        outcome=rules.Outcome.NOTED.value,
        lesson="",
        note=new.comments,
        hook=new.hook,
        submission_id=uuid4(),
    )
