"""Rows 1 to 3: closed prospects, promised times, appointments held and missed."""

from datetime import timedelta

import pytest

from cadence import rules
from tests.cadence.telling import (
    ASSISTANT,
    BOSS,
    CHICAGO,
    FRIDAY,
    codes,
    day_of,
    facts,
    local,
    touch,
)

CALLBACK = local("2026-11-24", "10:07")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_yes_or_a_no_ends_the_pursuit(outcome):
    answer = rules.decide(facts(touch("no_answer"), touch(outcome, at=FRIDAY + HOUR)))

    assert isinstance(answer, rules.Closed)
    assert answer.status == outcome


def test_a_lost_prospect_with_a_day_to_come_back_stays_open_until_then():
    lost = touch("lost", on=local("2027-05-01").date())

    answer = rules.decide(facts(lost))

    assert (answer.row, answer.phase, day_of(answer)) == (1, rules.Phase.NURTURE, "2027-05-03")


def test_a_revisit_without_an_answer_is_chased_again():
    lost = touch("lost", on=local("2027-05-03").date())
    call = touch("no_answer", at=local("2027-05-03", "11:00"))

    answer = rules.decide(facts(lost, call))

    assert (answer.row, day_of(answer)) == (13, "2027-05-04")


def test_a_company_that_asked_not_to_be_contacted_is_left_alone():
    answer = rules.decide(facts(touch("opted_out"), contacts=(BOSS,)))

    assert answer.status == "do_not_contact"


def test_when_one_person_opts_out_the_plan_turns_to_another():
    refused = touch("opted_out", contact=BOSS.key)

    answer = rules.decide(facts(refused, contacts=(BOSS, ASSISTANT)))

    assert (answer.row, answer.contact) == (13, ASSISTANT.key)


def test_when_the_last_person_opts_out_the_prospect_is_closed():
    refused = touch("opted_out", contact=BOSS.key)

    answer = rules.decide(facts(refused, contacts=(BOSS,)))

    assert answer.status == "do_not_contact"


def test_somebody_who_left_cannot_keep_a_company_open_that_refused():
    gone = rules.ContactFact(key=2, left=True)

    answer = rules.decide(facts(touch("opted_out", contact=BOSS.key), contacts=(BOSS, gone)))

    assert answer.status == "do_not_contact"


def test_who_wants_no_calls_is_written_to():
    no_calls = touch("opted_out", contact=BOSS.key, opt_out_channel=rules.Channel.CALL)

    answer = rules.decide(facts(no_calls, contacts=(BOSS,)))

    assert (answer.channel, answer.contact) == (rules.Channel.EMAIL, BOSS.key)


def test_a_promised_time_stands_to_the_minute():
    answer = rules.decide(facts(touch("callback_agreed", promised_at=CALLBACK)))

    assert (answer.row, answer.exact_at) == (2, CALLBACK)
    assert answer.urgency is rules.Urgency.PROMISE


def test_a_promise_for_sunday_evening_is_kept_where_no_law_binds():
    sunday = local("2026-11-22", "21:30")

    answer = rules.decide(facts(touch("callback_agreed", promised_at=sunday)))

    assert answer.exact_at == sunday


def test_a_binding_law_moves_a_promise_and_the_reasons_say_so():
    calendar = rules.law_for(country="US", region="FL").calendar(tz=CHICAGO)
    late = local("2026-11-22", "21:30")

    answer = rules.decide(facts(touch("callback_agreed", promised_at=late), calendar=calendar))

    assert answer.exact_at == local("2026-11-23", "08:00")
    assert "moved_by_law" in codes(answer)


def test_a_binding_law_leaves_a_promise_alone_that_it_allows_on_a_saturday():
    calendar = rules.law_for(country="US", region="FL").calendar(tz=CHICAGO)
    saturday = local("2026-11-21", "11:10")

    answer = rules.decide(facts(touch("callback_agreed", promised_at=saturday), calendar=calendar))

    assert answer.exact_at == saturday


def test_an_early_try_does_not_use_up_a_promise():
    early = touch("no_answer", at=CALLBACK - 3 * HOUR, key=2)

    answer = rules.decide(facts(touch("callback_agreed", promised_at=CALLBACK), early))

    assert answer.exact_at == CALLBACK


def test_a_call_some_minutes_before_the_promised_time_keeps_the_promise():
    kept = touch("no_answer", at=CALLBACK - timedelta(minutes=3), key=2)

    answer = rules.decide(facts(touch("callback_agreed", promised_at=CALLBACK), kept))

    assert (answer.row, day_of(answer)) == (13, "2026-11-25")


def test_a_promise_that_found_nobody_is_chased_from_its_first_gap():
    calls = [touch("no_answer", at=FRIDAY - timedelta(days=day), key=9 - day) for day in range(8)]
    agreed = touch("callback_agreed", at=FRIDAY + HOUR, promised_at=CALLBACK, key=20)
    call = touch("no_answer", at=CALLBACK, key=21)

    answer = rules.decide(facts(*calls, agreed, call))

    assert (answer.row, day_of(answer), answer.attempt_number) == (13, "2026-11-25", 11)


def test_the_later_of_two_promises_counts():
    sooner = touch("callback_agreed", promised_at=CALLBACK, at=FRIDAY + HOUR, key=2)
    later = touch("callback_agreed", promised_at=CALLBACK + 48 * HOUR)

    assert rules.decide(facts(sooner, later)).exact_at == CALLBACK


def test_a_talk_before_the_promised_call_back_is_what_the_call_was_for():
    agreed = touch("callback_agreed", promised_at=CALLBACK)
    talk = touch("reached_talked", at=FRIDAY + HOUR, key=2)

    assert rules.decide(facts(agreed, talk)).row == 11


def test_a_talk_before_an_appointment_leaves_the_appointment_standing():
    agreed = touch("appointment_set", promised_at=CALLBACK)
    talk = touch("reached_talked", at=FRIDAY + HOUR, key=2)

    answer = rules.decide(facts(agreed, talk))

    assert (answer.kind, answer.exact_at) == (rules.Kind.APPOINTMENT, CALLBACK)


def test_a_maybe_later_takes_the_place_of_a_promise():
    agreed = touch("callback_agreed", promised_at=CALLBACK)
    maybe = touch("maybe_later", at=FRIDAY + HOUR, period_days=60, key=2)

    assert rules.decide(facts(agreed, maybe)).row == 8


def test_a_lead_that_comes_with_an_agreed_time_is_called_then():
    answer = rules.decide(facts(promised_at=CALLBACK, hand_raiser=True))

    assert (answer.row, answer.exact_at) == (2, CALLBACK)


def test_a_lead_that_comes_with_an_appointment_is_an_appointment():
    answer = rules.decide(facts(promised_at=CALLBACK, promised_kind=rules.Kind.APPOINTMENT))

    assert answer.kind is rules.Kind.APPOINTMENT


def test_the_lead_s_own_time_is_spent_by_a_call_at_that_time():
    call = touch("no_answer", at=CALLBACK)

    answer = rules.decide(facts(call, promised_at=CALLBACK))

    assert (answer.row, day_of(answer)) == (13, "2026-11-25")


def test_a_lead_that_comes_again_with_a_time_outdates_an_older_promise():
    older = touch("callback_agreed", promised_at=CALLBACK)

    answer = rules.decide(
        facts(older, promised_at=CALLBACK + HOUR, promised_given_at=FRIDAY + HOUR)
    )

    assert answer.exact_at == CALLBACK + HOUR


def test_after_an_appointment_thanks_and_the_next_step_are_due_the_next_working_day():
    answer = rules.decide(facts(touch("appointment_held")))

    assert (answer.row, day_of(answer), codes(answer)) == (3, "2026-11-23", ["appointment_held"])


def test_thanks_sent_the_next_day_are_followed_up_like_a_chase():
    thanks = touch("sent", channel=rules.Channel.EMAIL, at=local("2026-11-23", "10:00"))

    answer = rules.decide(facts(touch("appointment_held"), thanks))

    assert (answer.row, day_of(answer)) == (13, "2026-11-24")


def test_a_missed_appointment_is_tried_again_a_quarter_of_an_hour_later():
    answer = rules.decide(facts(touch("appointment_missed")))

    assert (answer.row, answer.exact_at) == (3, FRIDAY + timedelta(minutes=15))


def test_missed_and_then_no_answer_is_tried_the_next_working_day():
    again = touch("no_answer", at=FRIDAY + timedelta(minutes=16))

    answer = rules.decide(facts(touch("appointment_missed"), again))

    assert (answer.row, day_of(answer)) == (3, "2026-11-23")


def test_missed_and_twice_no_answer_becomes_a_chase():
    again = touch("no_answer", at=FRIDAY + timedelta(minutes=16))
    and_again = touch("no_answer", at=local("2026-11-23", "10:00"))

    answer = rules.decide(facts(touch("appointment_missed"), again, and_again))

    assert (answer.row, day_of(answer)) == (13, "2026-11-24")
