"""The half-hour: curve, own history, wishes, capacity, spreading, exploring."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from cadence import rules
from tests.cadence.telling import (
    CALENDAR,
    CHICAGO,
    FRIDAY,
    codes,
    facts,
    local,
    touch,
    tried,
)

HOUR = timedelta(hours=1)


def placed(known, **more):
    return rules.place(rules.decide(known), known, **more)


def clock(found) -> str:
    return f"{found.local_time:%H:%M}"


def peak(half_hour, *, odds=0.6):
    """A curve on which nobody answers but in one half-hour."""
    return rules.Curve(everybody=tuple(odds if half == half_hour else 0.05 for half in range(48)))


def not_exploring(count, **more):
    """Prospects that are not among the few called at a random hour."""
    made = (facts(key=key, **more) for key in range(count * 2))
    return [one for one in made if not placed(one).explored][:count]


def test_a_promise_is_not_placed_but_stands():
    promised_at = local("2026-11-24", "10:07")
    known = facts(touch("callback_agreed", promised_at=promised_at))

    found = placed(known)

    assert (found.at, found.local_date, clock(found)) == (promised_at, date(2026, 11, 24), "10:07")
    assert codes(found) == ["promised"]


def test_the_plan_keeps_the_wall_clock_it_was_meant_for():
    found = placed(facts(touch("no_answer")))

    assert rules.instant(found.local_date, found.local_time, found.tz) == found.at
    assert found.tz == CHICAGO


def test_the_best_half_hour_of_the_curve_wins():
    for known in not_exploring(20, touches=(touch("no_answer"),)):
        assert clock(placed(known, curve=peak(31))) == "15:30"


def test_the_curve_of_the_contact_s_role_and_country_is_asked():
    boss = rules.ContactFact(key=1, role=rules.Role.DECISION_MAKER)
    curve = rules.Curve(cells={("decision_maker", "*", -1): peak(28).everybody})
    known = not_exploring(1, touches=(touch("no_answer"),), contacts=(boss,))[0]

    assert clock(placed(known, curve=curve)) == "14:00"


def test_an_hour_that_failed_is_not_tried_again_the_next_day():
    for known in not_exploring(20, touches=(touch("no_answer", at=local("2026-11-20", "10:00")),)):
        found = placed(known)
        assert not local("2026-11-23", "09:30") <= found.at <= local("2026-11-23", "10:30")


def test_twelve_calls_are_spread_over_the_day():
    hours = {one.at.astimezone(rules.zone(CHICAGO)).hour for one in tried(12)}

    assert len(hours) >= 8


def test_usual_hours_come_first_and_odd_ones_after_two_misses():
    first, second = tried(2)
    odd = {8 * 60, 12 * 60, 12 * 60 + 30, 19 * 60 + 30}

    for known in not_exploring(30, touches=(first,)):
        local_time = placed(known).local_time
        assert local_time.hour * 60 + local_time.minute not in odd
    lunch = not_exploring(1, touches=(first, second))[0]
    assert clock(placed(lunch, curve=peak(24))) == "12:00"


def test_a_lunch_that_the_curve_praises_waits_for_two_misses():
    for known in not_exploring(5, touches=(touch("no_answer"),)):
        assert clock(placed(known, curve=peak(24))) != "12:00"


def test_signs_of_life_draw_the_call_to_their_hour():
    visits = tuple(local(f"2026-11-{day}", "16:10") for day in range(10, 20))
    known = not_exploring(1, touches=(touch("no_answer"),), activity=visits)[0]

    found = placed(known)

    assert clock(found) == "16:00"
    assert "they_are_there_then" in codes(found)


def test_a_reply_draws_the_call_to_its_hour():
    reply = touch("replied", at=local("2026-11-19", "16:10"), direction=rules.Direction.INBOUND)
    call = touch("no_answer", at=FRIDAY)

    for known in not_exploring(5, touches=(reply, call)):
        assert clock(placed(known)) in ("16:00", "15:30", "16:30")


def test_a_best_time_given_by_the_contact_is_preferred():
    contact = rules.ContactFact(key=1, best_time=rules.BestTime.parse("16:00-17:00"))

    for known in not_exploring(5, contacts=(contact,), recorded_at=local("2026-11-20", "08:00")):
        found = placed(known)
        assert clock(found) in ("16:00", "16:30")
        assert "asked_for_this_time" in codes(found)


def test_a_team_s_calls_spread_over_good_hours():
    slots = Counter(clock(placed(one)) for one in not_exploring(400))

    assert len(slots) >= 4
    assert slots.most_common(1)[0][1] <= 200


def test_one_in_fifteen_cold_prospects_is_called_at_a_random_hour():
    found = [placed(facts(key=key)) for key in range(3000)]
    explored = [one for one in found if one.explored]

    assert 150 <= len(explored) <= 250
    assert all("explored" in codes(one) for one in explored)
    assert len({clock(one) for one in explored}) >= 15


def test_who_asked_us_is_never_an_experiment():
    assert not any(placed(facts(key=key, hand_raiser=True)).explored for key in range(100))


def test_where_the_last_open_day_is_followed_by_none_the_floor_answers_for_both():
    ends = date(2026, 12, 1)
    early = replace(
        CALENDAR,
        windows=rules.week((7 * 60, 7 * 60 + 30)),
        holidays=frozenset(ends + timedelta(days=more) for more in range(90)),
    )
    known = facts(touch("maybe_later", period_days=10), calendar=early)
    decision, found = rules.decide(known), placed(known)

    assert decision.earliest <= found.at < decision.latest
    assert decision.calendar.is_legal(found.at)
    assert "no_legal_hours" in codes(found)


def test_an_hour_at_random_is_the_likelier_the_more_promising_it_is_and_any_can_be():
    curve = rules.Curve(everybody=tuple(0.3 if half >= 32 else 0.1 for half in range(48)))
    found = [placed(facts(touch("no_answer"), key=key), curve=curve) for key in range(9000)]
    halves = Counter(clock(one) for one in found if one.explored)
    late = sum(count for at, count in halves.items() if at >= "16:00")

    assert len(halves) == 24
    # Eight half-hours that promise three times as much as the other sixteen.
    assert late / sum(halves.values()) == pytest.approx(0.6, abs=0.08)


def test_an_hour_at_random_is_no_day_at_random():
    # After nine calls a gap is long enough for the day after it to do as well.
    known = facts(*tried(9))
    keys = [key for key in range(600) if placed(replace(known, key=key)).explored]
    days = {placed(replace(known, key=key)).local_date for key in keys}

    assert len(keys) > 20
    assert days == {rules.decide(known).day}


def test_another_cycle_explores_other_prospects():
    first = {key for key in range(500) if placed(facts(key=key)).explored}
    second = {key for key in range(500) if placed(facts(key=key, cycle=2)).explored}

    assert first
    assert second
    assert first != second


# --- load ---------------------------------------------------------------------------------------


def filled(*clocks, capacity=1):
    taken = {local("2026-11-23", at): 1 for at in clocks}
    return rules.Load(standing=taken, half_hour_capacity=capacity)


@pytest.mark.parametrize("tz", [CHICAGO, "Asia/Kathmandu", "Pacific/Auckland"])
def test_a_day_is_called_full_only_if_none_of_its_half_hours_is_free(tz):
    chance = Random(7)
    slots = CALENDAR.half_hours(date(2026, 11, 24))
    hours = rules.WorkingHours(tz=tz)
    days = sorted({hours.local_day(at) for _, at in slots})
    for _ in range(60):
        counts = {day: chance.randrange(4) for day in days}
        load = rules.Load(per_day=counts, day_capacity=2, hours=hours)
        full = load.is_full(slots[0][1], slots[-1][1])
        assert full == (not any(load.is_free(at) for _, at in slots))


def test_a_full_half_hour_passes_to_the_next_best():
    known = not_exploring(1, touches=(touch("no_answer"),))[0]
    first = placed(known)

    found = placed(known, load=filled(clock(first)))

    assert found.at != first.at
    assert found.local_date == first.local_date
    assert "first_choice_full" in codes(found)


def test_a_half_hour_is_full_in_a_zone_a_quarter_off_too():
    kathmandu = rules.Calendar(tz="Asia/Kathmandu")
    known = facts(touch("no_answer"), calendar=kathmandu)
    first = placed(known)
    taken = {first.at - timedelta(minutes=15): 1}

    found = placed(known, load=rules.Load(standing=taken, half_hour_capacity=1))

    assert first.at.minute in (15, 45)
    assert found.at != first.at


def test_a_full_day_passes_to_the_next_working_day():
    known = facts(touch("no_answer"))
    full = rules.Load(
        per_day={date(2026, 11, 23): 40},
        day_capacity=40,
        hours=rules.WorkingHours(tz=CHICAGO),
    )

    found = placed(known, load=full)

    assert found.local_date == date(2026, 11, 24)
    assert "days_full" in codes(found)


def test_when_everything_is_full_it_is_planned_all_the_same():
    found = placed(facts(touch("no_answer")), load=rules.Load(day_capacity=0))

    assert found.local_date == date(2026, 11, 23)
    assert "no_room" in codes(found)


def test_the_rep_s_hours_narrow_the_prospect_s():
    afternoon = rules.Load(
        hours=rules.WorkingHours(tz=CHICAGO, hours=rules.week((13 * 60, 17 * 60)))
    )

    for known in not_exploring(10, touches=(touch("no_answer"),)):
        assert "13:00" <= clock(placed(known, load=afternoon)) < "17:00"


def test_hours_that_never_meet_leave_the_prospect_s_own():
    # Eleven in the morning in Tokyo is eight in the evening in Chicago.
    asleep = rules.Load(
        hours=rules.WorkingHours(tz="Asia/Tokyo", hours=rules.week((11 * 60, 17 * 60)))
    )

    found = placed(facts(touch("no_answer")), load=asleep)

    assert CALENDAR.is_legal(found.at)
    assert "outside_rep_hours" in codes(found)


def test_a_rep_s_holiday_passes_the_call_to_the_next_day():
    off = rules.Load(hours=rules.WorkingHours(tz=CHICAGO, days_off=frozenset({date(2026, 11, 23)})))

    assert placed(facts(touch("no_answer")), load=off).local_date == date(2026, 11, 24)


def test_a_day_is_counted_on_the_rep_s_own_clock():
    tokyo = rules.WorkingHours(tz="Asia/Tokyo", hours=rules.week((0, 1440), days=range(7)))
    # Monday morning in Chicago is Monday night and then Tuesday in Tokyo.
    full = rules.Load(per_day={date(2026, 11, 23): 1}, day_capacity=1, hours=tokyo)

    found = placed(facts(touch("no_answer")), load=full)

    assert tokyo.local_day(found.at) == date(2026, 11, 24)


# --- learning -----------------------------------------------------------------------------------


def tally(half_hour, *, dials, reached, role="decision_maker", country="US", weekday=1):
    return rules.Tally(
        role=role,
        country=country,
        weekday=weekday,
        half_hour=half_hour,
        dials=dials,
        reached=reached,
    )


def test_a_few_dials_hardly_move_the_published_curve():
    curve = rules.Curve.learned([tally(20, dials=2, reached=2)])

    assert abs(curve.everybody[20] - rules.PRIOR.everybody[20]) < 0.2
    assert curve.everybody[28] == pytest.approx(rules.PRIOR.everybody[28], rel=0.1)


def test_many_dials_make_the_curve_the_team_s_own():
    log = [tally(half, dials=2000, reached=400 if half == 30 else 40) for half in range(16, 40)]
    curve = rules.Curve.learned(log)

    found = curve.odds(role=rules.Role.DECISION_MAKER, country="US", weekday=1)

    assert found[30] == pytest.approx(0.2, rel=0.05)
    assert found[20] == pytest.approx(0.02, rel=0.2)
    assert max(range(48), key=found.__getitem__) == 30


def test_what_was_learned_of_one_role_says_less_of_another():
    log = [tally(half, dials=500, reached=250 if half == 30 else 25) for half in range(16, 40)]
    curve = rules.Curve.learned(log)

    assert curve.odds(role=rules.Role.GATEKEEPER, country="US", weekday=1) == curve.everybody


def test_the_order_of_the_log_does_not_matter():
    log = [tally(half, dials=50, reached=half % 9, weekday=half % 5) for half in range(48)]

    assert rules.Curve.learned(log) == rules.Curve.learned(reversed(log))


def test_a_curve_survives_being_stored():
    curve = rules.Curve.learned([tally(20, dials=20, reached=5)])

    assert rules.Curve.from_numbers(curve.as_numbers()) == curve
    assert rules.Curve.from_numbers({}) == rules.PRIOR


@pytest.mark.parametrize(
    "numbers",
    [{"everybody": [0.1]}, {"everybody": [0.1] * 47, "cells": []}, {"cells": 3, "everybody": []}],
)
def test_nonsense_is_no_curve(numbers):
    with pytest.raises(ValueError, match=r"curve|odds"):
        rules.Curve.from_numbers(numbers)


def test_more_answers_than_calls_are_refused():
    with pytest.raises(ValueError, match="answered"):
        tally(20, dials=1, reached=2)


def test_placing_does_not_depend_on_what_was_asked_before():
    known = facts(touch("no_answer"))
    fresh = replace(known, calendar=replace(known.calendar))

    assert placed(known) == placed(fresh)
