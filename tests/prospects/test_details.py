"""What each outcome must carry, and what nonsense it is spared."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cadence import rules
from prospects import details
from prospects.details import BadDetails

Outcome = rules.Outcome
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def refusal(outcome, **given):
    with pytest.raises(BadDetails) as refused:
        details.clean(outcome=Outcome(outcome), given=given)
    return refused.value.field, refused.value.code


@pytest.mark.parametrize(
    ("outcome", "missing"),
    [
        ("callback_agreed", "promised_at"),
        ("appointment_set", "promised_at"),
        ("maybe_later", "period_days"),
        ("project_date", "on"),
        ("lost", "reason"),
    ],
)
def test_what_an_outcome_cannot_do_without_is_asked_for(outcome, missing):
    assert refusal(outcome) == (missing, "required")
    assert refusal(outcome, **{missing: ""}) == (missing, "required")


def test_maybe_later_takes_a_month_instead_of_a_period():
    assert details.clean(outcome=Outcome.MAYBE_LATER, given={"month": "2027-03"}) == {
        "month": "2027-03"
    }


def test_what_does_not_belong_to_an_outcome_is_named():
    assert refusal("no_answer", period_days=30) == ("period_days", "unknown")
    assert refusal("won", anything="else") == ("anything", "unknown")


def test_values_come_out_ready_for_json_and_in_utc():
    paris = timezone(timedelta(hours=1))
    given = {"promised_at": datetime(2026, 3, 4, 13, 0, tzinfo=paris), "minutes": "45"}
    assert details.clean(outcome=Outcome.APPOINTMENT_SET, given=given) == {
        "promised_at": NOON.isoformat(),
        "minutes": 45,
    }
    given = {"until": date(2026, 3, 20), "best_time": "tue-thu 07:30 - 08:30", "refused": False}
    assert details.clean(outcome=Outcome.GATEKEEPER, given=given) == {
        "until": "2026-03-20",
        "best_time": "Tue-Thu 07:30-08:30",
        "refused": False,
    }


NOT_A_MOMENT = [
    "tomorrow",
    "2026-03-04",
    "2026-03-04T12:00:00",
    5,
    [],
    {"a": 1},
    "9" * 400,
    "\ud800",
]
OUT_OF_CENTURY = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "1999-12-31T23:00+00:00",
]
NOT_A_DATE = [
    "soon",
    "2026-02-30",
    "20260304T10",
    20260304,
    ["2026-03-04"],
    datetime(2026, 3, 4),
    "",
]


@pytest.mark.parametrize("value", NOT_A_MOMENT)
def test_a_promise_needs_a_date_a_time_and_an_offset(value):
    assert refusal("callback_agreed", promised_at=value)[0] == "promised_at"


@pytest.mark.parametrize("value", OUT_OF_CENTURY)
def test_a_promise_for_another_century_is_refused(value):
    assert refusal("callback_agreed", promised_at=value)[0] == "promised_at"


@pytest.mark.parametrize("value", NOT_A_DATE)
def test_a_project_starts_on_a_date(value):
    assert refusal("project_date", on=value)[0] == "on"


@pytest.mark.parametrize("value", ["1999-12-31", "2100-01-01", "0001-01-01", date(9999, 12, 31)])
def test_a_date_of_another_century_is_refused(value):
    assert refusal("project_date", on=value) == ("on", "range")


@pytest.mark.parametrize("value", ["2027", "2027-13", "2027-3", "March", 202703, "2027-W1", []])
def test_a_month_is_a_year_and_a_month(value):
    assert refusal("maybe_later", month=value)[0] in {"month", "period_days"}


@pytest.mark.parametrize("value", [0, -1, 3_661, "1e3", "٣", True, 1.5, 10**30, "9" * 5_000, [1]])
def test_a_period_is_a_whole_number_of_days_up_to_ten_years(value):
    assert refusal("maybe_later", period_days=value)[0] == "period_days"


@pytest.mark.parametrize("value", ["   ", 7, ["x"], "x" * 1_001])
def test_a_reason_is_a_text_of_a_thousand_characters_at_most(value):
    assert refusal("lost", reason=value)[0] == "reason"


@pytest.mark.parametrize("value", ["pigeon", 3, [], {"a": "b"}, "CALL "])
def test_a_channel_is_one_of_ours(value):
    outcome = "opted_out"
    if value == []:
        value = ["call"]
    assert refusal(outcome, channel=value) == ("channel", "invalid")


@pytest.mark.parametrize(
    "value", ["whenever", "25:00-26:00", "10:00-09:00", 730, "Mon-Foo 9:00-10:00"]
)
def test_a_best_time_is_days_and_a_window(value):
    assert refusal("gatekeeper", best_time=value) == ("best_time", "invalid")


def test_refused_is_yes_or_no_and_firmness_one_of_three():
    assert refusal("gatekeeper", refused="yes") == ("refused", "invalid")
    assert refusal("maybe_later", period_days=30, firmness="iron") == ("firmness", "invalid")


def test_whatever_passes_is_a_fact_that_the_rule_can_read():
    """Everything `clean` lets through turns into a touch fact without an error."""
    from prospects.facts import touch_fact
    from prospects.models import Touch

    kept = {
        Outcome.GATEKEEPER: {"until": "2026-03-20", "best_time": "08:00-09:00", "refused": True},
        Outcome.MAYBE_LATER: {"period_days": 3_660, "firmness": "vague", "month": "2099-12"},
        Outcome.LOST: {"reason": "x", "revisit_on": "2099-12-31"},
        Outcome.VOICEMAIL_LEFT: {"promised_on": "2026-03-05"},
        Outcome.OPTED_OUT: {"channel": "fax"},
    }
    for outcome, given in kept.items():
        clean = details.clean(outcome=outcome, given=given)
        touch = Touch(occurred_at=NOON, channel="call", direction="outbound", outcome=outcome)
        touch.details = clean
        assert touch_fact(touch).outcome is outcome
