"""The numbers of the policy, and values that cannot be nonsense."""

import ast
import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadence import rules
from tests.cadence.telling import facts, touch

RULES = Path(rules.__file__).parent


# --- the policy -----------------------------------------------------------------------------------


def test_a_policy_survives_being_stored_as_numbers():
    policy = rules.Policy(chase_gaps=(1, 2, 3), nurture_days=45)

    assert rules.Policy.from_numbers(json.loads(json.dumps(policy.as_numbers()))) == policy
    assert rules.Policy.from_numbers({}) == rules.Policy()


def test_the_articles_numbers_are_the_defaults():
    policy = rules.Policy()

    assert policy.attempts_per_phase == 12
    assert policy.chase_gaps == (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3)
    assert policy.talked_gaps == (3, 5, 8, 13)


@pytest.mark.parametrize(
    "numbers",
    [
        {"no_such_number": 1},
        {"nurture_days": 0},
        {"nurture_days": 10**9},
        {"nurture_days": "30"},
        {"nurture_days": 30.5},
        {"nurture_days": True},
        {"nurture_days": None},
        {"nurture_days": [30]},
        {"chase_gaps": []},
        {"chase_gaps": 3},
        {"chase_gaps": [0]},
        {"chase_gaps": [1] * 61},
        {"chase_gaps": "111"},
        {"calls_open_minute": 900, "calls_close_minute": 600},
        {"lunch_opens_minute": 900, "lunch_closes_minute": 600},
        {"project_chase_days": 200},
    ],
)
def test_a_nonsense_policy_is_refused(numbers):
    with pytest.raises(ValueError, match=r".+"):
        rules.Policy.from_numbers(numbers)


def test_every_number_has_its_bounds_and_its_default_keeps_them():
    for one in dataclasses.fields(rules.Policy):
        assert {"least", "most"} <= set(one.metadata)


# --- values that cannot be nonsense ---------------------------------------------------------------

NAIVE = datetime(2026, 11, 20, 9, 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: touch("no_answer", at=NAIVE),
        lambda: touch("callback_agreed"),
        lambda: touch("callback_agreed", promised_at=NAIVE),
        lambda: touch("maybe_later", period_days=-1),
        lambda: facts(recorded_at=NAIVE),
        lambda: facts(attempts_before=-1),
        lambda: rules.ChangeFact(at=NAIVE, kind=rules.ChangeKind.SNOOZE),
        lambda: rules.ContactFact(key=1, contact_every_days=0),
        lambda: rules.BestTime(opens=600, closes=600),
        lambda: rules.BestTime(opens=0, closes=60, weekdays=frozenset({7})),
        lambda: rules.Calendar(tz="UTC", max_attempts=0),
        lambda: rules.Curve(everybody=(0.1,)),
        lambda: rules.Closed(status="open", reasons=()),
    ],
)
def test_a_value_that_would_be_nonsense_is_refused_at_birth(make):
    with pytest.raises(ValueError, match=r".+"):
        make()


def test_values_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        touch("no_answer").at = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_rules_read_no_clock_and_import_nothing_but_the_standard_library():
    for path in RULES.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] in STANDARD, path.name
            assert not (isinstance(node, ast.Attribute) and node.attr in CLOCKS), path.name


STANDARD = {
    "cadence", "ast", "collections", "dataclasses", "datetime", "enum", "functools", "itertools",
    "math", "operator", "re", "typing", "zoneinfo",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter"}
