"""The table's main rows, told as a salesperson would tell them."""

from datetime import UTC, date, datetime, timedelta

from cadence import rules

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 09:00 in Chicago


def facts(**more):
    given = {
        "key": 7,
        "recorded_at": FRIDAY,
        "calendar": rules.Calendar(tz="America/Chicago"),
    }
    return rules.Facts(**{**given, **more})


def touch(outcome, *, at=FRIDAY, **more):
    return rules.TouchFact(
        **{"at": at, "outcome": rules.Outcome(outcome), "channel": rules.Channel.CALL, **more}
    )


def test_no_answer_on_friday_is_tried_again_on_monday():
    answer = rules.decide(facts(touches=(touch("no_answer"),)))

    assert (answer.row, answer.day, answer.attempt_number) == (13, date(2026, 11, 23), 2)


def test_a_promised_time_stands_to_the_minute():
    promised_at = FRIDAY + timedelta(days=4, minutes=7)

    answer = rules.decide(facts(touches=(touch("callback_agreed", promised_at=promised_at),)))

    assert (answer.row, answer.exact_at) == (2, promised_at)


def test_who_asked_us_is_called_the_moment_they_asked():
    answer = rules.decide(facts(hand_raiser=True))

    assert (answer.row, answer.exact_at, answer.urgency) == (4, FRIDAY, rules.Urgency.NEW_LEAD)


def test_a_maybe_in_sixty_days_is_opened_after_fifty_four():
    answer = rules.decide(facts(touches=(touch("maybe_later", period_days=60),)))

    assert (answer.row, answer.day) == (8, date(2027, 1, 13))


def test_a_talk_without_a_next_step_is_taken_up_three_working_days_later():
    answer = rules.decide(facts(touches=(touch("reached_talked"),)))

    assert (answer.row, answer.day) == (11, date(2026, 11, 25))


def test_a_sale_closes_the_prospect():
    assert rules.decide(facts(touches=(touch("won"),))) == rules.Closed(
        status="won", reasons=(rules.Reason(code="won", values={}),)
    )
