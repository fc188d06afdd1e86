"""Rows 4 to 7: new leads, and what the assistant or the machine was told."""

from datetime import date, timedelta

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
    tried,
)

HOUR = timedelta(hours=1)
MORNINGS = rules.BestTime.parse("Tue-Thu 07:30-08:30")


def test_who_asked_us_is_called_the_moment_they_asked():
    answer = rules.decide(facts(hand_raiser=True))

    assert (answer.row, answer.exact_at, answer.urgency) == (4, FRIDAY, rules.Urgency.NEW_LEAD)


def test_who_asked_us_at_night_is_called_when_calling_is_fine_again():
    answer = rules.decide(facts(hand_raiser=True, recorded_at=local("2026-11-20", "23:10")))

    assert answer.exact_at == local("2026-11-23", "08:00")
    assert "waits_for_hours" in codes(answer)


def test_whether_law_or_courtesy_makes_a_lead_wait_is_told_apart():
    florida = rules.law_for(country="US", region="FL").calendar(tz=CHICAGO)
    late = facts(hand_raiser=True, recorded_at=local("2026-11-20", "23:10"), calendar=florida)

    assert "waits_for_law" in codes(rules.decide(late))


def test_a_cold_lead_is_called_within_one_working_day():
    recorded_at = local("2026-11-20", "11:10")
    new = facts(recorded_at=recorded_at)

    placed = rules.place(rules.decide(new), new)

    assert recorded_at <= placed.at <= local("2026-11-23", "11:10")


def test_a_lead_that_comes_on_saturday_is_called_on_monday():
    new = facts(recorded_at=local("2026-11-21", "11:10"))

    answer = rules.decide(new)

    assert (answer.row, day_of(answer)) == (4, "2026-11-23")


def test_attempts_made_elsewhere_count_towards_the_number():
    answer = rules.decide(facts(attempts_before=3, last_touch_before_at=FRIDAY - HOUR))

    assert (answer.row, answer.attempt_number, day_of(answer)) == (13, 4, "2026-11-23")


def test_attempts_made_long_ago_elsewhere_do_not_plan_into_the_past():
    answer = rules.decide(facts(attempts_before=3, last_touch_before_at=local("2026-01-07")))

    assert answer.earliest >= FRIDAY
    assert day_of(answer) == "2026-11-20"


def test_twelve_attempts_elsewhere_are_a_reason_to_hand_over():
    answer = rules.decide(facts(attempts_before=12))

    assert (answer.row, answer.kind, answer.attempt_number) == (14, rules.Kind.HAND_OVER, 13)


def test_they_are_tried_on_the_second_working_day_after_their_return():
    away = touch("gatekeeper", until=date(2026, 12, 3))  # a Thursday

    answer = rules.decide(facts(away))

    assert (answer.row, day_of(answer)) == (5, "2026-12-07")


def test_meanwhile_an_email_may_reach_somebody_who_is_away():
    away = touch("gatekeeper", until=date(2026, 12, 3))

    answer = rules.decide(facts(away, contacts=(BOSS,)))

    assert answer.propose is rules.Channel.EMAIL


def test_a_call_while_they_are_away_changes_nothing():
    away = touch("gatekeeper", until=date(2026, 12, 3))
    call = touch("no_answer", at=FRIDAY + 72 * HOUR)

    assert rules.decide(facts(away, call)).row == 5


def test_a_call_after_their_return_goes_on_with_the_chase():
    away = touch("gatekeeper", until=date(2026, 12, 3))
    call = touch("no_answer", at=local("2026-12-07"))

    answer = rules.decide(facts(away, call))

    assert (answer.row, day_of(answer)) == (13, "2026-12-08")


def test_the_best_time_that_was_named_is_the_next_try():
    named = touch("gatekeeper", best_time=rules.BestTime.parse("Wed 14:00-15:00"))
    known = facts(named)

    answer = rules.decide(known)
    placed = rules.place(answer, known)

    assert (answer.row, day_of(answer)) == (6, "2026-11-25")
    assert placed.at in (local("2026-11-25", "14:00"), local("2026-11-25", "14:30"))


def test_half_past_seven_is_possible_where_only_courtesy_forbids_it_and_they_asked_for_it():
    known = facts(touch("gatekeeper", best_time=rules.BestTime.parse("Tue-Thu 07:30-08:00")))

    placed = rules.place(rules.decide(known), known)

    assert placed.at == local("2026-11-24", "07:30")


def test_half_past_seven_stays_impossible_under_a_binding_law():
    calendar = rules.law_for(country="US", region="FL").calendar(tz="America/Chicago")
    known = facts(touch("gatekeeper", best_time=MORNINGS), calendar=calendar)

    placed = rules.place(rules.decide(known), known)

    assert placed.at == local("2026-11-24", "08:00")


def test_a_best_time_that_failed_stays_a_preference():
    named = touch("gatekeeper", best_time=rules.BestTime.parse("Mon-Fri 14:00-15:00"))
    call = touch("no_answer", at=local("2026-11-20", "14:30"), key=2)
    known = facts(named, call)

    answer = rules.decide(known)
    placed = rules.place(answer, known)

    assert answer.row == 13
    assert placed.at == local("2026-11-23", "14:00")


def test_a_voicemail_that_promised_tomorrow_plans_tomorrow_at_another_hour():
    left = touch("voicemail_left", at=local("2026-11-19", "10:00"), promised_on=date(2026, 11, 20))
    known = facts(left)

    answer = rules.decide(known)
    placed = rules.place(answer, known)

    assert (answer.row, day_of(answer)) == (7, "2026-11-20")
    assert abs(placed.at - local("2026-11-20", "10:00")) >= timedelta(hours=1)


def test_a_voicemail_without_a_promise_is_chased():
    answer = rules.decide(facts(touch("voicemail_left")))

    assert (answer.row, day_of(answer)) == (13, "2026-11-23")


def test_after_a_voicemail_an_email_is_offered_beside_the_next_call():
    answer = rules.decide(facts(touch("voicemail_left"), contacts=(BOSS,)))

    assert (answer.channel, answer.propose) == (rules.Channel.CALL, rules.Channel.EMAIL)
    assert "email_after_voicemail" in codes(answer)


def test_the_email_after_the_voicemail_belongs_to_the_same_attempt():
    left = touch("voicemail_left")
    mail = touch("sent", channel=rules.Channel.EMAIL, at=FRIDAY + HOUR)

    answer = rules.decide(facts(left, mail, contacts=(BOSS,)))

    assert (answer.attempt_number, day_of(answer), answer.propose) == (2, "2026-11-23", None)


def test_an_email_on_the_next_day_is_an_attempt_of_its_own():
    left = touch("voicemail_left")
    mail = touch("sent", channel=rules.Channel.EMAIL, at=FRIDAY + 24 * HOUR)

    assert rules.decide(facts(left, mail, contacts=(BOSS,))).attempt_number == 3


def test_counting_agrees_with_the_number_of_the_next_attempt():
    left = touch("voicemail_left")
    mail = touch("sent", channel=rules.Channel.EMAIL, at=FRIDAY + HOUR)
    inbound = touch("replied", at=FRIDAY, direction=rules.Direction.INBOUND)

    assert rules.counts_as_attempt(left, [], tz="America/Chicago")
    assert not rules.counts_as_attempt(mail, [left], tz="America/Chicago")
    assert rules.counts_as_attempt(mail, [], tz="America/Chicago")
    assert not rules.counts_as_attempt(inbound, [], tz="America/Chicago")


def test_three_calls_in_vain_bring_up_another_channel():
    two, three = tried(2), tried(3)

    assert rules.decide(facts(*two)).propose is None
    assert rules.decide(facts(*three)).propose is rules.Channel.LINKEDIN


@pytest.mark.parametrize(
    ("left", "at", "allowed"),
    [
        (1, FRIDAY + 24 * HOUR, True),
        (2, FRIDAY + 24 * HOUR, False),
        (2, FRIDAY + 8 * 24 * HOUR, True),
    ],
)
def test_two_voicemails_in_seven_days_are_enough(left, at, allowed):
    known = facts(*(touch("voicemail_left", at=FRIDAY + n * HOUR, key=n) for n in range(left)))

    assert (rules.why_no_voicemail(known, at=at) is None) is allowed


def test_no_voicemail_while_a_promised_call_is_still_to_come():
    left = touch("voicemail_left", promised_on=date(2026, 11, 23))

    before = rules.why_no_voicemail(facts(left), at=FRIDAY + 2 * HOUR)
    on_the_day = rules.why_no_voicemail(facts(left), at=local("2026-11-23", "11:00"))

    assert before.code == "voicemail_promise_open"
    assert on_the_day is None


def test_who_wants_no_voicemail_gets_none():
    assert rules.why_no_voicemail(facts(no_voicemail=True), at=FRIDAY).code


def test_the_decision_maker_is_tried_before_the_assistant():
    assert rules.decide(facts(contacts=(ASSISTANT, BOSS))).contact == BOSS.key


def test_a_person_without_a_telephone_is_written_to():
    by_mail = rules.ContactFact(key=1, has_phone=False, has_email=True)

    assert rules.decide(facts(contacts=(by_mail,))).channel is rules.Channel.EMAIL


def test_a_person_without_a_telephone_is_called_through_the_company():
    by_mail = rules.ContactFact(key=1, has_phone=False, has_email=True)

    answer = rules.decide(facts(contacts=(by_mail,), company_phone=True))

    assert answer.channel is rules.Channel.CALL


def test_the_channel_that_somebody_prefers_comes_first():
    prefers = rules.ContactFact(
        key=1, has_phone=True, has_email=True, preferred_channel=rules.Channel.EMAIL
    )

    assert rules.decide(facts(contacts=(prefers,))).channel is rules.Channel.EMAIL
