"""Undo: within ten seconds a correcting touch takes the wrong one back, whole."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from prospects import actions
from prospects.models import Appointment, Prospect, Touch
from tests.factories import TUESDAY, create_prospect, create_user, log

pytestmark = pytest.mark.django_db

PLAN = [
    "status",
    "next_attempt_at",
    "next_channel",
    "next_contact_id",
    "attempt_number",
    "phase",
    "urgency",
    "attempts",
    "touches_count",
    "first_touch_at",
    "last_touch_at",
    "reached_at",
    "reached_on_attempt",
    "hook",
    "lost_reason",
    "project_on",
    "revisit_on",
    "closed_at",
]


def undo(touch, *, by=None, after=timedelta(seconds=5), **more):
    return actions.undo_touch(
        touch_id=touch.pk,
        by=by or touch.rep,
        now=touch.recorded_at + after,
        submission_id=more.pop("submission_id", None) or uuid4(),
    )


def plan_of(prospect):
    return {name: getattr(Prospect.objects.get(pk=prospect.pk), name) for name in PLAN}


GIVEN = [
    ("no_answer", {}),
    ("won", {}),
    ("lost", {"reason": "Bought elsewhere."}),
    ("lost", {"reason": "Not now.", "revisit_on": "2027-01-11"}),
    ("opted_out", {}),
    ("opted_out", {"channel": "call"}),
    ("left_company", {}),
    ("project_date", {"on": date(2027, 6, 1)}),
    ("appointment_set", {"promised_at": TUESDAY + timedelta(days=3)}),
    ("maybe_later", {"month": "2026-09"}),
]


@pytest.mark.parametrize(("outcome", "details"), GIVEN)
def test_after_an_undo_the_plan_is_what_it_was_before(outcome, details):
    prospect = create_prospect()
    log(prospect, "reached_talked", at=TUESDAY - timedelta(days=1), hook="Call about the plant.")
    before = plan_of(prospect)
    touch = log(prospect, outcome, details=details, hook="Wrong prospect.")
    undo(touch)
    assert plan_of(prospect) == before
    dana = prospect.contacts.get()
    assert (dana.opted_out_at, dana.opted_out_channels, dana.left_at) == (None, [], None)
    assert not Appointment.objects.exclude(state="cancelled").exists()


def test_the_touch_itself_stays_and_the_correction_names_it():
    prospect = create_prospect()
    touch = log(prospect, "no_answer", note="Rang 12 times.")
    void = undo(touch).touch
    assert void.corrects == touch
    assert Touch.objects.get(pk=touch.pk).note == "Rang 12 times."
    assert list(Touch.objects.filter(prospect=prospect).standing()) == []


def test_an_undo_begins_a_new_cycle():
    prospect = create_prospect()
    touch = log(prospect, "no_answer")
    cycle = prospect.cycle
    assert undo(touch).prospect.cycle == cycle + 1


def test_an_undo_sent_twice_is_one():
    prospect = create_prospect()
    touch = log(prospect, "no_answer")
    first, second = undo(touch), undo(touch)
    assert second.touch.pk == first.touch.pk
    assert not second.is_new
    assert Touch.objects.filter(prospect=prospect).count() == 2


def test_after_ten_seconds_it_stands():
    touch = log(create_prospect(), "no_answer")
    with pytest.raises(actions.CannotUndo, match="Ten seconds"):
        undo(touch, after=timedelta(seconds=16))
    assert Touch.objects.count() == 1


def test_only_who_logged_it_takes_it_back():
    touch = log(create_prospect(), "no_answer")
    with pytest.raises(actions.CannotUndo, match="Only the one"):
        undo(touch, by=create_user(team=touch.rep.team))
    assert Touch.objects.count() == 1


def test_what_a_later_touch_stands_on_is_not_taken_back():
    prospect = create_prospect()
    touch = log(prospect, "no_answer")
    log(prospect, "busy", at=TUESDAY + timedelta(seconds=2))
    with pytest.raises(actions.CannotUndo, match="Another touch"):
        undo(touch)
    assert Touch.objects.count() == 2


def test_a_note_that_came_in_between_stands_in_no_ones_way():
    prospect = create_prospect()
    touch = log(prospect, "no_answer")
    log(prospect, "noted", note="Their lead was pushed again.", at=TUESDAY + timedelta(seconds=2))
    assert undo(touch).is_new


def test_a_refusal_given_earlier_outlives_the_undo_of_a_later_one():
    prospect = create_prospect(
        contacts=[
            actions.NewContact(name="Dana", role="decision_maker", phone="+13125550142"),
            actions.NewContact(name="Lee", role="influencer", phone="+13125550143"),
        ]
    )
    dana = prospect.contacts.get(name="Dana")
    log(prospect, "opted_out", contact=dana)
    log(prospect, "opted_out", contact=dana, details={"channel": "email"})
    undo(log(prospect, "opted_out", contact=dana, at=TUESDAY + timedelta(days=1)))
    again = log(
        prospect,
        "opted_out",
        contact=dana,
        details={"channel": "email"},
        at=TUESDAY + timedelta(days=2),
    )
    undo(again)
    dana.refresh_from_db()
    assert dana.opted_out_at == TUESDAY
    assert dana.opted_out_channels == ["email"]
    assert prospect.status == "open"


def test_an_appointment_marked_held_by_mistake_is_planned_again():
    prospect = create_prospect()
    starts = TUESDAY + timedelta(hours=2)
    log(prospect, "appointment_set", details={"promised_at": starts})
    undo(log(prospect, "appointment_held", at=starts))
    assert Appointment.objects.get().state == "planned"


def test_an_attempt_taken_back_gives_its_number_to_the_next():
    prospect = create_prospect()
    undo(log(prospect, "no_answer"))
    prospect.refresh_from_db()
    assert log(prospect, "busy", at=TUESDAY + timedelta(minutes=1)).attempt_number == 1
