"""The whole overdue page at one moment: figures, escalations and the rows behind one figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dashboards.ages import Age
from dashboards.queries.crew import Rep, crew
from dashboards.queries.figures import Figures, figures
from dashboards.queries.rows import Row, Show, Wanted, escalations, page
from groundwork import pages
from people.actors import Actor
from people.models import User

# More than these are not counted: the page says "100+", and shows the longest-waiting.
ESCALATIONS = 100


class NoSuchRep(Exception):
    """Nobody of the team has this id: somebody of another team looks the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The figures of everybody together."""

    overdue: dict[Age, int]
    overdue_in_all: int
    oldest_overdue_at: datetime | None
    while_away: int
    promises_broken: int
    new_leads: int
    oldest_lead_at: datetime | None
    snoozed: int
    left_today: int
    done_today: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the page shows. `figures` names every working rep, and whoever holds anything."""

    now: datetime
    reps: Sequence[Rep]
    figures: Sequence[Figures]
    totals: Totals
    escalated: Sequence[Row]
    has_more_escalated: bool
    wanted: Wanted
    page: pages.Page


def board(
    actor: Actor,
    *,
    now: datetime,
    show: Show = Show.OVERDUE,
    rep: UUID | str | None = None,
    age: Age | None = None,
    size: int = pages.PER_PAGE,
    cursor: str | None = None,
) -> Board:
    """Return the page at `now`, in four statements (five with what was said of snoozes).

    `rep` is a public id or an e-mail address.

    :raises NoSuchRep: if it is nobody's of this team
    :raises Refused: for a cursor that was not given out for this list
    """
    reps = crew(actor.team_id, now=now)
    wanted = Wanted(show=show, rep=_rep(reps, rep), age=age)
    found = figures(actor, reps, now=now)
    escalated = escalations(actor, reps, now=now, limit=ESCALATIONS + 1)
    return Board(
        now=now,
        reps=reps,
        figures=[each for each in found if _works(each.rep) or not each.is_empty()],
        totals=_together(found),
        escalated=escalated[:ESCALATIONS],
        has_more_escalated=len(escalated) > ESCALATIONS,
        wanted=wanted,
        page=page(actor, reps, wanted=wanted, now=now, size=size, cursor=cursor),
    )


def _rep(reps: Sequence[Rep], named: UUID | str | None) -> Rep | None:
    if named is None:
        return None
    for rep in reps:
        if rep.key is not None and named in (rep.public_id, rep.email):
            return rep
    raise NoSuchRep


def _works(rep: Rep) -> bool:
    return rep.is_active and rep.role == User.Role.REP


def _together(found: Sequence[Figures]) -> Totals:
    return Totals(
        overdue={age: sum(each.overdue[age] for each in found) for age in Age},
        overdue_in_all=sum(each.overdue_in_all for each in found),
        oldest_overdue_at=min(
            (each.oldest_overdue_at for each in found if each.oldest_overdue_at), default=None
        ),
        while_away=sum(each.while_away for each in found),
        promises_broken=sum(each.promises_broken for each in found),
        new_leads=sum(each.new_leads for each in found),
        oldest_lead_at=min(
            (each.oldest_lead_at for each in found if each.oldest_lead_at), default=None
        ),
        snoozed=sum(each.snoozed for each in found),
        left_today=sum(each.left_today for each in found),
        done_today=sum(each.done_today for each in found),
    )
