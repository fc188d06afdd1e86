"""Random prospects for the property tests: zones, calendars, histories, people, plan changes."""

from datetime import UTC, date, datetime, timedelta

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
MINUTES = st.integers(0, 60 * 24 * 60)


@st.composite
def instants(draw):
    start = draw(st.sampled_from(CORNERS))
    return start + timedelta(minutes=draw(MINUTES) // draw(st.sampled_from([1, 10, 1000])))


DEFAULT_INSTANTS = instants()


@st.composite
def wild_instants(draw):
    """Anything that a datetime can hold, as well."""
    if draw(st.integers(0, 5)):
        return draw(instants())
    return draw(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28), timezones=st.just(UTC)))


@st.composite
def weeks(draw):
    days = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 96), min_size=0, max_size=4)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        days.append(tuple((15 * opens, 15 * closes) for opens, closes in pairs))
    return tuple(days)


@st.composite
def calendars(draw):
    if draw(st.booleans()):
        law = draw(st.sampled_from(sorted(rules.LAWS)))
        start = draw(instants()).date()
        off = draw(st.sets(st.integers(0, 60), max_size=12))
        return rules.LAWS[law].calendar(
            tz=draw(st.sampled_from(ZONES)),
            holidays=frozenset(start + timedelta(days=ahead) for ahead in off),
        )
    return rules.Calendar(
        tz=draw(st.sampled_from(ZONES)),
        windows=draw(weeks()),
        binding=draw(st.booleans()),
        law_windows=draw(st.none() | weeks()),
        max_attempts=draw(st.none() | st.integers(1, 4)),
        also_tz=draw(st.just(()) | st.tuples(st.sampled_from(ZONES))),
    )


best_times = st.builds(
    lambda opens, length, days: rules.BestTime(
        opens=opens, closes=min(opens + length, 1440), weekdays=frozenset(days)
    ),
    st.integers(0, 1380),
    st.integers(1, 240),
    st.sets(st.integers(0, 6), min_size=1),
)
days = st.dates(date(1999, 12, 1), date(2100, 3, 1)) | st.dates()
channels = st.sampled_from(list(rules.Channel))


# What closes a prospect is rare, or hardly an open one would be left to look at.
CLOSING = (rules.Outcome.WON, rules.Outcome.LOST, rules.Outcome.OPTED_OUT)
outcomes = st.sampled_from(
    [one for one in rules.Outcome if one not in CLOSING] * 4
    + [rules.Outcome.NO_ANSWER, rules.Outcome.VOICEMAIL_LEFT] * 12
    + list(CLOSING)
)


details = st.one_of(
    st.just({}),
    st.builds(lambda at: {"planned_for": at}, wild_instants()),
    st.builds(lambda at: {"promised_at": at}, wild_instants()),
    st.builds(lambda count: {"period_days": count}, st.integers(0, 800) | st.just(10**9)),
    st.builds(lambda day: {"month": day}, days),
    st.builds(lambda day: {"until": day}, days),
    st.builds(lambda day: {"on": day}, days),
    st.builds(lambda day: {"promised_on": day}, days),
    st.builds(lambda hours: {"best_time": hours}, best_times),
    st.builds(lambda channel: {"opt_out_channel": channel}, channels),
    st.builds(lambda firmness: {"firmness": firmness}, st.sampled_from(list(rules.Firmness))),
)
ways = st.sampled_from(
    [(rules.Channel.CALL, rules.Direction.OUTBOUND)] * 30
    + [(channel, way) for channel in rules.Channel for way in rules.Direction]
)


@st.composite
def touches(draw, *, at=DEFAULT_INSTANTS):
    outcome = draw(outcomes)
    channel, direction = draw(ways)
    detail = draw(details)
    if outcome.needs_promise and "promised_at" not in detail:
        detail = {"promised_at": draw(at)}
    return rules.TouchFact(
        at=draw(at),
        key=draw(st.integers(1, 10_000)),
        channel=channel,
        outcome=outcome,
        direction=direction,
        contact=draw(st.sampled_from([None, 1, 2, 3])),
        **detail,
    )


contacts = st.builds(
    rules.ContactFact,
    key=st.integers(1, 3),
    role=st.sampled_from(list(rules.Role)),
    has_phone=st.booleans(),
    has_email=st.booleans(),
    opted_out=st.frozensets(channels, max_size=2),
    opted_out_altogether=st.sampled_from([False, False, False, True]),
    best_time=st.none() | best_times,
    preferred_channel=st.none() | channels,
    contact_every_days=st.none() | st.integers(1, 10**6),
    left=st.booleans(),
)
changes = st.builds(
    rules.ChangeFact,
    at=instants(),
    key=st.integers(1, 10_000),
    kind=st.sampled_from(list(rules.ChangeKind)),
    until=st.none() | wild_instants(),
)


@st.composite
def prospects(draw, *, at=DEFAULT_INSTANTS, with_changes=True):
    return rules.Facts(
        key=draw(st.integers(0, 2**63 - 1)),
        recorded_at=draw(at),
        calendar=draw(calendars()),
        hand_raiser=draw(st.booleans()),
        touches=tuple(draw(st.lists(touches(at=at), max_size=14, unique_by=lambda one: one.key))),
        changes=tuple(
            draw(st.just([]) | st.lists(changes, max_size=3, unique_by=lambda one: one.key))
        )
        if with_changes
        else (),
        contacts=tuple(draw(st.lists(contacts, max_size=3, unique_by=lambda one: one.key))),
        project_on=draw(st.none() | days),
        promised_at=draw(st.none() | st.none() | wild_instants()),
        promised_kind=draw(st.none() | st.sampled_from(list(rules.Kind))),
        attempts_before=draw(st.sampled_from([0, 0, 3, 12, 40])),
        last_touch_before_at=draw(st.none() | wild_instants()),
        cycle=draw(st.integers(1, 50)),
        activity=tuple(draw(st.lists(instants(), max_size=3))),
        can_hand_over=draw(st.booleans()),
        company_phone=draw(st.none() | st.booleans()),
    )
