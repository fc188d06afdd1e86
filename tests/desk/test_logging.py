"""Logging what came of it: one key, the next prospect, ten seconds to take it back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cadence.rules import Channel, Direction, Outcome
from desk.forms import OUTCOMES
from desk.queries import board, first_to_call
from prospects.models import Prospect, Touch
from tests.factories import create_prospect, create_user, log, plan_at

HTMX = {"HX-Request": "true"}
ANSWERS = {
    "maybe_later": {"period": "2 months"},
    "callback_agreed": {"when": "tomorrow 10:30"},
    "appointment_set": {"when": "thu 14:00", "minutes": "45", "place": "by phone"},
    "lost": {"reason": "bought elsewhere"},
    "voicemail_promised": {"promised_on": "tomorrow"},
    "gatekeeper_said": {"best_time": "Tue-Thu 07:30-08:30", "until": "mon"},
    "replied": {"way": "email"},
    "sent": {"way": "card"},
    "project_date": {"on": "2026-09-01"},
    "opted_out": {"which": "call"},
}


@pytest.fixture
def prospect(rep, now):
    return create_prospect(owner=rep, name="Northgate Dental", now=now)


@pytest.mark.parametrize("value", OUTCOMES)
def test_every_button_logs_its_outcome(press, prospect, value):
    answer = press(prospect, value, **ANSWERS.get(value, {}))

    touch = Touch.objects.get(prospect=prospect)
    assert answer.status_code == 303
    assert touch.outcome == OUTCOMES[value].outcome


def test_keys_are_each_for_one_thing():
    keys = [button.key for button in OUTCOMES.values()]

    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("cjknu/?")  # the desk's own


def test_the_next_of_the_queue_is_open_at_once(press, rep, prospect, now):
    following = create_prospect(owner=rep, now=now, hand_raiser=True)

    answer = press(prospect, "no_answer")

    assert answer["Location"].startswith(reverse("desk:card", args=[following.public_id]))


def test_after_the_last_one_the_queue_says_so(press, desk, prospect):
    answer = press(prospect, "won")
    page = desk.get(answer["Location"]).content.decode()

    assert "Nothing waits for you" in page
    assert "Closed: no next attempt." in page


def test_the_next_attempt_is_told_with_its_reason(press, desk, prospect):
    answer = press(prospect, "callback_agreed", when="tomorrow 10:30")
    page = desk.get(answer["Location"]).content.decode()

    assert "Callback agreed" in page
    assert "tomorrow 10:30 their time" in page
    assert "promised" in page


def test_a_time_is_kept_on_the_prospects_clock(press, prospect):
    press(prospect, "callback_agreed", when="4 mar 10:30")

    # Chicago, where it is an hour earlier than at the desk.
    assert Touch.objects.get().promised_at == datetime(2026, 3, 4, 16, 30, tzinfo=UTC)


def test_or_on_the_reps_own_clock_if_that_is_what_was_said(press, prospect):
    press(prospect, "callback_agreed", when="4 mar 10:30", whose="mine")

    assert Touch.objects.get().promised_at == datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def test_they_called_me_is_no_attempt_of_ours(press, prospect):
    press(prospect, "called_us")

    touch = Touch.objects.get()
    assert touch.direction == Direction.INBOUND
    assert touch.attempt_number is None


def test_a_call_is_a_call_whatever_was_planned(press, prospect, now):
    plan_at(prospect, now, next_channel="email")

    press(prospect, "no_answer")

    assert Touch.objects.get().channel == Channel.CALL


def test_what_was_sent_says_by_which_way(press, prospect):
    press(prospect, "sent", way="card")

    assert Touch.objects.get().channel == Channel.CARD


def test_a_missing_time_keeps_the_note_and_asks(press, prospect):
    answer = press(prospect, "callback_agreed", note="Luis decides", when="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Luis decides" in page
    assert page.count('<details class="talk" name="outcome" open>') == 1
    assert not Touch.objects.exists()


def test_a_time_that_has_passed_is_refused(press, prospect):
    answer = press(prospect, "callback_agreed", when="2026-03-01 10:00")

    assert "That is in the past." in answer.content.decode()


def test_enter_in_the_only_answered_question_logs_that_outcome(press, prospect):
    # What a browser sends along unasked: the lists stand at their first entry.
    untouched = {"callback_agreed-whose": "theirs", "sent-way": "email", "opted_out-which": ""}

    press(prospect, "", form={**untouched, "maybe_later-period": "6 weeks"})

    touch = Touch.objects.get()
    assert touch.outcome == Outcome.MAYBE_LATER
    assert touch.details == {"period_days": 42}


@pytest.mark.parametrize(
    "answers",
    [{}, {"maybe_later-period": "6 weeks", "lost-reason": "too dear"}],
    ids=["none answered", "two answered"],
)
def test_enter_logs_nothing_where_it_is_not_clear_what(press, prospect, answers):
    answer = press(prospect, "", form=answers)

    assert answer.status_code == 422
    assert not Touch.objects.exists()


def test_the_same_form_sent_twice_is_one_touch(press, prospect):
    same = {"submission_id": str(uuid4())}

    press(prospect, "no_answer", form=same)
    press(prospect, "no_answer", form=same)

    assert Touch.objects.count() == 1


def test_of_two_at_once_the_second_is_told(press, prospect, now):
    seen = prospect.cycle
    log(prospect, "no_answer", at=now)

    answer = press(prospect, "busy", form={"cycle": seen})

    assert answer.status_code == 422
    assert "Somebody else has logged" in answer.content.decode()
    assert Touch.objects.count() == 1


def test_a_colleagues_touch_may_be_with_anybody_there_but_nobody_elsewhere(press, prospect, rep):
    elsewhere = create_prospect(owner=rep).contacts.get()

    answer = press(prospect, "no_answer", form={"contact": str(elsewhere.public_id)})

    assert answer.status_code == 422
    assert not Touch.objects.exists()


def test_another_teams_prospect_is_not_there(press, desk):
    strange = create_prospect(owner=create_user())

    answer = press(strange, "no_answer")

    assert answer.status_code == 404
    assert desk.get(reverse("desk:card", args=[strange.public_id])).status_code == 404
    assert not Touch.objects.exists()


def test_htmx_gets_the_panels_of_the_next_and_no_second_page(press, desk, rep, prospect, now):
    following = create_prospect(owner=rep, now=now, hand_raiser=True)

    answer = press(prospect, "no_answer", headers=HTMX)
    panels = desk.get(answer["Location"], headers=HTMX)

    assert panels["HX-Push-Url"] == reverse("desk:card", args=[following.public_id])
    assert panels["HX-Trigger-After-Settle"] == "touch-logged"
    assert b"<html" not in panels.content
    assert following.name in panels.content.decode()


def undo(desk, prospect, touch):
    address = reverse("desk:undo", args=[prospect.public_id, touch.public_id])
    return desk.post(address, {"submission_id": str(uuid4())}, follow=True)


def test_a_touch_can_be_taken_back_for_ten_seconds(press, desk, prospect, clock):
    press(prospect, "lost", reason="wrong key")
    clock.move(seconds=9)

    page = undo(desk, prospect, Touch.objects.get()).content.decode()

    prospect.refresh_from_db()
    assert prospect.is_open
    assert "is taken back" in page


def test_and_not_a_minute_later(press, desk, prospect, clock):
    press(prospect, "lost", reason="too dear")
    clock.move(minutes=1)

    page = undo(desk, prospect, Touch.objects.get()).content.decode()

    prospect.refresh_from_db()
    assert not prospect.is_open
    assert "Ten seconds have passed" in page


def test_undo_is_offered_as_long_as_it_works(press, desk, prospect, clock):
    answer = press(prospect, "no_answer")

    assert b"Undo" in desk.get(answer["Location"]).content
    clock.move(seconds=11)
    assert b"Undo" not in desk.get(answer["Location"]).content


def test_a_closed_prospect_takes_no_touch_until_it_is_opened_again(press, desk, prospect, clock):
    press(prospect, "lost", reason="too dear")
    clock.move(days=2)
    page = desk.get(reverse("desk:card", args=[prospect.public_id])).content.decode()

    assert 'id="log"' not in page
    assert "Open it again" in page
    desk.post(reverse("desk:reopen", args=[prospect.public_id]), {"reason": "they rang"})
    prospect.refresh_from_db()
    assert prospect.is_open


HOSTILE = [
    {"submission_id": "not-a-uuid"},
    {"submission_id": ""},
    {"cycle": "99999999999999999999"},
    {"cycle": "-1"},
    {"outcome": "void"},
    {"outcome": "' OR 1=1 --"},
    {"note": "x" * 10_001},
    {"hook": "x" * 1_001},
    {"contact": "1"},
    {"outcome": "callback_agreed", "callback_agreed-when": "x" * 61},
    {"outcome": "callback_agreed", "callback_agreed-when": "31 dec 2999 10:00"},
    {"outcome": "callback_agreed", "callback_agreed-when": "9", "callback_agreed-whose": "?"},
    {"outcome": "maybe_later", "maybe_later-period": "9999 years"},
    {"outcome": "appointment_set", "appointment_set-when": "9", "appointment_set-minutes": "-5"},
    {"outcome": "project_date", "project_date-on": "0001-01-01"},
    {"outcome": "lost", "lost-reason": "dear", "lost-revisit_on": "9999-12-31"},
    {"outcome": "lost", "lost-reason": " "},
    {"outcome": "gatekeeper_said", "gatekeeper_said-best_time": "whenever"},
    {"outcome": "sent", "sent-way": "pigeon"},
]


@pytest.mark.parametrize("form", HOSTILE, ids=lambda form: "+".join(form))
def test_nonsense_is_refused_and_writes_nothing(press, prospect, form):
    answer = press(prospect, "no_answer", form=form)

    assert answer.status_code == 422
    assert not Touch.objects.exists()


def test_opening_a_prospect_costs_the_same_whatever_its_history(
    desk, rep, prospect, now, django_assert_max_num_queries
):
    for days in range(6):
        log(prospect, "no_answer", at=now + timedelta(days=days))

    with django_assert_max_num_queries(12):
        desk.get(reverse("desk:card", args=[prospect.public_id]), headers=HTMX)


def test_the_next_one_is_always_the_first_of_the_queue(rep, now):
    for number in range(24):
        prospect = create_prospect(owner=rep, now=now, contacts=[])
        at = now + timedelta(hours=(number * 37) % 60 - 40)
        plan_at(prospect, at, urgency=number % 3)
    strange = uuid4()

    while following := first_to_call(rep, now=now, besides=strange):
        assert following == board(rep, now=now).first.id
        gone = {"status": "won", "next_attempt_at": None, "nag_at": None}
        Prospect.objects.filter(public_id=following).update(**gone)

    assert [group.title for group in board(rep, now=now).groups] in ([], ["Tomorrow"])
