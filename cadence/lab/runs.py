"""One population called by one tactic, from the first call to the last."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cadence.lab.figures import Run
from cadence.lab.population import Known, Telephone, people
from cadence.lab.tactics import Oracle, Tactic
from cadence.lab.truth import Truth
from cadence.lab.worlds import World
from cadence.rules.facts import Facts, TouchFact
from cadence.rules.tally import Tally, dialled
from cadence.rules.voicemail import why_no_voicemail
from cadence.rules.words import Outcome

# No policy gives more attempts than this.
MOST_CALLS = 60
WORKING_DAYS = 20
# Longer than any tactic needs for twelve calls, absences included.
_LAST_DAY = 60
_WEEK = timedelta(days=7)

Tick = Callable[[int], None]


@dataclass(slots=True)
class Pursuit:
    """
    What became of one prospect: the calls, and how likely each was the one that reached.

    Where answers are drawn, one of `reached` is 1 at most; else they are odds.
    """

    touches: list[TouchFact] = field(default_factory=list)
    reached: list[float] = field(default_factory=list)
    dials: float = 0.0
    in_time: float = 0.0
    opt_outs: float = 0.0
    illegal: int = 0

    @property
    def reached_on(self) -> int:
        """The number of the call that reached them, from 1; 0 if none did for certain."""
        return self.reached.index(1.0) + 1 if 1.0 in self.reached else 0


def pursue(
    tactic: Tactic, known: Known, truth: Truth, telephone: Telephone, *, drawn: bool = False
) -> Pursuit:
    """
    Call one prospect as `tactic` says, until reached or given up.

    With `drawn`, luck decides whether a call is answered, as a log needs it. Without,
    every call is in vain, as all are that a tactic learns from, and the odds that it
    would have been answered are added up: the same on average, with far less noise.
    """
    pursuit, left = Pursuit(), 1.0
    calendar = known.calendar
    first = calendar.local_day(known.recorded_at)
    in_time_until = calendar.working_day(first, after=WORKING_DAYS) or first
    while len(pursuit.touches) < MOST_CALLS:
        facts = known.facts(tuple(pursuit.touches), tactic.policy)
        at = _next(tactic, facts, truth)
        if at is None or (at - known.recorded_at).days > _LAST_DAY:
            break
        pursuit.illegal += not calendar.is_legal(at)
        odds = telephone.answers(known, truth, at, drawn=drawn)
        in_time = calendar.local_day(at) <= in_time_until
        _count(pursuit, at, left, odds, in_time=in_time, telephone=telephone)
        key = len(pursuit.touches) + 1
        if drawn and odds:
            pursuit.touches.append(telephone.talked(at, key))
            break
        touch = telephone.ring_in_vain(known, truth, at, key)
        misses = touch.outcome is Outcome.NO_ANSWER and truth.machine
        if misses and why_no_voicemail(facts, at=at) is None:
            touch = telephone.message_left(touch)
        pursuit.touches.append(touch)
        left *= 1 - odds
    return pursuit


def _count(
    pursuit: Pursuit, at: datetime, left: float, odds: float, *, in_time: bool, telephone: Telephone
) -> None:
    lately = 1 + sum(one.at > at - _WEEK for one in pursuit.touches)
    pursuit.reached.append(left * odds)
    pursuit.dials += left
    pursuit.in_time += left * odds * in_time
    pursuit.opt_outs += left * odds * telephone.refusals(lately)


def _next(tactic: Tactic, facts: Facts, truth: Truth) -> datetime | None:
    if isinstance(tactic, Oracle):
        return tactic.next_knowing(facts, truth)
    return tactic.next(facts)


def run(
    world: World,
    tactic: Tactic,
    *,
    seed: int,
    size: int,
    drawn: bool = False,
    tick: Tick | None = None,
) -> tuple[Run, list[tuple[Known, Pursuit]]]:
    """Return what `tactic` makes of the people of one seed, and each of the pursuits."""
    telephone = Telephone(world, seed=seed)
    pursuits = []
    for number, (known, truth) in enumerate(people(world, seed=seed, size=size), 1):
        pursuits.append((known, pursue(tactic, known, truth, telephone, drawn=drawn)))
        if tick is not None and number % 50 == 0:
            tick(50)
    if tick is not None:
        tick(size % 50)
    return _counted([one for _, one in pursuits]), pursuits


def _counted(pursuits: Sequence[Pursuit]) -> Run:
    return Run(
        people=len(pursuits),
        reached_6=sum(sum(one.reached[:6]) for one in pursuits),
        reached_12=sum(sum(one.reached[:12]) for one in pursuits),
        reached_20d=sum(one.in_time for one in pursuits),
        dials=sum(one.dials for one in pursuits),
        opt_outs=sum(one.opt_outs for one in pursuits),
        illegal=sum(one.illegal for one in pursuits),
        voicemails_per_week_max=max((_most_voicemails(one) for one in pursuits), default=0),
    )


def _most_voicemails(pursuit: Pursuit) -> int:
    left: list[datetime] = [
        touch.at for touch in pursuit.touches if touch.outcome is Outcome.VOICEMAIL_LEFT
    ]
    return max((sum(one - _WEEK < other <= one for other in left) for one in left), default=0)


def tallies(pursuits: Iterable[tuple[Known, Pursuit]]) -> list[Tally]:
    """Return a log counted as the product counts it: by `rules.dialled`, added up by key."""
    counted: dict[tuple[object, ...], tuple[Tally, list[int]]] = {}
    for known, pursuit in pursuits:
        calendar, role = known.calendar, known.contact.role.value
        for number, touch in enumerate(pursuit.touches):
            tally = dialled(
                touch,
                pursuit.touches[:number],
                tz=calendar.tz,
                role=role,
                country=calendar.country,
                activity=known.activity,
            )
            if tally is not None:
                key = (tally.weekday, tally.half_hour, tally.before, tally.near, tally.month)
                sums = counted.setdefault((role, calendar.country, *key), (tally, [0, 0]))[1]
                sums[0] += 1
                sums[1] += tally.reached
    return [_added_up(tally, *sums) for tally, sums in counted.values()]


def _added_up(tally: Tally, dials: int, reached: int) -> Tally:
    return Tally(
        role=tally.role,
        country=tally.country,
        weekday=tally.weekday,
        half_hour=tally.half_hour,
        before=tally.before,
        near=tally.near,
        month=tally.month,
        dials=dials,
        reached=reached,
    )
