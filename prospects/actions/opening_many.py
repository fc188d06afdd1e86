"""Many leads become prospects at once: each as if alone, all in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from cadence import rules
from cadence.models import Policy
from cadence.queries import curve_version, newest_curves, newest_policies
from groundwork.actions.inserting import insert_all, plain, reserve
from groundwork.one_transaction import one_transaction
from people.actors import Actor
from people.models import Team, User
from prospects import queries
from prospects.actions.opening import contact_row, in_order, new_row, story, visits
from prospects.actions.planning import Judged, write_down
from prospects.diary import Diary
from prospects.facts import gather, policy_of
from prospects.leads import NewProspect
from prospects.models import Campaign, Contact, Identifier, Prospect, Touch, WebVisit

# So far ahead the diaries are read. What is planned later still finds them empty there.
AHEAD = timedelta(days=120)
# Rows that stand for the models' own until they are stored.
_PROSPECT = plain(Prospect, "reasons")
_CONTACT, _IDENTIFIER = plain(Contact), plain(Identifier)
_TOUCH, _VISIT = plain(Touch), plain(WebVisit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A prospect to make. `owner` is one of those whom the `Planner` knows; `identifiers` are
    those of `new`."""

    new: NewProspect
    owner: User
    identifiers: Sequence[tuple[str, str]]
    campaign: Campaign | None = None


def owners_with_plans(team: Team) -> list[User]:
    """Return the active people of a team, with its newest policy and curve."""
    people = User.objects.active().filter(team=team)
    return list(
        people.annotate(
            team_policy=Subquery(newest_policies("team").values("public_id")[:1]),
            team_curve=Subquery(newest_curves("team").values("pk")[:1]),
        )
    )


class Planner:
    """What it takes to plan many prospects of a team: read once, kept up while they are planned.

    `owners` were read by `owners_with_plans`.
    Good for a few seconds; what others plan meanwhile is not seen.
    """

    def __init__(self, team: Team, owners: Sequence[User], *, now: datetime) -> None:
        for owner in owners:
            owner.team = team
        self.diaries: dict[int, Diary] = queries.diaries(
            {owner.pk: owner for owner in owners}, earliest=now, latest=now + AHEAD
        )
        first: Any = owners[0] if owners else None
        self.policy: UUID | None = first.team_policy if first else None
        self.curve_key: int | None = first.team_curve if first else None
        self.curve = curve_version(self.curve_key) if self.curve_key else rules.PRIOR

        self._policies: dict[int | None, tuple[rules.Policy, Policy | None]] = {}
        self._decided: dict[tuple[object, ...], Judged] = {}

    def judge(self, row: Prospect, contacts: Sequence[Contact]) -> Judged:
        """Return what the rule says of a prospect that nothing happened with yet."""
        campaign = row.campaign.pk if row.campaign else None
        if campaign not in self._policies:
            row.team_policy = self.policy  # type: ignore[attr-defined]
            self._policies[campaign] = policy_of(row)
        policy, version = self._policies[campaign]
        facts = gather(row, touches=(), changes=(), contacts=contacts, policy=policy)
        # The rule is asked once for all that are alike: a prospect's key spreads half-hours only.
        alike = (
            facts.recorded_at,
            facts.hand_raiser,
            facts.contacts,
            id(facts.calendar),
            campaign,
            facts.project_on,
            facts.promised_at,
            facts.promised_kind,
            facts.promised_given_at,
            facts.attempts_before,
            facts.last_touch_before_at,
            facts.company_phone,
            facts.no_voicemail,
        )
        first = self._decided.get(alike)
        if first is None:
            # Kept whole: so long as its calendar is, no other calendar has that id.
            first = Judged(facts=facts, decision=rules.decide(facts), policy=version)
            self._decided[alike] = first
        return Judged(facts=facts, decision=first.decision, policy=version)

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
    rows, people = plan_prospects(openings, team=team, planner=planner, now=now)
    for row, key in zip(rows, reserve(Prospect, count=len(rows)), strict=True):
        row.pk = key
    for person, key in zip(people, reserve(Contact, count=len(people)), strict=True):
        person.pk = key
    insert_all(rows)
    insert_all(people)
    insert_all(_identifiers(rows, openings, team=team))
    _keep_stories(rows, openings, by=by, now=now)
    return rows


def plan_prospects(
    openings: Sequence[Opening], *, team: Team, planner: Planner, now: datetime
) -> tuple[list[Prospect], list[Contact]]:
    """Return the prospects that `open_prospects` makes, in order, and their people. Stores
    nothing."""
    rows = [_row(opening, team=team, now=now) for opening in openings]
    people = _people(rows, openings, now=now)
    eager_first = sorted(range(len(rows)), key=lambda place: not rows[place].hand_raiser)
    for place in eager_first:
        _plan(rows[place], people[place], openings[place].owner, planner=planner, now=now)
    return rows, [person for group in people for person in group]


def _row(opening: Opening, *, team: Team, now: datetime) -> Prospect:
    return new_row(
        team=team,
        owner=opening.owner,
        new=opening.new,
        campaign=opening.campaign,
        now=now,
        make=_PROSPECT,
    )


def _people(
    rows: Sequence[Prospect], openings: Sequence[Opening], *, now: datetime
) -> list[list[Contact]]:
    return [
        [contact_row(row, given, now=now, make=_CONTACT) for given in opening.new.contacts]
        for row, opening in zip(rows, openings, strict=True)
    ]


def _plan(
    row: Prospect, people: Sequence[Contact], owner: User, *, planner: Planner, now: datetime
) -> None:
    contacts = in_order(people)
    judged = planner.judge(row, contacts)
    placer = partial(planner.place, owner)
    write_down(row, judged, touches=(), contacts=contacts, now=now, placer=placer)


def _identifiers(
    rows: Sequence[Prospect], openings: Sequence[Opening], *, team: Team
) -> list[Identifier]:
    return [
        _IDENTIFIER(team=team, prospect=row, kind=kind, value=value)
        for row, opening in zip(rows, openings, strict=True)
        for kind, value in opening.identifiers
    ]


def _keep_stories(
    rows: Sequence[Prospect], openings: Sequence[Opening], *, by: Actor | None, now: datetime
) -> None:
    told = list(zip(rows, (opening.new for opening in openings), strict=True))
    seen: list[WebVisit] = [visit for row, new in told for visit in visits(row, new, make=_VISIT)]
    entries: list[Touch] = [
        entry
        for row, new in told
        if (entry := story(row, new, by=by, now=now, make=_TOUCH)) is not None
    ]
    insert_all(seen)
    insert_all(entries)
