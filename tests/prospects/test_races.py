"""Two at once on one prospect: they take turns, and nothing is doubled or lost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cadence import rules
from prospects import actions
from prospects.models import PlanChange, Prospect, Touch
from tests.factories import TUESDAY, create_prospect, create_user
from tests.outbox.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 6


def logs(prospect, *, submission_id=None, seen_cycle=None):
    return lambda: actions.log_touch(
        prospect_id=prospect.pk,
        by=prospect.owner,
        now=TUESDAY,
        outcome=rules.Outcome.NO_ANSWER,
        submission_id=submission_id or uuid4(),
        seen_cycle=seen_cycle,
    )


def test_one_submission_sent_by_many_at_once_is_one_touch():
    prospect = create_prospect()
    results = at_once(TIMES, logs(prospect, submission_id=uuid4()))
    assert {result.touch.pk for result in results} == {Touch.objects.get().pk}
    assert sum(result.is_new for result in results) == 1
    prospect.refresh_from_db()
    assert (prospect.cycle, prospect.attempts) == (2, 1)


def test_many_touches_at_once_are_counted_one_by_one():
    prospect = create_prospect()
    results = at_once(TIMES, logs(prospect))
    assert sorted(result.touch.attempt_number for result in results) == [1, 2, 3, 4, 5, 6]
    prospect.refresh_from_db()
    assert prospect.attempts == prospect.touches_count == TIMES
    assert prospect.cycle == TIMES + 1
    assert prospect.attempt_number == TIMES + 1


def test_of_two_pages_that_show_the_same_cycle_one_is_told_it_was_late():
    prospect = create_prospect()
    results = at_once(2, logs(prospect, seen_cycle=prospect.cycle))
    late = [result for result in results if isinstance(result, actions.CannotLogTouch)]
    assert [problem.code for problem in late] == ["stale"]
    assert Touch.objects.count() == 1


def test_a_hand_over_of_many_and_calls_on_them_do_not_lock_each_other_out():
    rep = create_user()
    prospects = [create_prospect(owner=rep) for _ in range(4)]
    to = create_user(team=rep.team)
    work = [
        lambda: actions.hand_over(
            prospect_ids=[p.pk for p in prospects], to=to, by=rep, now=TUESDAY
        ),
        lambda: actions.hand_over(
            prospect_ids=[p.pk for p in reversed(prospects)], to=to, by=rep, now=TUESDAY
        ),
        *(logs(prospect) for prospect in prospects),
    ]
    waiting = iter(work)
    results = at_once(len(work), lambda: next(waiting)())
    assert [result for result in results if isinstance(result, BaseException)] == []
    assert set(Prospect.objects.values_list("owner", flat=True)) == {to.pk}
    assert Touch.objects.count() == 4
    assert PlanChange.objects.count() == 4


def test_one_undo_sent_by_two_at_once_is_one():
    prospect = create_prospect()
    touch = logs(prospect)().touch
    results = at_once(
        2,
        lambda: actions.undo_touch(
            touch_id=touch.pk,
            by=prospect.owner,
            now=TUESDAY + timedelta(seconds=1),
            submission_id=uuid4(),
        ),
    )
    assert sum(result.is_new for result in results) == 1
    assert Touch.objects.count() == 2


def test_one_lead_opened_by_two_at_once_is_one_prospect():
    rep = create_user()
    new = actions.NewProspect(
        name="Northwind", contacts=[actions.NewContact(name="Dana", email="dana@northwind.example")]
    )
    results = at_once(
        4,
        lambda: actions.open_prospect(team=rep.team, owner=rep, new=new, now=TUESDAY),
    )
    made = [result for result in results if isinstance(result, Prospect)]
    assert len(made) == 1
    assert Prospect.objects.count() == 1
    assert {type(result).__name__ for result in results} == {"Prospect", "IntegrityError"}
