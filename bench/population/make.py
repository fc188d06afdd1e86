"""One stretch of prospects after the other, each row of each table as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import Model

from bench.population import staff
from bench.population.chance import World
from bench.population.companies import company
from bench.population.histories import history
from bench.population.plans import plan
from bench.population.rows import lines
from cadence import rules
from intake.models import Lead
from people.models import Team
from prospects.facts import called_zones
from prospects.models import Contact, Identifier, PlanChange, Prospect, Touch
from reminders.models import Reminder

# In an order in which every row finds what it points to, but for a prospect's next contact.
TABLES: tuple[type[Model], ...] = (
    Prospect,
    Contact,
    Identifier,
    Touch,
    PlanChange,
    Lead,
    Reminder,
)
STRETCH = 2_000
# Keys kept for the touches of one stretch, which are numbered by the time they were recorded.
_TOUCHES = STRETCH * 320


@dataclass(slots=True)
class Stretch:
    """The rows of some prospects, by table."""

    rows: dict[type[Model], list[Any]] = field(default_factory=lambda: {m: [] for m in TABLES})

    def texts(self) -> dict[type[Model], str]:
        return {model: lines(model, rows) for model, rows in self.rows.items() if rows}


def stretches(world: World) -> Iterator[int]:
    """Return the numbers of the stretches that make up the world."""
    return iter(range(-(-world.prospects // STRETCH)))


def stretch(world: World, place: int) -> Stretch:
    """Return the rows of one stretch. Depends on the world and the place alone.

    Touches are numbered, and so stored, by time: those of one prospect lie apart, as in life.
    """
    made = Stretch()
    teams = _teams(world)
    for number in range(place * STRETCH, min((place + 1) * STRETCH, world.prospects)):
        _add(made, world, number, teams)
    touches = made.rows[Touch]
    touches.sort(key=attrgetter("recorded_at", "prospect_id", "id"))
    for key, touch in enumerate(touches, start=place * _TOUCHES + 1):
        touch.id = key
    return made


@cache
def _teams(world: World) -> list[Team]:
    return staff.teams(world)


def _add(made: Stretch, world: World, number: int, teams: list[Team]) -> None:
    whose = company(world, number, teams)
    zone = rules.zone(called_zones(whose.prospect, whose.contacts)[0])
    offset = world.at.astimezone(zone).utcoffset() or timedelta()
    past = history(world, number, whose, offset)
    reminders = plan(world, whose, past)
    rows = made.rows
    rows[Prospect].append(whose.prospect)
    rows[Contact] += whose.contacts
    rows[Identifier] += whose.identifiers
    rows[Touch] += past.touches
    rows[PlanChange] += past.changes
    rows[Reminder] += reminders
    if whose.lead:
        rows[Lead].append(whose.lead)
