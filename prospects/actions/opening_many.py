"""Many leads become prospects at once: each as if alone, all in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from cadence import rules
from cadence.models import Policy
from cadence.queries import curve_version, newest_curve_key
from groundwork.actions.inserting import insert_all, reserve
from groundwork.one_transaction import one_transaction
from people.actors import Actor
from people.models import Team, User
from prospects import queries
from prospects.actions.opening import contact_row, in_order, new_row, story, visits
from prospects.actions.planning import judge, write_down
from prospects.diary import Diary
from prospects.leads import NewProspect
from prospects.models import Campaign, Contact, Identifier, Prospect, Touch, WebVisit

# So far ahead the diaries are read. What is planned later still finds them empty there.
AHEAD = timedelta(days=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A prospect to make. `owner` is one of those whom the `Planner` knows."""

    new: NewProspect
    owner: User
    campaign: Campaign | None = None


class Planner:
    """What it takes to plan many prospects of a team: read once, kept up while they are planned.

    Good for a few seconds; what others plan meanwhile is not seen.
    """

    def __init__(self, team: Team, owners: Sequence[User], *, now: datetime) -> None:
        for owner in owners:
            owner.team = team
        self.diaries: dict[int, Diary] = queries.diaries(
            {owner.pk: owner for owner in owners}, earliest=now, latest=now + AHEAD
        )
        current = Policy.objects.current(team_id=team.pk).first()
        self.policy = current.public_id if current else None
        self.curve_key = newest_curve_key(team.pk)
        self.curve = curve_version(self.curve_key) if self.curve_key else rules.PRIOR

    def place(
        self, owner: User, decision: rules.NextAttempt, facts: rules.Facts
    ) -> tuple[rules.Placed, int | None]:
        """Pick the half-hour, and count it from then on."""
        if decision.exact_at is not None:
            return rules.place(decision, facts), None
        diary = self.diaries[owner.pk]
        placed = rules.place(decision, facts, curve=self.curve, load=diary)
        diary.put(placed.at)
        return placed, self.curve_key


@one_transaction()
def open_prospects(
    openings: Sequence[Opening],
    *,
    team: Team,
    planner: Planner,
    now: datetime,
    by: Actor | None = None,
) -> list[Prospect]:
    """Make prospects with their contacts and first next attempts; return them in order.

    Those who asked to be called are planned first. Their identifiers must be new, and each
    another.

    :raises django.db.IntegrityError: if an identifier was taken by a prospect made at the
        same moment: the transaction is to be undone then
    """
    rows = [_row(opening, team=team, planner=planner, now=now) for opening in openings]
    for row, key in zip(rows, reserve(Prospect, count=len(rows)), strict=True):
        row.pk = key
    people = _people(rows, openings, now=now)
    eager_first = sorted(range(len(rows)), key=lambda place: not rows[place].hand_raiser)
    for place in eager_first:
        _plan(rows[place], people[place], openings[place].owner, planner=planner, now=now)
    insert_all(rows)
    insert_all([person for group in people for person in group])
    insert_all(_identifiers(rows, openings, team=team))
    _keep_stories(rows, openings, by=by, now=now)
    return rows


def _row(opening: Opening, *, team: Team, planner: Planner, now: datetime) -> Prospect:
    row = new_row(
        team=team, owner=opening.owner, new=opening.new, campaign=opening.campaign, now=now
    )
    row.team_policy = planner.policy  # type: ignore[attr-defined]
    return row


def _people(
    rows: Sequence[Prospect], openings: Sequence[Opening], *, now: datetime
) -> list[list[Contact]]:
    people = [
        [contact_row(row, given, now=now) for given in opening.new.contacts]
        for row, opening in zip(rows, openings, strict=True)
    ]
    keys = iter(reserve(Contact, count=sum(map(len, people))))
    for group in people:
        for person, key in zip(group, islice(keys, len(group)), strict=True):
            person.pk = key
    return people


def _plan(
    row: Prospect, people: Sequence[Contact], owner: User, *, planner: Planner, now: datetime
) -> None:
    contacts = in_order(people)
    judged = judge(row, touches=(), changes=(), contacts=contacts)
    placer = partial(planner.place, owner)
    write_down(row, judged, touches=(), contacts=contacts, now=now, placer=placer)


def _identifiers(
    rows: Sequence[Prospect], openings: Sequence[Opening], *, team: Team
) -> list[Identifier]:
    return [
        Identifier(team=team, prospect=row, kind=kind, value=value)
        for row, opening in zip(rows, openings, strict=True)
        for kind, value in opening.new.identifiers(country=team.country)
    ]


def _keep_stories(
    rows: Sequence[Prospect], openings: Sequence[Opening], *, by: Actor | None, now: datetime
) -> None:
    told = list(zip(rows, (opening.new for opening in openings), strict=True))
    seen: list[WebVisit] = [visit for row, new in told for visit in visits(row, new)]
    entries: list[Touch] = [
        entry for row, new in told if (entry := story(row, new, by=by, now=now)) is not None
    ]
    insert_all(seen)
    insert_all(entries)
