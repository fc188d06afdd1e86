"""What calls teach of the hours: counted as they come, countable anew, read into curves."""

from datetime import timedelta
from io import StringIO
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoTestCase

from cadence import rules
from cadence.models import Curve
from groundwork.appendonly import arm, disarm
from groundwork.models import Job
from people.models import User
from prospects import actions
from prospects.models import Contact, Prospect, SlotMark, SlotTally, Touch
from prospects.queries import lessons
from tests.factories import TUESDAY, create_prospect, create_user, log

pytestmark = pytest.mark.django_db


def counted():
    """The tallies as the business would say them."""
    return {
        (row.role, row.country, row.weekday, row.half_hour, row.before): (row.dials, row.reached)
        for row in SlotTally.objects.all()
    }


# --- Counting -----------------------------------------------------------------------------------


def test_a_call_counts_for_its_half_hour_on_their_clock():
    log(create_prospect(), "no_answer")

    actions.count_slots()

    # 15:00 UTC on a Tuesday is 9:00 in Chicago, where the number rings.
    assert counted() == {("decision_maker", "US", 1, 18, 0): (1, 0)}


def test_an_answer_counts_as_reached_and_a_second_call_knows_of_the_first():
    prospect = create_prospect()
    log(prospect, "no_answer")
    log(prospect, "reached_talked", at=TUESDAY + timedelta(days=1, hours=3))

    actions.count_slots()

    assert counted() == {
        ("decision_maker", "US", 1, 18, 0): (1, 0),
        ("decision_maker", "US", 2, 24, 1): (1, 1),
    }


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("sent", {"channel": rules.Channel.EMAIL}),
        ("noted", {}),
        ("replied", {"channel": rules.Channel.EMAIL}),
        ("wrong_number", {}),
    ],
)
def test_what_rang_nowhere_teaches_nothing(outcome, more):
    log(create_prospect(), outcome, **more)
    actions.count_slots()
    assert counted() == {}


def test_nothing_is_counted_twice():
    prospect = create_prospect()
    log(prospect, "no_answer")
    assert actions.count_slots() == 1
    log(prospect, "busy", at=TUESDAY + timedelta(days=1))
    assert actions.count_slots() == 1
    assert actions.count_slots() == 0
    assert sum(dials for dials, _ in counted().values()) == 2


def test_a_touch_that_is_taken_back_is_taken_off():
    prospect = create_prospect()
    touch = log(prospect, "reached_talked")
    actions.count_slots()
    actions.undo_touch(
        touch_id=touch.pk,
        by=prospect.owner,
        now=TUESDAY + timedelta(seconds=5),
        submission_id=uuid4(),
    )
    assert counted()
    actions.count_slots()
    assert counted() == {}
    assert actions.check_slots().wrong == 0


def test_what_is_corrected_or_forgotten_later_changes_no_count():
    prospect = create_prospect()
    log(prospect, "no_answer")
    actions.count_slots()
    before = counted()
    Contact.objects.update(role="gatekeeper", timezone="Asia/Tokyo", name="")
    Prospect.objects.update(country="JP", timezone="Asia/Tokyo")

    assert actions.check_slots().wrong == 0
    assert actions.rebuild_slots().wrong == 0
    assert counted() == before


def test_touches_older_than_lessons_are_worked_out_from_what_is_known_now():
    prospect = create_prospect()
    log(prospect, "no_answer")
    log(prospect, "reached_talked", at=TUESDAY + timedelta(days=1, hours=3))
    actions.count_slots()
    as_logged = counted()
    forget_lessons()
    SlotTally.objects.all().delete()
    SlotMark.objects.all().delete()

    actions.count_slots()

    assert counted() == as_logged
    assert actions.check_slots().wrong == 0


def forget_lessons():
    """As rows from before the column have it. The guard is off for as long as it takes."""
    disarm(connection, "prospects_touch")
    Touch.objects.update(lesson=None)
    arm(connection, "prospects_touch")


def test_a_stretch_that_breaks_off_has_counted_nothing_of_itself(monkeypatch):
    prospect = create_prospect()
    monkeypatch.setattr("prospects.queries.lessons.STRETCH", 2)
    for day in range(5):
        log(prospect, "no_answer", at=TUESDAY + timedelta(days=day))
    add_up, times = actions.learning.add_up, []

    def dies_in_the_second(counts):
        times.append(1)
        add_up(counts)
        if len(times) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("prospects.actions.learning.add_up", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        actions.count_slots()
    assert sum(dials for dials, _ in counted().values()) == 2

    monkeypatch.setattr("prospects.actions.learning.add_up", add_up)
    assert actions.count_slots() == 3
    assert sum(dials for dials, _ in counted().values()) == 5
    assert actions.check_slots().wrong == 0


def test_a_touch_that_is_still_being_written_holds_back_those_after_it(monkeypatch):
    prospect = create_prospect()
    log(prospect, "no_answer")
    monkeypatch.setattr(lessons, "writers", lambda: ["7/1", "7/2"])
    assert actions.count_slots() == 0

    log(prospect, "busy", at=TUESDAY + timedelta(days=1))
    monkeypatch.setattr(lessons, "writers", lambda: ["7/2", "7/3"])
    assert actions.count_slots() == 0

    monkeypatch.setattr(lessons, "writers", lambda: ["7/3"])
    assert actions.count_slots() == 1

    monkeypatch.setattr(lessons, "writers", list)
    assert actions.count_slots() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_writes_a_touch_is_seen_until_the_transaction_ends():
    prospect = create_prospect()
    written, looked = Event(), Event()

    def write():
        with transaction.atomic():
            log(prospect, "no_answer")
            written.set()
            looked.wait(10)
        connections.close_all()

    other = Thread(target=write)
    other.start()
    written.wait(10)
    assert len(lessons.writers()) == 1
    assert actions.count_slots() == 0
    looked.set()
    other.join()
    assert lessons.writers() == []
    assert actions.count_slots() == 1


# --- Counting anew ------------------------------------------------------------------------------


def test_a_tally_that_was_spoilt_is_found_and_made_anew():
    log(create_prospect(), "no_answer")
    actions.count_slots()
    before = counted()
    SlotTally.objects.update(dials=7)

    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("rebuild_slot_tallies", "--check", stdout=out)
    assert "1 tallies, 1 wrong" in out.getvalue()

    call_command("rebuild_slot_tallies", stdout=out)
    assert counted() == before
    call_command("rebuild_slot_tallies", "--check", stdout=out)


OUTCOMES = st.sampled_from(
    ["no_answer", "busy", "voicemail_left", "gatekeeper", "reached_talked", "sent", "noted"]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.integers(0, 2), OUTCOMES, st.integers(0, 60 * 24 * 20)),
        st.tuples(st.just("undo"), st.just(0), st.just(""), st.just(0)),
        st.tuples(st.just("count"), st.just(0), st.just(""), st.just(0)),
        st.tuples(st.just("promote"), st.integers(0, 2), st.just(""), st.just(0)),
    ),
    max_size=30,
)


class TestWhateverIsLogged(DjangoTestCase):
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(steps=STEPS)
    def test_the_tallies_are_what_a_count_of_the_touches_says(self, steps):
        rep = create_user()
        several = [create_prospect(owner=rep) for _ in range(3)]
        now, last = TUESDAY, None
        for step, which, outcome, minutes in steps:
            now += timedelta(minutes=7)
            if step == "log":
                back = timedelta(minutes=minutes if minutes % 5 == 0 else 0)
                last = log(several[which], outcome, at=now, occurred_at=now - back)
            elif step == "undo" and last is not None:
                actions.undo_touch(
                    touch_id=last.pk,
                    by=rep,
                    now=last.recorded_at + timedelta(seconds=4),
                    submission_id=uuid4(),
                )
                last = None
            elif step == "promote":
                Contact.objects.filter(prospect=several[which]).update(role="influencer")
            elif step == "count":
                actions.count_slots()
        actions.count_slots()

        anew = {}
        for touch in Touch.objects.standing().exclude(lesson=""):
            dials, reached = anew.get(touch.lesson, (0, 0))
            answered = touch.outcome == "reached_talked"
            anew[touch.lesson] = (dials + 1, reached + answered)
        kept = sorted((row.dials, row.reached) for row in SlotTally.objects.all())
        assert kept == sorted(anew.values())
        assert actions.check_slots().wrong == 0


# --- Curves -------------------------------------------------------------------------------------


@pytest.fixture
def team():
    return create_user().team


def calls(team, *, hour, dials, reached, weekday=1):
    """What a team's calls in the half-hour from `hour` on would have been counted into."""
    SlotTally.objects.create(
        team=team,
        role="decision_maker",
        country="US",
        weekday=weekday,
        half_hour=hour * 2,
        before=0,
        near=0,
        month=TUESDAY.date().replace(day=1),
        dials=dials,
        reached=reached,
    )


def test_a_few_calls_make_no_curve(team):
    calls(team, hour=10, dials=99, reached=50)
    assert actions.learn_curves(now=TUESDAY) == []


def test_a_curve_says_what_the_calls_say(team):
    calls(team, hour=9, dials=400, reached=4)
    calls(team, hour=16, dials=400, reached=200)

    (curve,) = actions.learn_curves(now=TUESDAY)

    assert (curve.version, curve.made_from_touches) == (1, 800)
    odds = dict(zip(range(48), curve.numbers["everybody"], strict=True))
    assert odds[32] > 5 * odds[18]


def test_a_curve_is_made_again_after_a_day_or_many_more_calls_and_not_before(team):
    calls(team, hour=9, dials=400, reached=40)
    assert len(actions.learn_curves(now=TUESDAY)) == 1
    assert actions.learn_curves(now=TUESDAY + timedelta(days=9)) == []

    calls(team, hour=10, dials=50, reached=20)
    assert actions.learn_curves(now=TUESDAY + timedelta(hours=23)) == []
    assert len(actions.learn_curves(now=TUESDAY + timedelta(hours=25))) == 1
    calls(team, hour=11, dials=400, reached=20)
    assert len(actions.learn_curves(now=TUESDAY + timedelta(hours=26))) == 1
    assert [c.version for c in Curve.objects.order_by("pk")] == [1, 2, 3]


def test_the_next_plan_is_made_by_the_newest_curve(team):
    rep = create_user(team=team, role=User.Role.REP)
    before = create_prospect(owner=rep)
    log(before, "no_answer")
    assert before.curve_version is None
    for weekday in range(5):
        calls(team, hour=9, dials=900, reached=9, weekday=weekday)
        calls(team, hour=16, dials=900, reached=500, weekday=weekday)
    (curve,) = actions.learn_curves(now=TUESDAY)

    after = create_prospect(owner=rep)
    log(after, "no_answer")

    assert after.curve_version == curve
    assert after.explored or after.next_local_time.hour in {15, 16, 17}


def test_a_new_curve_moves_only_plans_that_are_more_than_a_day_ahead(team):
    calls(team, hour=9, dials=900, reached=9)
    calls(team, hour=16, dials=900, reached=500)
    create_prospect(owner=create_user(team=team))
    actions.learn_curves(now=TUESDAY)
    job = Job.objects.get()
    assert job.arguments["planned_from"] == (TUESDAY + timedelta(days=1)).isoformat()
    assert job.arguments["why"] == "curve"
