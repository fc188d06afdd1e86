"""Worlds made from parameters: who answers when, and what else a telephone tells.

The level is set by published connect rates: three calls reach about 15 % of a cold
list, six 24 %, twelve 33 %. Hours, habits and noise are assumptions, and every one of
them is a number here, so that another assumption is another `World`.
"""

from dataclasses import dataclass, field, fields
from datetime import date

from cadence.rules.learn import PRIOR_HOURS
from cadence.rules.words import Role

HALF_HOURS = 48
# Weights by local hour; an hour that is not named is hardly ever answered.
Hours = dict[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """
    A habit: the times of day (minutes after midnight) around which somebody answers.

    `share` is relative to the other personas; `width` the minutes after which the odds
    have fallen to a third.
    """

    share: float
    around: tuple[int, ...]
    width: int = 60

    def __post_init__(self) -> None:
        if self.share <= 0 or self.width <= 0 or not self.around:
            raise ValueError("A persona has a share, a width and times of day")


_EVERYWHERE = (
    Persona(share=2, around=(8 * 60 + 30,)),
    Persona(share=3, around=(9 * 60 + 45,)),
    Persona(share=3, around=(11 * 60 + 15,)),
    Persona(share=2, around=(13 * 60 + 15,)),
    Persona(share=3, around=(14 * 60 + 45,)),
    Persona(share=3, around=(16 * 60 + 15,)),
    Persona(share=2, around=(17 * 60 + 45,)),
)
_EXECUTIVES = (
    Persona(share=3, around=(8 * 60 + 15,), width=50),
    Persona(share=2, around=(9 * 60 + 45,)),
    Persona(share=2, around=(12 * 60 + 15,), width=45),
    Persona(share=2, around=(14 * 60 + 30,)),
    Persona(share=2, around=(16 * 60 + 15,)),
    Persona(share=4, around=(17 * 60 + 50,)),
    Persona(share=2, around=(8 * 60 + 15, 18 * 60), width=50),
)
_OWNERS = (
    Persona(share=3, around=(8 * 60 + 10,), width=45),
    Persona(share=3, around=(12 * 60 + 30,), width=45),
    Persona(share=3, around=(15 * 60,), width=90),
    Persona(share=3, around=(17 * 60 + 30,), width=75),
    Persona(share=1, around=(19 * 60,), width=60),
)
_LATE: Hours = {
    8: 14.0, 9: 11.0, 10: 10.0, 11: 9.0, 12: 8.0, 13: 9.0,
    14: 10.5, 15: 12.5, 16: 15.5, 17: 16.0, 18: 12.0, 19: 7.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """
    A population to call, and how it behaves. Shares and odds are between 0 and 1.

    `level` is the mean odds of a call between nine and five to somebody who ever
    answers, `never` the share who do not, `steadiness` how alike the others are (the
    sum of a beta distribution's two numbers). `individual` says how much of when
    somebody answers is their own `personas` and not the common `hours`; `jitter` (in
    minutes) tells people of one persona apart, `weekday_spread` their weekdays.

    In `screened_hours` an assistant takes the call with odds `screened`, but for the
    half-hours in which the boss is freest; `hints` of those name a best time or, of
    somebody away, the return. `busy` is how often a line is engaged when its owner is
    there, against being answered. `away` of the people are gone once, for `away_days`.
    On calendar day `shift_day` the share `shift_share` takes up other habits,
    `shift_minutes` later than before. `stamps` are signs of life (visits, opened mails)
    that were seen of everybody before the first call. `refusals` of live conversations
    end in an opt-out, more when calls came thick.
    """

    name: str
    title: str = ""
    hours: Hours = field(default_factory=lambda: dict(PRIOR_HOURS))
    level: float = 0.13
    never: float = 0.3
    steadiness: float = 2.2
    individual: float = 0.6
    personas: tuple[Persona, ...] = _EVERYWHERE
    jitter: int = 30
    weekday_spread: float = 0.15
    screened: float = 0.0
    screened_hours: tuple[int, int] = (9 * 60, 17 * 60)
    hints: float = 0.12
    busy: float = 0.4
    machine: float = 0.6
    away: float = 0.1
    away_days: int = 7
    shift_day: int | None = None
    shift_share: float = 1.0
    shift_minutes: int = 0
    stamps: int = 0
    refusals: float = 0.02
    role: Role = Role.DECISION_MAKER
    country: str = "US"
    zones: tuple[tuple[str, float], ...] = (
        ("America/New_York", 0.45),
        ("America/Chicago", 0.3),
        ("America/Denver", 0.1),
        ("America/Los_Angeles", 0.15),
    )
    # A Monday; the clocks change and holidays fall within the four weeks after it.
    starts_on: date = date(2026, 10, 19)
    holidays: frozenset[date] = frozenset({date(2026, 11, 11), date(2026, 11, 26)})

    def __post_init__(self) -> None:
        for one in ("level", "never", "individual", "screened", "hints", "machine", "away"):
            if not 0 <= getattr(self, one) <= 1:
                raise ValueError(f"{one} must be between 0 and 1")
        if not self.personas or not self.zones or self.steadiness <= 0:
            raise ValueError("A world needs personas, zones and a positive steadiness")
        if not any(self.hours.get(hour, 0) > 0 for hour in range(9, 17)):
            raise ValueError("Somebody must be there between nine and five")

    def as_numbers(self) -> dict[str, object]:
        """Return what differs from a plain world, to be shown beside a result."""
        plain = World(name=self.name)
        return {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if getattr(self, one.name) != getattr(plain, one.name)
        }


WORLDS: dict[str, World] = {
    world.name: world
    for world in (
        World(name="cold", title="Cold direct lines"),
        World(
            name="gatekept",
            title="Executives behind an assistant",
            personas=_EXECUTIVES,
            individual=0.8,
            screened=0.75,
            hints=0.3,
            away=0.2,
        ),
        World(
            name="smb",
            title="Small firms on mobiles",
            personas=_OWNERS,
            individual=0.6,
            busy=0.8,
            machine=0.8,
            jitter=45,
        ),
        World(
            name="control",
            title="Control: nobody has hours of their own",
            individual=0.0,
            weekday_spread=0.0,
            jitter=0,
        ),
        World(name="shifted", title="Everybody's hours change midway", shift_day=12),
        World(name="late", title="Another hour curve", hours=_LATE, individual=0.4),
    )
}
