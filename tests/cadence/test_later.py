"""Rows 8 to 10: maybe later, projects with a date, and the contact's own rhythm."""

from datetime import date, timedelta

import pytest

from cadence import rules
from tests.cadence.telling import BOSS, FRIDAY, codes, day_of, facts, local, touch

HOUR = timedelta(hours=1)
MONTHLY = rules.ContactFact(key=1, has_email=True, contact_every_days=30)
JUNE = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("firmness", "day"),
    [("plain", "2027-01-13"), ("tight", "2027-01-07"), ("vague", "2027-01-01")],
)
def test_a_maybe_in_sixty_days_is_opened_toward_its_end(firmness, day):
    maybe = touch("maybe_later", period_days=60, firmness=rules.Firmness(firmness))

    answer = rules.decide(facts(maybe))

    assert (answer.row, answer.phase, day_of(answer)) == (8, rules.Phase.DEFERRED, day)


def test_a_maybe_in_march_is_opened_on_the_twentieth_or_the_working_day_after():
    answer = rules.decide(facts(touch("maybe_later", month=date(2027, 3, 1))))

    assert (answer.row, day_of(answer)) == (8, "2027-03-22")


def test_a_maybe_this_month_said_after_the_twentieth_is_opened_the_next_working_day():
    answer = rules.decide(facts(touch("maybe_later", month=date(2026, 11, 1))))

    assert day_of(answer) == "2026-11-23"


def test_a_maybe_without_any_period_is_taken_as_vague():
    assert day_of(rules.decide(facts(touch("maybe_later")))) == "2027-01-01"


def test_a_maybe_in_three_hundred_years_is_clamped_and_says_so():
    answer = rules.decide(facts(touch("maybe_later", period_days=110_000)))

    assert answer.day.year == 2099
    assert "beyond_the_calendar" in codes(answer)


def test_a_mail_in_between_leaves_the_maybe_where_it_is():
    maybe = touch("maybe_later", period_days=60)
    mail = touch("sent", channel=rules.Channel.EMAIL, at=FRIDAY + 30 * 24 * HOUR)

    assert day_of(rules.decide(facts(maybe, mail))) == "2027-01-13"


def test_a_long_maybe_is_kept_warm_every_month_but_not_just_before_the_call():
    answer = rules.decide(facts(touch("maybe_later", period_days=120)))

    assert [day.isoformat() for day in answer.keep_warm_on] == [
        "2026-12-21",
        "2027-01-19",
        "2027-02-18",
    ]
    assert day_of(answer) == "2027-03-08"


def test_a_short_maybe_is_left_in_peace():
    assert rules.decide(facts(touch("maybe_later", period_days=45))).keep_warm_on == ()


def test_who_agreed_to_a_monthly_mail_gets_it_while_the_maybe_waits():
    maybe = touch("maybe_later", period_days=60)

    answer = rules.decide(facts(maybe, contacts=(MONTHLY,)))

    assert (answer.row, answer.kind, answer.channel) == (
        8,
        rules.Kind.KEEP_WARM,
        rules.Channel.EMAIL,
    )
    assert day_of(answer) == "2026-12-21"


def test_a_maybe_whose_call_found_nobody_is_chased_with_twelve_of_its_own():
    before = [touch("no_answer", at=FRIDAY - n * 24 * HOUR, key=n) for n in range(1, 9)]
    maybe = touch("maybe_later", period_days=60, key=20)
    call = touch("no_answer", at=local("2027-01-13", "10:00"), key=21)

    answer = rules.decide(facts(*before, maybe, call))

    assert (answer.row, day_of(answer), answer.attempt_number) == (13, "2027-01-14", 11)


def test_a_new_lead_with_a_project_far_out_is_tried_within_one_working_day():
    answer = rules.decide(facts(project_on=JUNE))

    assert answer.row == 4
    assert answer.latest <= local("2026-11-23", "09:00")


def test_until_they_know_us_the_introduction_goes_on():
    answer = rules.decide(facts(touch("no_answer"), project_on=JUNE))

    assert (answer.row, answer.kind, day_of(answer)) == (
        9,
        rules.Kind.INTRODUCTION,
        "2026-11-23",
    )


def test_once_introduced_a_far_project_is_kept_warm_monthly():
    told = touch("project_date", on=JUNE)

    answer = rules.decide(facts(told, contacts=(BOSS,)))

    assert (answer.row, answer.kind, answer.channel) == (
        9,
        rules.Kind.KEEP_WARM,
        rules.Channel.EMAIL,
    )
    assert day_of(answer) == "2026-12-21"


def test_a_project_is_approached_a_hundred_and_twenty_days_before_it_starts():
    told = touch("project_date", on=JUNE)
    mail = touch("sent", channel=rules.Channel.EMAIL, at=local("2027-01-14"), key=2)

    answer = rules.decide(facts(told, mail, contacts=(BOSS,)))

    assert (answer.row, answer.kind, day_of(answer)) == (9, rules.Kind.ATTEMPT, "2027-02-01")


def test_within_sixty_days_of_a_project_the_chase_begins():
    told = touch("project_date", on=JUNE)
    call = touch("no_answer", at=local("2027-04-05", "10:00"), key=2)

    answer = rules.decide(facts(told, call))

    assert (answer.row, day_of(answer)) == (13, "2027-04-06")


def test_a_contact_s_own_rhythm_is_obeyed_as_it_stands():
    call = touch("no_answer", contact=1)

    answer = rules.decide(facts(call, contacts=(MONTHLY,)))

    assert (answer.row, answer.phase, answer.channel) == (
        10,
        rules.Phase.RHYTHM,
        rules.Channel.EMAIL,
    )
    assert day_of(answer) == "2026-12-21"


def test_a_promise_beats_the_rhythm():
    agreed = touch("callback_agreed", promised_at=FRIDAY + 48 * HOUR)

    assert rules.decide(facts(agreed, contacts=(MONTHLY,))).row == 2
