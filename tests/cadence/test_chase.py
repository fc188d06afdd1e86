"""Rows 11 to 14 and what no row foresees: talks, wrong numbers, the chase, hand-over, nurture."""

from datetime import date, timedelta

import pytest

from cadence import rules
from tests.cadence.telling import (
    ASSISTANT,
    BOSS,
    CHICAGO,
    FRIDAY,
    change,
    codes,
    day_of,
    facts,
    local,
    touch,
    tried,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_no_answer_on_friday_is_tried_again_on_monday():
    answer = rules.decide(facts(touch("no_answer")))

    assert (answer.row, day_of(answer), answer.attempt_number) == (13, "2026-11-23", 2)


def test_a_public_holiday_is_no_day_to_call():
    thanksgiving = rules.Calendar(tz=CHICAGO, holidays=frozenset({date(2026, 11, 26)}))
    call = touch("no_answer", at=local("2026-11-25"))

    assert day_of(rules.decide(facts(call, calendar=thanksgiving))) == "2026-11-27"


def test_twelve_attempts_take_about_twenty_working_days():
    days = [one.at.astimezone(rules.zone(CHICAGO)).date() for one in tried(12)]

    assert [day.isoformat()[5:] for day in days] == [
        "11-20", "11-23", "11-24", "11-25", "11-26", "11-27",
        "12-01", "12-03", "12-07", "12-10", "12-15", "12-18",
    ]  # fmt: skip


def test_the_rep_s_evening_is_judged_by_the_prospect_s_day():
    friday_evening = local("2026-11-20", "19:30")

    answer = rules.decide(facts(touch("no_answer", at=friday_evening)))

    assert day_of(answer) == "2026-11-23"


def test_an_attempt_made_a_little_early_keeps_the_planned_pace():
    planned_for = local("2026-11-23", "10:00")
    early = touch("no_answer", at=local("2026-11-22", "23:30"), planned_for=planned_for)

    assert day_of(rules.decide(facts(early))) == "2026-11-24"


def test_an_attempt_made_a_day_early_restarts_the_gap_from_when_it_was_made():
    early = touch("no_answer", at=local("2026-11-23"), planned_for=local("2026-11-24", "15:00"))

    assert day_of(rules.decide(facts(early))) == "2026-11-24"


def test_an_attempt_made_late_restarts_the_gap_from_when_it_was_made():
    late = touch("no_answer", at=local("2026-11-25"), planned_for=local("2026-11-23"))

    assert day_of(rules.decide(facts(late))) == "2026-11-26"


@pytest.mark.parametrize(
    ("talks", "day"),
    [(1, "2026-11-25"), (2, "2026-11-30"), (3, "2026-12-07"), (4, "2026-12-16"), (5, "2026-12-18")],
)
def test_talks_without_a_next_step_are_taken_up_after_3_5_8_and_13_working_days(talks, day):
    held = [touch("reached_talked", at=FRIDAY + n * DAY, key=n) for n in (0, 3, 5, 7, 11)[:talks]]

    answer = rules.decide(facts(*held))

    assert answer.row == 11
    assert answer.reasons[0].values["days"] == (3, 5, 8, 13, 13)[talks - 1]
    assert talks > 3 or day_of(answer) == day


def test_a_call_before_a_talk_is_due_again_leaves_it_due():
    talk = touch("reached_talked")
    call = touch("no_answer", at=local("2026-11-24", "10:00"))

    assert day_of(rules.decide(facts(talk, call))) == "2026-11-25"


def test_after_a_talk_that_was_followed_up_in_vain_the_chase_begins_afresh():
    talk = touch("reached_talked")
    call = touch("no_answer", at=local("2026-11-25", "10:00"))

    answer = rules.decide(facts(talk, call))

    assert (answer.row, day_of(answer)) == (13, "2026-11-26")


def test_after_a_wrong_number_the_other_contact_is_tried_at_once():
    wrong = touch("wrong_number", contact=BOSS.key)

    answer = rules.decide(facts(wrong, contacts=(BOSS, ASSISTANT)))

    assert (answer.row, answer.contact, answer.exact_at) == (12, ASSISTANT.key, FRIDAY)


def test_after_a_wrong_number_with_nobody_else_the_same_person_is_written_to():
    wrong = touch("wrong_number", contact=BOSS.key)

    answer = rules.decide(facts(wrong, contacts=(BOSS,)))

    assert (answer.row, answer.channel) == (12, rules.Channel.EMAIL)


def test_when_the_only_contact_left_another_is_looked_for_the_next_working_day():
    left = touch("left_company", contact=BOSS.key)

    answer = rules.decide(facts(left, contacts=(BOSS,)))

    assert (answer.row, answer.kind, day_of(answer)) == (
        12,
        rules.Kind.FIND_CONTACT,
        "2026-11-23",
    )


def test_a_number_that_was_put_right_is_called_again():
    wrong = touch("wrong_number", contact=1)
    call = touch("no_answer", contact=1, at=FRIDAY + HOUR)
    by_phone = rules.ContactFact(key=1, has_email=False)

    answer = rules.decide(facts(wrong, call, contacts=(by_phone,)))

    assert (answer.row, answer.channel, answer.contact) == (13, rules.Channel.CALL, 1)


def test_nobody_to_reach_is_a_task_and_never_silence():
    nobody = rules.ContactFact(key=1, has_phone=False, has_email=False)

    answer = rules.decide(facts(touch("no_answer"), contacts=(nobody,), company_phone=False))

    assert answer.kind is rules.Kind.FIND_CONTACT


def test_after_twelve_attempts_a_hand_over_is_proposed():
    answer = rules.decide(facts(*tried(12)))

    assert (answer.row, answer.kind, answer.phase) == (
        14,
        rules.Kind.HAND_OVER,
        rules.Phase.HAND_OVER,
    )
    assert (day_of(answer), answer.attempt_number) == ("2026-12-21", 13)


def test_a_colleague_who_takes_over_gets_twelve_more():
    calls = tried(12)
    handed_over = change("hand_over", at=calls[-1].at + DAY)
    first = touch("no_answer", at=local("2026-12-22"), key=90)

    begins = rules.decide(facts(*calls, changes=(handed_over,)))
    goes_on = rules.decide(facts(*calls, first, changes=(handed_over,)))

    assert (begins.row, begins.kind, day_of(begins)) == (14, rules.Kind.ATTEMPT, "2026-12-21")
    assert (goes_on.row, goes_on.attempt_number, day_of(goes_on)) == (13, 14, "2026-12-23")


def test_after_twenty_four_attempts_by_two_reps_nurture_begins():
    calls = tried(12)
    handed_over = change("hand_over", at=calls[-1].at + DAY)
    more = [touch("no_answer", at=calls[-1].at + n * DAY, key=50 + n) for n in range(2, 14)]

    answer = rules.decide(facts(*calls, *more, changes=(handed_over,)))

    assert (answer.row, answer.phase) == (14, rules.Phase.NURTURE)


def test_a_hand_over_before_the_twelfth_attempt_changes_only_the_rep():
    calls = tried(3)
    handed_over = change("hand_over", at=calls[-1].at + HOUR)

    answer = rules.decide(facts(*calls, changes=(handed_over,)))

    assert (answer.row, day_of(answer)) == (13, "2026-11-25")


def test_a_hand_over_leaves_a_promise_standing():
    agreed = touch("callback_agreed", promised_at=FRIDAY + 100 * HOUR)

    answer = rules.decide(facts(*tried(12), agreed, changes=(change("hand_over"),)))

    assert answer.row == 2 or answer.row == 13
    assert rules.decide(facts(agreed, changes=(change("hand_over"),))).row == 2


def test_a_declined_hand_over_becomes_a_sign_of_life_every_thirty_days():
    calls = tried(12)
    declined = change("decline", at=local("2026-12-21"))

    answer = rules.decide(facts(*calls, changes=(declined,), contacts=(BOSS,)))

    assert (answer.phase, answer.kind, answer.channel) == (
        rules.Phase.NURTURE,
        rules.Kind.KEEP_WARM,
        rules.Channel.EMAIL,
    )
    assert day_of(answer) == "2027-01-20"


def test_where_nobody_could_take_over_nurture_begins_at_once():
    answer = rules.decide(facts(*tried(12), can_hand_over=False))

    assert answer.phase is rules.Phase.NURTURE


def test_nurture_goes_on_for_ever():
    calls = tried(12)
    signs = [touch("no_answer", at=local("2027-01-20") + n * 30 * DAY, key=n) for n in range(100)]

    answer = rules.decide(facts(*calls, *signs))

    assert answer.phase is rules.Phase.NURTURE
    assert answer.attempt_number == 113
    assert answer.earliest > signs[-1].at


def test_a_reply_is_looked_at_on_the_next_working_day():
    reply = touch("replied", channel=rules.Channel.EMAIL, direction=rules.Direction.INBOUND)

    answer = rules.decide(facts(reply))

    assert (answer.row, answer.kind, day_of(answer)) == (0, rules.Kind.DECIDE, "2026-11-23")


def test_a_reply_is_not_left_to_wait_for_a_maybe():
    maybe = touch("maybe_later", period_days=60)
    reply = touch("replied", at=FRIDAY + 20 * DAY, direction=rules.Direction.INBOUND)

    assert rules.decide(facts(maybe, reply)).kind is rules.Kind.DECIDE


def test_an_answered_reply_gives_the_maybe_back_its_place():
    maybe = touch("maybe_later", period_days=60)
    reply = touch("replied", at=FRIDAY + 20 * DAY, direction=rules.Direction.INBOUND)
    answered = touch("sent", at=FRIDAY + 21 * DAY, channel=rules.Channel.EMAIL)

    answer = rules.decide(facts(maybe, reply, answered))

    assert (answer.row, day_of(answer)) == (8, "2027-01-13")


def test_a_note_is_no_interaction():
    answer = rules.decide(facts(touch("no_answer"), touch("noted", at=FRIDAY + 5 * DAY)))

    assert (answer.row, day_of(answer), answer.attempt_number) == (13, "2026-11-23", 2)


# --- what a person changed ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["snooze", "move", "catch_up"])
def test_a_plan_that_a_person_moved_stays_where_it_was_put(kind):
    until = local("2026-12-01", "13:05")

    answer = rules.decide(facts(touch("no_answer"), changes=(change(kind, until=until),)))

    assert (answer.exact_at, answer.row, answer.attempt_number) == (until, 13, 2)
    assert codes(answer)[1] == "chase"


def test_the_next_touch_ends_a_snooze():
    snoozed = change("snooze", until=local("2026-12-01"))
    call = touch("no_answer", at=FRIDAY + 2 * HOUR, key=2)

    answer = rules.decide(facts(touch("no_answer"), call, changes=(snoozed,)))

    assert day_of(answer) == "2026-11-23"


def test_the_later_of_two_changes_counts():
    first = change("snooze", until=local("2026-12-01"))
    second = change("move", at=FRIDAY + 2 * HOUR, until=local("2026-12-02"), key=2)

    answer = rules.decide(facts(touch("no_answer"), changes=(second, first)))

    assert answer.exact_at == local("2026-12-02")


def test_a_pause_moves_no_plan():
    paused = change("pause", at=FRIDAY + 2 * HOUR, until=local("2027-01-01"))
    moved = change("move", until=local("2026-12-02"))

    answer = rules.decide(facts(touch("no_answer"), changes=(moved, paused)))

    assert answer.exact_at == local("2026-12-02")


def test_a_new_lead_that_was_put_off_no_longer_jumps_the_queue():
    snoozed = change("snooze", until=local("2026-12-01"))

    answer = rules.decide(facts(hand_raiser=True, changes=(snoozed,)))

    assert answer.urgency is rules.Urgency.ROUTINE


def test_a_binding_law_holds_for_what_a_person_moved_too():
    florida = rules.law_for(country="US", region="FL").calendar(tz=CHICAGO)
    moved = change("move", until=local("2026-11-24", "22:00"))

    answer = rules.decide(facts(touch("no_answer"), changes=(moved,), calendar=florida))

    assert answer.exact_at == local("2026-11-25", "08:00")


def test_a_reopened_prospect_starts_afresh_but_keeps_its_count():
    lost = touch("lost")
    reopened = change("reopen", at=FRIDAY + 30 * DAY)

    answer = rules.decide(facts(touch("no_answer", at=FRIDAY - DAY), lost, changes=(reopened,)))

    assert (answer.row, answer.attempt_number, day_of(answer)) == (4, 3, "2026-12-21")


def test_reopening_does_not_undo_what_a_person_asked_for():
    refused = touch("opted_out", contact=BOSS.key)
    reopened = change("reopen", at=FRIDAY + DAY)

    answer = rules.decide(facts(refused, contacts=(BOSS,), changes=(reopened,)))

    assert answer.status == "do_not_contact"


def test_the_fourth_call_within_a_day_waits():
    calls = [touch("no_answer", at=FRIDAY + n * HOUR, key=n) for n in range(3)]
    missed = touch("appointment_missed", at=FRIDAY + 3 * HOUR, direction=rules.Direction.INTERNAL)

    answer = rules.decide(facts(*calls, missed))

    assert answer.exact_at == local("2026-11-23", "08:00")


def test_a_calendar_that_never_opens_falls_back_to_ordinary_hours():
    shut = rules.Calendar(tz=CHICAGO, windows=((),) * 7, law="nowhere")

    answer = rules.decide(facts(touch("no_answer"), calendar=shut))

    assert day_of(answer) == "2026-11-23"
    assert "no_legal_hours" in codes(answer)
