"""Reasons in words, and the order of the queue."""

import ast
import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from cadence import rules
from cadence.rules.explain import TEMPLATES
from tests.cadence.telling import FRIDAY, facts, touch

RULES = Path(rules.__file__).parent


# --- explaining -----------------------------------------------------------------------------------


def codes_in_source():
    """Every text in the rules' source that is used as a reason's code."""
    for path in RULES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "because":
                yield from texts(node.args[0])
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                yield from texts(node.value)


def texts(node):
    return (
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def test_every_reason_that_the_rule_gives_has_its_words():
    found = set(codes_in_source())

    assert len(found) > 30
    assert found <= set(TEMPLATES)


def test_a_rep_reads_when_and_why():
    known = facts(touch("no_answer"))
    placed = rules.place(rules.decide(known), known)

    said = rules.sentence(placed.reasons, at=placed.at, tz=placed.tz, channel=rules.Channel.CALL)

    assert said.startswith("Call on Mon 23 Nov 2026 at ")
    assert "Not reached so far: this is attempt 2." in said


def test_days_are_said_as_people_say_them():
    answer = rules.decide(facts(touch("gatekeeper", until=date(2026, 12, 3))))

    assert rules.reason_in_words(answer.reasons[0]).startswith("They are away until 3 Dec 2026")


def test_a_month_is_said_by_its_name():
    answer = rules.decide(facts(touch("maybe_later", month=date(2027, 3, 1))))

    assert "March 2027" in rules.reason_in_words(answer.reasons[0])


def test_one_word_is_enough_for_the_queue():
    answer = rules.decide(facts(touch("maybe_later", period_days=60)))

    assert rules.label(answer.reasons) == "maybe"


def test_a_code_of_another_version_says_nothing_and_breaks_nothing():
    unknown = rules.Reason(code="from_another_version", values={})
    short = rules.Reason(code="talked", values={})

    assert rules.reason_in_words(unknown) == ""
    assert rules.reason_in_words(short) == ""
    assert rules.label([unknown]) == "next"


def test_a_reason_survives_being_stored_as_json():
    for reason in rules.decide(facts(touch("maybe_later", period_days=60))).reasons:
        assert rules.Reason.from_json(json.loads(json.dumps(reason.as_json()))) == reason


@pytest.mark.parametrize("stored", [None, [], {}, {"code": 3}, {"code": "x", "values": {"a": []}}])
def test_what_is_no_reason_is_refused(stored):
    with pytest.raises(ValueError, match="reason"):
        rules.Reason.from_json(stored)


# --- the queue ------------------------------------------------------------------------------------

NOW = FRIDAY


def section(urgency, hours, *, grace=2):
    next_attempt_at = NOW + timedelta(hours=hours)
    return rules.section(
        urgency=urgency,
        next_attempt_at=next_attempt_at,
        overdue_at=next_attempt_at + timedelta(hours=grace),
        now=NOW,
        today_ends_at=NOW + timedelta(hours=15),
        tomorrow_ends_at=NOW + timedelta(hours=39),
    )


@pytest.mark.parametrize(
    ("urgency", "hours", "where"),
    [
        (0, 0, "new_leads"),
        (0, -50, "new_leads"),
        (0, 1, "today"),
        (1, -3, "promises"),
        (1, 14, "promises"),
        (1, 15, "tomorrow"),
        (2, -2, "overdue"),
        (2, -1, "today"),
        (2, 14.9, "today"),
        (2, 15, "tomorrow"),
        (2, 39, "later"),
    ],
)
def test_each_attempt_has_its_place_in_the_queue(urgency, hours, where):
    assert section(rules.Urgency(urgency), hours) is rules.Section(where)


def test_the_queue_is_sorted_by_section_then_time_then_key():
    wanted = [
        rules.queue_key(one, next_attempt_at=NOW + timedelta(hours=hours), key=key)
        for one in rules.SECTIONS
        for hours in (0, 1)
        for key in (1, 2)
    ]

    assert sorted(random.Random(7).sample(wanted, len(wanted))) == wanted
