"""What is counted of a log, what is learned from it; own numbers, nurture, and peace after a no."""

from datetime import date, timedelta

import pytest

from cadence import rules
from cadence.rules.counts import survivors
from tests.cadence.telling import CALENDAR, CHICAGO, codes, facts, local, touch

FIRST = touch("no_answer", at=local("2026-11-16", "10:00"), key=1)
SECOND = touch("voicemail_left", at=local("2026-11-17", "10:40"), key=2)


def counted(call, *earlier, **more):
    return rules.dialled(call, earlier, tz=CHICAGO, role="decision_maker", country="US", **more)


# --- counting a log -----------------------------------------------------------------------------


def test_a_call_is_counted_in_its_half_hour_with_what_was_in_vain_before():
    talked = touch("reached_talked", at=local("2026-11-18", "10:05"), key=3)
    tally = counted(talked, SECOND, FIRST)

    assert (tally.weekday, tally.half_hour, tally.month) == (2, 20, date(2026, 11, 1))
    assert (tally.dials, tally.reached, tally.before, tally.near) == (1, 1, 2, 7)


def test_calls_at_other_hours_are_not_near():
    late = touch("no_answer", at=local("2026-11-18", "16:00"), key=3)

    assert (counted(late, FIRST).before, counted(late, FIRST).near) == (1, 0)


def test_what_comes_after_a_call_is_not_counted_with_it():
    assert counted(FIRST, SECOND) == counted(FIRST)


@pytest.mark.parametrize(
    "told",
    [
        touch("busy", at=local("2026-11-16", "11:00")),
        touch("reached_talked", at=local("2026-11-16", "11:00")),
        touch("gatekeeper", at=FIRST.at, best_time=rules.BestTime.parse("16:00-17:00")),
        touch("replied", at=FIRST.at, direction=rules.Direction.INBOUND),
    ],
    ids=["engaged", "reached", "best time", "reply"],
)
def test_hours_that_they_told_us_teach_nothing(told):
    assert counted(SECOND, told) is None


def test_calls_after_signs_of_life_teach_nothing():
    assert counted(SECOND, FIRST, activity=[FIRST.at]) is None
    assert counted(FIRST, activity=[SECOND.at]) is not None


@pytest.mark.parametrize("outcome", ["wrong_number", "sent", "noted", "opted_out"])
def test_only_calls_that_rang_are_counted(outcome):
    assert counted(touch(outcome)) is None


def test_a_tally_counts_no_more_than_twelve_in_vain():
    many = [touch("no_answer", at=FIRST.at - timedelta(days=day), key=0) for day in range(1, 30)]
    tally = counted(FIRST, *many)

    assert (tally.before, tally.near) == (12, 12)
    with pytest.raises(ValueError, match="twelve"):
        rules.Tally(role="other", country="", weekday=0, half_hour=0, dials=1, reached=0, before=13)


# --- learning from it ---------------------------------------------------------------------------


def tallied(half_hour, *, dials, reached, **more):
    return rules.Tally(
        role="other", country="US", weekday=1, half_hour=half_hour, dials=dials, reached=reached,
        **more,
    )  # fmt: skip


def test_hours_tried_late_are_not_blamed_for_who_is_left():
    """First calls all at ten reach twice as many as sixth calls do, at ten as at four."""
    log = [
        tallied(20, dials=4000, reached=400),
        tallied(20, dials=500, reached=25, before=5),
        tallied(32, dials=500, reached=50),
        tallied(32, dials=4000, reached=200, before=5),
    ]
    odds = rules.Curve.learned(log).everybody

    assert odds[32] == pytest.approx(odds[20], rel=0.15)


def test_a_repeated_hour_that_loses_is_learned_as_such_and_one_that_does_not_too():
    def log(near_reached):
        return [tallied(half, dials=3000, reached=300, before=2) for half in range(18, 34)] + [
            tallied(half, dials=3000, reached=near_reached, before=2, near=8)
            for half in range(18, 34)
        ]

    assert rules.Curve.learned(log(300)).repeat < 0.1
    assert rules.Curve.learned(log(150)).repeat == pytest.approx(1.0, abs=0.2)


def test_a_short_log_never_says_that_nobody_has_hours_of_their_own():
    log = [
        tallied(half, dials=150, reached=15, before=2, near=near)
        for half in range(18, 34)
        for near in (0, 8)
    ]

    assert rules.Curve.learned(log).repeat > 0.05


def test_those_who_never_answer_are_more_of_who_is_left_with_each_call():
    everybody = survivors(5.0, 0.0, 0.1)
    some_never = survivors(5.0, 0.4, 0.1)

    assert everybody[0] == some_never[0] == 1.0
    assert everybody[5] == pytest.approx(0.5)
    shares = [one / other for one, other in zip(some_never, everybody, strict=True)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.8


def test_old_months_count_for_less():
    old, new = date(2024, 1, 1), date(2026, 1, 1)
    log = [tallied(half, dials=2000, reached=200, month=new) for half in range(18, 34)]
    log += [
        tallied(half, dials=2000, reached=800 if half == 30 else 200, month=old)
        for half in range(18, 34)
    ]
    odds = rules.Curve.learned(log).everybody

    assert odds[30] < 1.3 * odds[24]


def test_hours_that_differ_by_chance_alone_stay_the_published_ones():
    log = [
        tallied(half, dials=1000, reached=round(1000 * rules.PRIOR.everybody[half]) + (-1) ** half)
        for half in range(16, 38)
    ]
    learned, prior = rules.Curve.learned(log).everybody, rules.PRIOR.everybody

    for half in range(16, 38):
        assert learned[half] / learned[24] == pytest.approx(prior[half] / prior[24], rel=0.03)


def test_what_the_log_says_of_own_habits_is_kept_with_the_curve():
    curve = rules.Curve(repeat=0.25)

    assert rules.Curve.from_numbers(curve.as_numbers()).repeat == 0.25
    with pytest.raises(ValueError, match="repeated"):
        rules.Curve(repeat=-1)


def test_where_nobody_has_hours_of_their_own_the_best_hour_is_tried_again():
    curve = rules.Curve(
        everybody=tuple(0.3 if half == 21 else 0.25 for half in range(48)), repeat=0.0
    )
    known = facts(touch("no_answer", at=local("2026-11-20", "10:30")), key=8)

    assert f"{rules.place(rules.decide(known), known, curve=curve).local_time:%H:%M}" == "10:30"


# --- own numbers --------------------------------------------------------------------------------


def number(text, **more):
    return rules.NumberFact(number=text, **more)


def test_the_number_they_saw_longest_ago_is_proposed():
    seen = [
        number("+13120001", country="US", used_at=local("2026-11-18")),
        number("+13120002", country="US", used_at=local("2026-11-16")),
    ]

    for given in (seen, seen[::-1]):
        choice = rules.own_number(given, country="US")
        assert (choice.number, choice.reason.code) == ("+13120002", "number_rested")


def test_a_number_they_never_saw_comes_before_all_others():
    seen = number("+13120001", country="US", used_at=local("2026-11-16"))
    fresh = number("+13120002", country="US", calls=40)
    idle = number("+13120003", country="US", calls=2)

    assert rules.own_number([seen, fresh, idle], country="US").number == "+13120003"


def test_local_numbers_of_their_region_come_first_and_foreign_ones_only_where_there_is_no_other():
    here = number("+13120001", country="US", region="US-IL")
    there = number("+12120001", country="US", region="US-NY")
    abroad = number("+4420001", country="GB")

    assert (
        rules.own_number([there, here, abroad], country="US", region="US-IL").number == here.number
    )
    assert rules.own_number([abroad], country="US").number == abroad.number
    assert rules.own_number([number("+1", active=False)], country="US") is None


def test_the_choice_of_a_number_is_explained():
    said = rules.reason_in_words(rules.own_number([number("+1312", country="US")]).reason)

    assert said.startswith("Call from +1312")


# --- nurture ------------------------------------------------------------------------------------


def test_nurture_that_grows_beyond_the_room_says_when_and_what_rhythm_fits():
    told = rules.nurture_forecast(
        in_nurture=300, joining_per_day=5, nurture_days=30, room_per_day=30
    )

    assert told.per_day[0] < 30 < told.per_day[-1]
    assert told.outgrows_in is not None
    assert told.fitting_days > 30
    fits = rules.nurture_forecast(
        in_nurture=300, joining_per_day=5, nurture_days=told.fitting_days, room_per_day=30
    )
    assert fits.outgrows_in is None


def test_nurture_that_fits_keeps_its_rhythm_and_no_rhythm_fits_without_room():
    small = rules.nurture_forecast(
        in_nurture=30, joining_per_day=0, nurture_days=30, room_per_day=10
    )

    assert (small.outgrows_in, small.fitting_days) == (None, 30)
    none = rules.nurture_forecast(in_nurture=9, joining_per_day=1, nurture_days=30, room_per_day=0)
    assert none.fitting_days is None
    with pytest.raises(ValueError, match="negative"):
        rules.nurture_forecast(in_nurture=-1, joining_per_day=0, nurture_days=30, room_per_day=1)


# --- peace after a no, and words ----------------------------------------------------------------


def test_after_a_no_the_law_s_peace_is_kept_even_if_the_day_to_come_back_is_sooner():
    calendar = rules.law_for(country="FR").calendar(tz="Europe/Paris", country="FR")
    said_no = touch("lost", at=local("2026-11-20", "10:00"), on=date(2026, 12, 1))
    answer = rules.decide(facts(said_no, calendar=calendar))

    assert answer.day >= date(2026, 11, 20) + timedelta(days=60)
    assert "pause_after_refusal" in codes(answer)
    assert rules.decide(facts(said_no, calendar=CALENDAR)).day == date(2026, 12, 1)


def test_a_promise_stands_within_the_peace():
    calendar = rules.law_for(country="FR").calendar(tz="Europe/Paris", country="FR")
    said_no = touch("lost", at=local("2026-11-20", "10:00"), on=date(2026, 12, 1), key=1)
    rang_back = touch(
        "callback_agreed", at=local("2026-11-23", "09:00"), promised_at=local("2026-11-24"), key=2
    )

    assert rules.decide(facts(said_no, rang_back, calendar=calendar)).exact_at == local(
        "2026-11-24"
    )


def test_one_is_counted_as_one_and_names_are_written_as_names():
    one = rules.Reason(code="nurture", values={"attempts": 1, "days": 1})
    offered = rules.Reason(code="other_channel", values={"channel": "linkedin"})

    assert rules.reason_in_words(one) == "Not reached in 1 attempt: a sign of life every 1 day."
    assert rules.reason_in_words(offered) == "Calls alone have not worked: try LinkedIn too."
