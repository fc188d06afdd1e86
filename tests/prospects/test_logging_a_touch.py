"""Logging a touch: it is written down once, and the next attempt follows from it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadence import rules
from outbox import actions as outbox
from outbox.models import Message
from prospects import actions
from prospects.actions.planning import about
from prospects.models import Appointment, Prospect, Touch
from tests.factories import TUESDAY, create_api_key, create_prospect, create_user, log, plan_at

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)  # 10:00 in Chicago
MONDAY = date(2026, 3, 9)


def nagged(prospect, *, level):
    """Overdue for three days, and that far up the ladder."""
    plan_at(prospect, TUESDAY - timedelta(days=3))
    Prospect.objects.filter(pk=prospect.pk).update(nag_level=level)
    prospect.refresh_from_db()
    return prospect


def try_to_log(prospect, outcome, *, at=TUESDAY, **more):
    with pytest.raises(actions.CannotLogTouch) as refused:
        log(prospect, outcome, at=at, **more)
    assert not Touch.objects.filter(prospect=prospect).exists()
    return refused.value


# --- the plan ------------------------------------------------------------------------------------


def test_no_answer_on_friday_is_tried_again_on_monday():
    prospect = create_prospect(now=FRIDAY)
    log(prospect, "no_answer", at=FRIDAY)
    assert prospect.next_local_date == MONDAY
    assert prospect.next_channel == "call"
    assert prospect.attempt_number == 2


def test_the_instant_is_the_local_time_that_was_meant():
    prospect = create_prospect(now=FRIDAY)
    log(prospect, "no_answer", at=FRIDAY)
    local = rules.instant(prospect.next_local_date, prospect.next_local_time, prospect.next_tz)
    assert prospect.next_tz == "America/Chicago"
    assert prospect.next_attempt_at == local


def test_a_call_back_stands_to_the_minute():
    prospect = create_prospect()
    promised = TUESDAY + timedelta(days=2, minutes=7)
    touch = log(prospect, "callback_agreed", details={"promised_at": promised})
    assert prospect.next_attempt_at == promised
    assert prospect.urgency == rules.Urgency.PROMISE
    assert touch.promised_at == promised
    assert "promised_at" not in touch.details


def test_maybe_in_two_months_comes_back_toward_the_end_of_them():
    prospect = create_prospect()
    log(prospect, "maybe_later", details={"period_days": 60})
    waits = prospect.next_attempt_at - TUESDAY
    assert timedelta(days=52) < waits < timedelta(days=60)


@pytest.mark.parametrize("outcome", list(rules.Outcome))
def test_every_outcome_leaves_the_prospect_open_with_a_next_attempt_or_closed_without(outcome):
    prospect = create_prospect()
    given = {
        rules.Outcome.CALLBACK_AGREED: {"promised_at": TUESDAY + timedelta(days=1)},
        rules.Outcome.APPOINTMENT_SET: {"promised_at": TUESDAY + timedelta(days=1)},
        rules.Outcome.MAYBE_LATER: {"month": "2026-06"},
        rules.Outcome.PROJECT_DATE: {"on": "2027-01-04"},
        rules.Outcome.LOST: {"reason": "They bought elsewhere."},
    }
    if outcome is rules.Outcome.VOID:
        assert try_to_log(prospect, outcome).field == "outcome"
        return
    log(prospect, outcome, details=given.get(outcome, {}))
    closed = {
        rules.Outcome.WON: "won",
        rules.Outcome.LOST: "lost",
        rules.Outcome.OPTED_OUT: "do_not_contact",
    }
    assert prospect.status == closed.get(outcome, "open")
    assert (prospect.next_attempt_at is not None) is (prospect.status == "open")
    assert (prospect.nag_at is not None) is (prospect.status == "open")


def test_a_closed_prospect_forgets_its_plan_and_says_why():
    prospect = create_prospect()
    log(prospect, "lost", details={"reason": "No budget before 2028."})
    assert (prospect.status, prospect.closed_at) == ("lost", TUESDAY)
    assert prospect.lost_reason == "No budget before 2028."
    assert prospect.next_contact is None
    assert prospect.overdue_at is None


def test_lost_with_a_day_to_revisit_stays_open():
    prospect = create_prospect()
    log(prospect, "lost", details={"reason": "Not this year.", "revisit_on": "2027-02-01"})
    assert prospect.status == "open"
    assert prospect.phase == "nurture"
    assert prospect.next_local_date >= date(2027, 2, 1)
    assert prospect.revisit_on == date(2027, 2, 1)


def test_the_next_attempt_explains_itself():
    prospect = create_prospect()
    log(prospect, "no_answer")
    assert prospect.reasons()
    assert all(rules.reason_in_words(reason) for reason in prospect.reasons())


# --- cycle and ladder ----------------------------------------------------------------------------


def test_a_touch_begins_a_new_cycle_at_the_foot_of_the_ladder():
    prospect = nagged(create_prospect(), level=4)
    before = prospect.cycle
    log(prospect, "no_answer")
    assert prospect.cycle == before + 1
    assert prospect.nag_level == 0
    assert prospect.nag_at == prospect.next_attempt_at > TUESDAY


def test_overdue_is_two_hours_later_and_a_quarter_of_an_hour_for_a_promise():
    prospect = create_prospect()
    log(prospect, "no_answer")
    assert prospect.overdue_at - prospect.next_attempt_at == timedelta(hours=2)
    log(prospect, "callback_agreed", details={"promised_at": TUESDAY + timedelta(days=1)})
    assert prospect.overdue_at - prospect.next_attempt_at == timedelta(minutes=15)


def test_a_paused_prospect_is_not_nagged_before_the_pause_ends():
    prospect = create_prospect()
    ends = TUESDAY + timedelta(days=30)
    Prospect.objects.filter(pk=prospect.pk).update(paused_until=ends)
    log(prospect, "no_answer")
    assert prospect.next_attempt_at < ends
    assert prospect.nag_at == ends


def test_what_was_to_be_told_about_the_old_cycle_is_taken_back():
    prospect = create_prospect()
    told = outbox.queue(
        kind="reminders.digest",
        channel=Message.Channel.EMAIL,
        address="rep@team.example",
        payload={},
        about=about(prospect),
        now=TUESDAY,
    )
    log(prospect, "no_answer")
    told.refresh_from_db()
    assert told.state == Message.State.VOID


def test_a_note_is_kept_and_changes_no_plan():
    prospect = nagged(create_prospect(), level=3)
    before = (prospect.next_attempt_at, prospect.nag_level, prospect.cycle, prospect.touches_count)
    touch = log(prospect, "noted", note="Their web site is down.")
    assert touch.attempt_number is None
    assert touch.note == "Their web site is down."
    assert before == (
        prospect.next_attempt_at,
        prospect.nag_level,
        prospect.cycle,
        prospect.touches_count,
    )


# --- what is written down ------------------------------------------------------------------------


def test_a_touch_remembers_when_it_was_planned_and_when_it_was_recorded():
    prospect = create_prospect()
    planned = prospect.next_attempt_at
    touch = log(prospect, "no_answer", occurred_at=TUESDAY - timedelta(minutes=20))
    touch.refresh_from_db()
    assert touch.planned_for == planned
    assert touch.occurred_at == TUESDAY - timedelta(minutes=20)
    assert touch.recorded_at == TUESDAY
    assert (touch.rep, touch.direction, touch.channel) == (prospect.owner, "outbound", "call")


def test_a_touch_is_with_the_planned_person_unless_another_is_named():
    prospect = create_prospect()
    dana = prospect.contacts.get()
    assert log(prospect, "no_answer").contact_id == dana.pk


def test_a_reply_is_inbound_and_no_attempt():
    prospect = create_prospect()
    touch = log(prospect, "replied", channel=rules.Channel.EMAIL)
    assert touch.direction == "inbound"
    assert touch.attempt_number is None


def test_attempts_are_counted_on_from_those_made_elsewhere():
    prospect = create_prospect(attempts_before=3)
    touch = log(prospect, "no_answer")
    assert touch.attempt_number == 4
    assert prospect.attempt_number == 5


def test_the_mail_sent_after_a_call_belongs_to_that_attempt():
    prospect = create_prospect()
    log(prospect, "voicemail_left")
    mail = log(prospect, "sent", channel=rules.Channel.EMAIL, at=TUESDAY + timedelta(minutes=5))
    assert mail.attempt_number is None
    assert prospect.attempts == 1
    assert prospect.attempt_number == 2


def test_a_prospect_that_came_with_comments_can_be_called():
    prospect = create_prospect(comments="Spoke with Dana about virtualization.")
    assert log(prospect, "no_answer").attempt_number == 1


def test_the_tallies_tell_first_last_and_reached():
    prospect = create_prospect()
    log(prospect, "no_answer")
    log(prospect, "reached_talked", at=TUESDAY + timedelta(days=1))
    log(prospect, "no_answer", at=TUESDAY + timedelta(days=6))
    assert (prospect.attempts, prospect.touches_count) == (3, 3)
    assert prospect.first_touch_at == TUESDAY
    assert prospect.last_touch_at == TUESDAY + timedelta(days=6)
    assert prospect.reached_at == TUESDAY + timedelta(days=1)
    assert prospect.reached_on_attempt == 2


def test_the_hook_stays_until_another_is_agreed():
    prospect = create_prospect(hook="Ask about the new plant.")
    log(prospect, "reached_talked", hook="Send the case of the dairy, then call.")
    log(prospect, "no_answer", at=TUESDAY + timedelta(days=3))
    assert prospect.hook == "Send the case of the dairy, then call."


def test_an_appointment_is_kept_with_its_length_and_place():
    prospect = create_prospect()
    starts = TUESDAY + timedelta(days=7)
    touch = log(
        prospect,
        "appointment_set",
        details={"promised_at": starts, "minutes": "45", "place": " Their office "},
    )
    appointment = Appointment.objects.get(touch=touch)
    assert (appointment.starts_at, appointment.minutes) == (starts, 45)
    assert appointment.place == "Their office"
    assert prospect.next_attempt_at == starts
    assert prospect.next_kind == "appointment"


@pytest.mark.parametrize(
    ("outcome", "state"), [("appointment_held", "held"), ("appointment_missed", "missed")]
)
def test_an_appointment_held_or_missed_is_marked_so(outcome, state):
    prospect = create_prospect()
    starts = TUESDAY + timedelta(days=1)
    set_by = log(prospect, "appointment_set", details={"promised_at": starts})
    log(prospect, outcome, at=starts + timedelta(minutes=30))
    assert Appointment.objects.get(touch=set_by).state == state


def test_a_project_date_is_kept_on_the_prospect():
    prospect = create_prospect()
    log(prospect, "project_date", details={"on": date(2027, 6, 1)})
    assert prospect.project_on == date(2027, 6, 1)
    assert prospect.status == "open"


def test_who_refuses_a_channel_is_tried_on_another():
    prospect = create_prospect(
        contacts=[actions.NewContact(name="Dana", phone="+13125550142", email="d@n.example")]
    )
    log(prospect, "opted_out", details={"channel": "call"})
    dana = prospect.contacts.get()
    assert dana.opted_out_channels == ["call"]
    assert prospect.status == "open"
    assert prospect.next_channel != "call"


def test_who_refuses_altogether_is_never_planned_again_but_a_colleague_is():
    prospect = create_prospect(
        contacts=[
            actions.NewContact(name="Dana", role="decision_maker", phone="+13125550142"),
            actions.NewContact(name="Lee", role="influencer", phone="+13125550143"),
        ]
    )
    log(prospect, "opted_out")
    assert prospect.status == "open"
    assert prospect.next_contact.name == "Lee"
    assert prospect.contacts.get(name="Dana").opted_out_at == TUESDAY


def test_who_left_the_company_is_marked_so():
    prospect = create_prospect()
    log(prospect, "left_company")
    assert prospect.contacts.get().left_at == TUESDAY
    assert prospect.next_kind == "find_contact"


def test_a_key_logs_for_the_rep_it_names():
    rep = create_user()
    key, _ = create_api_key(team=rep.team)
    prospect = create_prospect(owner=create_user(team=rep.team))
    touch = log(prospect, "no_answer", by=key, rep=rep)
    assert (touch.rep, touch.api_key) == (rep, key)


# --- what is refused -----------------------------------------------------------------------------


def test_the_same_submission_twice_is_one_touch():
    prospect, submission = create_prospect(), uuid4()
    first = log(prospect, "no_answer", submission_id=submission)
    cycle = prospect.cycle
    again = actions.log_touch(
        prospect_id=prospect.pk,
        by=prospect.owner,
        now=TUESDAY + timedelta(seconds=3),
        outcome=rules.Outcome.NO_ANSWER,
        submission_id=submission,
    )
    assert (again.touch.pk, again.is_new) == (first.pk, False)
    assert again.prospect.cycle == cycle
    assert Touch.objects.filter(prospect=prospect).count() == 1


def test_a_submission_repeated_after_the_prospect_was_won_is_still_answered():
    prospect, submission = create_prospect(), uuid4()
    won = log(prospect, "won", submission_id=submission)
    assert log(prospect, "won", submission_id=submission).pk == won.pk


def test_two_submissions_with_the_same_number_on_two_prospects_are_two_touches():
    one, submission = create_prospect(), uuid4()
    other = create_prospect(owner=one.owner)
    assert log(one, "no_answer", submission_id=submission).pk != (
        log(other, "no_answer", submission_id=submission).pk
    )


def test_a_closed_prospect_takes_no_touch_until_it_is_reopened():
    prospect = create_prospect()
    log(prospect, "won")
    with pytest.raises(actions.CannotLogTouch, match="closed"):
        log(prospect, "no_answer", at=TUESDAY + timedelta(hours=1))
    assert prospect.touches.count() == 1


def test_a_page_that_is_behind_is_told_that_somebody_was_faster():
    prospect = create_prospect()
    shown = prospect.cycle
    log(prospect, "no_answer", seen_cycle=shown)
    with pytest.raises(actions.CannotLogTouch, match="Somebody else") as refused:
        log(prospect, "no_answer", seen_cycle=shown, at=TUESDAY + timedelta(minutes=1))
    assert refused.value.code == "stale"
    assert prospect.touches.count() == 1


def test_a_touch_cannot_lie_in_the_future():
    refused = try_to_log(create_prospect(), "no_answer", occurred_at=TUESDAY + timedelta(hours=1))
    assert refused.field == "occurred_at"


def test_a_touch_of_another_century_is_refused_and_not_a_fault_of_the_database():
    long_ago = datetime(1805, 1, 1, tzinfo=UTC)
    assert try_to_log(create_prospect(), "no_answer", occurred_at=long_ago).field == "occurred_at"


def test_a_call_cannot_be_promised_for_a_time_before_it_was_promised():
    refused = try_to_log(
        create_prospect(),
        "callback_agreed",
        details={"promised_at": TUESDAY - timedelta(days=365)},
    )
    assert refused.field == "promised_at"


def test_a_person_of_another_prospect_is_refused():
    stranger = create_prospect().contacts.get()
    assert try_to_log(create_prospect(), "no_answer", contact=stranger).field == "contact"


# --- what it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "details"),
    [
        ("no_answer", {}),
        ("reached_talked", {}),
        ("maybe_later", {"period_days": 60}),
        ("appointment_set", {"promised_at": TUESDAY + timedelta(days=1)}),
        ("opted_out", {"channel": "email"}),
        ("left_company", {}),
        ("won", {}),
    ],
)
def test_logging_takes_at_most_twelve_statements_whatever_the_history(outcome, details):
    prospect = create_prospect()
    for day in range(6):
        log(prospect, "no_answer", at=TUESDAY - timedelta(days=7 - day))
    rep = prospect.owner
    with CaptureQueriesContext(connection) as asked:
        actions.log_touch(
            prospect_id=prospect.pk,
            by=rep,
            now=TUESDAY,
            outcome=rules.Outcome(outcome),
            submission_id=uuid4(),
            details=details,
        )
    statements = [
        query["sql"]
        for query in asked.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    assert 5 < len(statements) <= 12, "\n".join(statements)
