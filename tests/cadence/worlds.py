"""Random prospects for the property tests: zones, calendars, histories, people, plan changes.

Built from one random number generator each rather than drawn piece by piece: thirty times
as many prospects in the same time, and a failing one is still named by its seed.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from cadence import rules

# Half-hour and quarter-hour offsets, a half-hour summer time, days that were skipped whole.
ZONES = (
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "Europe/Paris",
    "Europe/Lisbon",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Kolkata",
)
# Around clock changes, leap days, a skipped day, the turn of a year, and the plan's bounds.
CORNERS = (
    datetime(2024, 2, 28, 20, tzinfo=UTC),
    datetime(2026, 3, 7, 12, tzinfo=UTC),
    datetime(2026, 3, 28, 12, tzinfo=UTC),
    datetime(2026, 10, 24, 12, tzinfo=UTC),
    datetime(2026, 10, 31, 12, tzinfo=UTC),
    datetime(2026, 12, 30, 12, tzinfo=UTC),
    datetime(2011, 12, 28, 12, tzinfo=UTC),
    datetime(2000, 1, 1, 0, tzinfo=UTC),
    datetime(2099, 12, 20, 0, tzinfo=UTC),
)
# What closes a prospect is rare, or hardly an open one would be left to look at.
CLOSING = (rules.Outcome.WON, rules.Outcome.LOST, rules.Outcome.OPTED_OUT)
OUTCOMES = (
    [one for one in rules.Outcome if one not in CLOSING] * 4
    + [rules.Outcome.NO_ANSWER, rules.Outcome.VOICEMAIL_LEFT] * 12
    + list(CLOSING)
)
SPANS = (timedelta(hours=1), timedelta(days=1), timedelta(days=20), timedelta(days=90))
BEGINNING, END = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 28, tzinfo=UTC)


class World:
    """One made-up prospect; `wild` lets its instants be anything that a datetime can hold."""

    def __init__(self, chance: Random, *, wild: bool = False) -> None:
        self.chance = chance
        self.wild = wild
        self.start = chance.choice(CORNERS)
        self.span = chance.choice(SPANS)

    def maybe(self, make, *, one_in=2):
        return make() if self.chance.randrange(one_in) == 0 else None

    def instant(self) -> datetime:
        if self.wild and self.chance.random() < 0.2:
            return self.any_instant()
        at = self.start + self.span * self.chance.random()
        return at.replace(second=0, microsecond=0)

    def any_instant(self) -> datetime:
        if self.chance.random() < 0.8:
            return self.start + timedelta(minutes=self.chance.randrange(60 * 24 * 60))
        return BEGINNING + (END - BEGINNING) * self.chance.random()

    def day(self) -> date:
        if self.chance.random() < 0.1:
            return self.chance.choice([date.min, date.max, date(2000, 1, 1), date(2099, 12, 31)])
        return (self.start + timedelta(days=self.chance.randrange(-30, 400))).date()

    def week(self) -> rules.Week:
        days = []
        for _ in range(7):
            edges = sorted(self.chance.sample(range(97), self.chance.choice([0, 2, 2, 4])))
            pairs = zip(edges[::2], edges[1::2], strict=True)
            days.append(tuple((15 * opens, 15 * closes) for opens, closes in pairs))
        return tuple(days)

    def calendar(self) -> rules.Calendar:
        chance = self.chance
        first = self.start.date()
        holidays = frozenset(
            first + timedelta(days=chance.randrange(60)) for _ in range(chance.randrange(12))
        )
        if chance.random() < 0.7:
            law = rules.LAWS[chance.choice(sorted(rules.LAWS))]
            return law.calendar(tz=chance.choice(ZONES), holidays=holidays)
        return rules.Calendar(
            tz=chance.choice(ZONES),
            windows=self.week(),
            holidays=holidays,
            binding=chance.random() < 0.5,
            law_windows=self.maybe(self.week),
            law_on_holidays=chance.random() < 0.5,
            max_attempts=chance.choice([None, 1, 2, 3, 4]),
            also_tz=(chance.choice(ZONES),) if chance.random() < 0.3 else (),
        )

    def best_time(self) -> rules.BestTime:
        opens = self.chance.randrange(1380)
        return rules.BestTime(
            opens=opens,
            closes=min(opens + self.chance.randrange(1, 240), 1440),
            weekdays=frozenset(self.chance.sample(range(7), self.chance.randrange(1, 6))),
        )

    def channel(self) -> rules.Channel:
        return self.chance.choice(list(rules.Channel))

    def detail(self) -> dict[str, object]:
        chance = self.chance
        makes = {
            "planned_for": self.any_instant,
            "promised_at": self.any_instant,
            "period_days": lambda: chance.choice([0, 1, 30, 60, 800, 10**9]),
            "month": self.day,
            "until": self.day,
            "on": self.day,
            "promised_on": self.day,
            "best_time": self.best_time,
            "opt_out_channel": self.channel,
            "firmness": lambda: chance.choice(list(rules.Firmness)),
        }
        names = chance.sample(sorted(makes), chance.choice([0, 0, 1, 1, 2]))
        return {name: makes[name]() for name in names}

    def touch(self, key: int) -> rules.TouchFact:
        chance = self.chance
        outcome = chance.choice(OUTCOMES)
        detail = self.detail()
        if outcome.needs_promise:
            detail.setdefault("promised_at", self.instant())
        usual = chance.random() < 0.7
        return rules.TouchFact(
            at=self.instant(),
            key=key,
            channel=rules.Channel.CALL if usual else self.channel(),
            outcome=outcome,
            direction=(rules.Direction.OUTBOUND if usual else chance.choice(list(rules.Direction))),
            contact=chance.choice([None, 1, 1, 2, 3]),
            **detail,
        )

    def contact(self, key: int) -> rules.ContactFact:
        chance = self.chance
        return rules.ContactFact(
            key=key,
            role=chance.choice(list(rules.Role)),
            has_phone=chance.random() < 0.7,
            has_email=chance.random() < 0.7,
            opted_out=frozenset(self.channel() for _ in range(chance.choice([0, 0, 0, 1, 2]))),
            opted_out_altogether=chance.random() < 0.1,
            best_time=self.maybe(self.best_time, one_in=3),
            preferred_channel=self.maybe(self.channel, one_in=3),
            contact_every_days=self.maybe(lambda: chance.choice([1, 30, 10**6]), one_in=5),
            left=chance.random() < 0.1,
        )

    def change(self, key: int) -> rules.ChangeFact:
        return rules.ChangeFact(
            at=self.instant(),
            key=key,
            kind=self.chance.choice(list(rules.ChangeKind)),
            until=self.maybe(self.any_instant),
        )

    def facts(self) -> rules.Facts:
        chance = self.chance
        return rules.Facts(
            key=chance.getrandbits(63),
            recorded_at=self.instant(),
            calendar=self.calendar(),
            hand_raiser=chance.random() < 0.3,
            touches=tuple(self.touch(key) for key in range(chance.choice([0, 1, 2, 4, 12, 30]))),
            changes=tuple(self.change(key) for key in range(chance.choice([0, 0, 1, 3]))),
            contacts=tuple(self.contact(key) for key in range(1, chance.randrange(1, 5))),
            project_on=self.maybe(self.day, one_in=4),
            promised_at=self.maybe(self.any_instant, one_in=6),
            promised_kind=self.maybe(lambda: chance.choice(list(rules.Kind))),
            attempts_before=chance.choice([0, 0, 0, 3, 12, 40]),
            last_touch_before_at=self.maybe(self.any_instant),
            cycle=chance.randrange(1, 50),
            activity=tuple(self.instant() for _ in range(chance.randrange(3))),
            can_hand_over=chance.random() < 0.7,
            company_phone=chance.choice([None, True, False]),
        )


_chances = st.randoms(use_true_random=True)
prospects = st.builds(lambda chance: World(chance).facts(), _chances)
wild_prospects = st.builds(lambda chance: World(chance, wild=True).facts(), _chances)
