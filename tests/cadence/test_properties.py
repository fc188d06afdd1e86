"""What holds for every prospect that can be made up: never illegal, never nothing."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cadence import rules
from tests.cadence.worlds import World, prospects, wild_prospects

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
made_up = settings(
    max_examples=300,
    deadline=None,
    # Closed prospects are drawn too, and say nothing about plans.
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def plan(facts):
    """Return the decision and its place; a closed prospect proves nothing here."""
    decision = rules.decide(facts)
    assume(isinstance(decision, rules.NextAttempt))
    return decision, rules.place(decision, facts)


def codes(placed):
    return {reason.code for reason in placed.reasons}


CHOSEN_BY_PEOPLE = {
    "promised",
    "promised_by_lead",
    "appointment",
    "snoozed",
    "moved",
    "caught_up",
    "reopened_for",
    "handed_over_for",
    "declined_until",
}


@made_up
@given(prospects)
def test_an_open_prospect_always_has_a_next_attempt_within_the_calendar(facts):
    decision, placed = plan(facts)

    assert FIRST < placed.at < LAST
    assert decision.attempt_number >= 1
    assert placed.at.utcoffset() == timedelta(0)


@made_up
@given(prospects)
def test_whatever_the_rule_chooses_by_itself_is_legal_and_in_range(facts):
    decision, placed = plan(facts)
    assume(not codes(placed) & CHOSEN_BY_PEOPLE)

    assert decision.calendar.is_legal(placed.at)
    if decision.exact_at is None:
        assert decision.earliest <= placed.at < decision.latest


@made_up
@given(prospects)
def test_only_an_hour_that_they_asked_for_or_an_impossible_calendar_widens_the_hours(facts):
    asked = any(one.best_time for one in (*facts.touches, *facts.contacts))
    _decision, placed = plan(facts)
    assume(not codes(placed) & CHOSEN_BY_PEOPLE)
    assume("no_legal_hours" not in codes(placed))

    assert facts.calendar.is_legal(placed.at) or (asked and not facts.calendar.binding)


@made_up
@given(prospects)
def test_binding_law_holds_for_promises_and_for_people_too(facts):
    decision, placed = plan(facts)
    assume(facts.calendar.binding and decision.channel is rules.Channel.CALL)
    assume(facts.calendar.next_allowed(placed.at) is not None)
    assume("no_legal_hours" not in codes(placed))

    assert facts.calendar.law_allows(placed.at)


@made_up
@given(prospects, st.randoms())
def test_the_order_in_which_facts_are_told_changes_nothing(facts, chance: random.Random):
    told = [list(facts.touches), list(facts.changes), list(facts.contacts), list(facts.activity)]
    for one in told:
        chance.shuffle(one)
    again = replace(
        facts,
        touches=tuple(told[0]),
        changes=tuple(told[1]),
        contacts=tuple(told[2]),
        activity=tuple(told[3]),
    )

    first, second = rules.decide(facts), rules.decide(again)

    assert first == second
    if isinstance(first, rules.NextAttempt):
        assert rules.place(first, facts) == rules.place(second, again)


@made_up
@given(prospects)
def test_the_same_facts_give_the_same_answer_in_a_fresh_calendar(facts):
    fresh = replace(facts, calendar=replace(facts.calendar))

    assert rules.decide(facts) == rules.decide(fresh)


@made_up
@given(prospects)
def test_notes_and_taken_back_touches_change_nothing(facts):
    silent = (rules.Outcome.NOTED, rules.Outcome.VOID)
    without = tuple(one for one in facts.touches if one.outcome not in silent)

    told = rules.decide(facts)
    again = rules.decide(replace(facts, touches=without))

    assert told == again


@made_up
@given(prospects)
def test_no_plan_of_the_rule_lies_before_the_last_attempt(facts):
    _decision, placed = plan(facts)
    assume(not codes(placed) & CHOSEN_BY_PEOPLE)
    tried = [
        one.at
        for one in facts.touches
        if one.direction is rules.Direction.OUTBOUND and not one.outcome.is_no_interaction
    ]
    assume(tried and max(tried) < LAST - timedelta(days=60))

    assert placed.at >= max(tried)


@made_up
@given(prospects)
def test_the_law_counts_attempts_and_the_rule_keeps_to_the_count(facts):
    decision, placed = plan(facts)
    assume(decision.exact_at is None and "no_legal_hours" not in codes(placed))
    calendar = facts.calendar
    assume(calendar.max_attempts is not None)
    called = [
        one.at
        for one in facts.touches
        if one.channel is rules.Channel.CALL
        and one.direction is rules.Direction.OUTBOUND
        and not one.outcome.is_no_interaction
    ]
    assume(called and max(called) < LAST - timedelta(days=60))
    lately = [at for at in called if at > placed.at - calendar.max_attempts_per]

    assert len(lately) < calendar.max_attempts


@made_up
@given(prospects)
def test_every_answer_explains_itself(facts):
    decision, placed = plan(facts)

    said = rules.sentence(placed.reasons, at=placed.at, tz=placed.tz, channel=decision.channel)

    assert all(rules.reason_in_words(reason) for reason in placed.reasons)
    assert "{" not in said
    assert rules.label(placed.reasons) != "next"
    assert [rules.Reason.from_json(one.as_json()) for one in placed.reasons] == list(placed.reasons)


@made_up
@given(wild_prospects)
def test_dates_from_the_beginning_of_time_to_its_end_are_answered(facts):
    _decision, placed = plan(facts)

    assert FIRST < placed.at < LAST
    assert placed.reasons


@made_up
@given(prospects, st.integers(0, 3))
def test_a_full_diary_delays_but_never_loses_an_attempt(facts, capacity):
    decision = rules.decide(facts)
    assume(isinstance(decision, rules.NextAttempt))
    load = rules.Load(
        half_hour_capacity=capacity,
        day_capacity=capacity,
        hours=rules.WorkingHours(tz="Europe/Paris"),
    )

    placed = rules.place(decision, facts, load=load)

    assert FIRST < placed.at < LAST
    if decision.exact_at is None:
        assert decision.calendar.is_legal(placed.at)


OUTCOMES_OF_A_CALL = ("no_answer", "voicemail_left", "busy", "gatekeeper", "reached_talked")


@settings(made_up, max_examples=40)
@given(st.randoms(use_true_random=True))
def test_following_the_plan_for_sixty_tries_never_breaks_a_rule(chance: random.Random):
    known = replace(World(chance).facts(), touches=(), changes=())
    made, voicemails = [], []
    for key in range(60):
        now = replace(known, touches=tuple(made))
        decision = rules.decide(now)
        if isinstance(decision, rules.Closed):
            break
        at = rules.place(decision, now).at
        if at.year >= 2099:
            # The calendar's end, where everything still to come is drawn together.
            break
        outcome = rules.Outcome(chance.choice(OUTCOMES_OF_A_CALL))
        if outcome is rules.Outcome.VOICEMAIL_LEFT and rules.why_no_voicemail(now, at=at):
            outcome = rules.Outcome.NO_ANSWER
        if outcome is rules.Outcome.VOICEMAIL_LEFT:
            voicemails.append(at)
        assert not made or at > made[-1].at
        made.append(rules.TouchFact(at=at, key=key, channel=rules.Channel.CALL, outcome=outcome))

    week = timedelta(days=7)
    assert all(
        later - first >= week for first, later in zip(voicemails, voicemails[2:], strict=False)
    )
