"""Handing over and moving many at once: what was previewed is done, and can be taken back."""

from datetime import timedelta

import pytest

from dashboards import actions, queries
from dashboards.actions import CannotChangePlan, HandOver, Picked, Replan
from prospects.models import PlanChange, Prospect
from tests.dashboards.standing import overdue
from tests.factories import create_prospect, create_user, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(ana, now):
    """Three prospects of Ana's, opened nine days ago and never tried."""
    return [create_prospect(owner=ana, now=now - timedelta(days=9)) for _ in range(3)]


def shown(prospects):
    return [Picked(public_id=each.public_id, cycle=each.cycle) for each in prospects]


def plan_of(prospect):
    prospect.refresh_from_db()
    return prospect.owner_id, prospect.next_attempt_at, prospect.overdue_at, prospect.status


def test_a_preview_changes_nothing(manager, bo, late, now):
    before = [plan_of(each) for each in late]

    found = actions.preview(HandOver(to=bo), picked=shown(late), by=manager, now=now)

    assert [effect.owner_after for effect in found.effects] == ["Bo Lindqvist"] * 3
    assert [plan_of(each) for each in late] == before
    assert not PlanChange.objects.exists()


@pytest.mark.parametrize("kind", ["hand-over", "re-plan"])
def test_what_was_previewed_is_what_is_done(manager, bo, late, now, kind):
    change = HandOver(to=bo) if kind == "hand-over" else Replan(until=now + timedelta(days=1))
    found = actions.preview(change, picked=shown(late), by=manager, now=now)

    actions.carry_out(change, picked=shown(late), by=manager, now=now)

    for prospect, effect in zip(late, found.effects, strict=True):
        prospect.refresh_from_db()
        assert str(prospect.owner) == effect.owner_after
        assert prospect.next_attempt_at == effect.next_attempt_after


def test_a_hand_over_gives_the_chosen_ones_alone(manager, ana, bo, late, now):
    done = actions.carry_out(HandOver(to=bo), picked=shown(late[:2]), by=manager, now=now)

    assert [plan_of(each)[0] for each in late] == [bo.pk, bo.pk, ana.pk]
    assert queries.changed(manager, done.batch).count == 2


def test_a_move_plans_every_attempt_for_that_moment(manager, late, now):
    until = now + timedelta(days=1, hours=2)

    actions.carry_out(
        Replan(until=until, reason="Trade fair"), picked=shown(late), by=manager, now=now
    )

    assert {plan_of(each)[1] for each in late} == {until}
    assert set(PlanChange.objects.values_list("kind", "reason", "by")) == {
        ("move", "Trade fair", manager.pk)
    }


@pytest.mark.parametrize("kind", ["hand-over", "re-plan"])
def test_an_undo_puts_every_plan_back(manager, bo, late, now, kind):
    change = HandOver(to=bo) if kind == "hand-over" else Replan(until=now + timedelta(days=1))
    before = [plan_of(each) for each in late]
    done = actions.carry_out(change, picked=shown(late), by=manager, now=now)

    assert actions.undo(batch=done.batch, by=manager, now=now) == 3

    assert [plan_of(each) for each in late] == before
    assert actions.undo(batch=done.batch, by=manager, now=now) == 0
    assert queries.changed(manager, done.batch).undoable == 0


def test_what_was_touched_since_the_change_is_not_taken_back(manager, bo, late, now):
    done = actions.carry_out(HandOver(to=bo), picked=shown(late), by=manager, now=now)
    late[0].refresh_from_db()
    log(late[0], "no_answer", at=now, by=bo)

    assert queries.changed(manager, done.batch).undoable == 2
    assert actions.undo(batch=done.batch, by=manager, now=now) == 2
    assert plan_of(late[0])[0] == bo.pk


def test_what_was_touched_since_it_was_shown_is_left_alone(manager, ana, bo, late, now):
    picked = shown(late)
    log(late[0], "no_answer", at=now)

    done = actions.carry_out(HandOver(to=bo), picked=picked, by=manager, now=now)

    assert done.left == 1
    assert [plan_of(each)[0] for each in late] == [ana.pk, bo.pk, bo.pk]


def test_another_teams_prospect_is_never_changed(manager, bo, now):
    foreign = create_prospect(now=now)

    done = actions.carry_out(HandOver(to=bo), picked=shown([foreign]), by=manager, now=now)

    assert done.left == 1
    assert plan_of(foreign)[0] != bo.pk
    assert not actions.preview(
        HandOver(to=bo), picked=shown([foreign]), by=manager, now=now
    ).effects


def test_a_preview_says_what_stays_as_it_is_and_why(manager, ana, bo, late, now):
    log(late[0], "won", at=now)
    theirs = create_prospect(owner=bo, now=now)

    found = actions.preview(
        HandOver(to=bo), picked=shown([late[0], late[1], theirs]), by=manager, now=now
    )

    assert {effect.name: effect.unchanged for effect in found.effects} == {
        late[0].name: "It is closed.",
        late[1].name: "",
        theirs.name: "It is Bo Lindqvist's already.",
    }
    assert [effect.name for effect in found.changing] == [late[1].name]


def test_a_preview_says_that_a_promised_time_moves(manager, ana, late, now):
    log(late[0], "callback_agreed", at=now, details={"promised_at": "2026-03-03T16:00:00Z"})

    found = actions.preview(
        Replan(until=now + timedelta(hours=3)), picked=shown(late), by=manager, now=now
    )

    assert [effect.breaks_promise for effect in found.effects] == [True, False, False]


def test_a_preview_warns_of_more_attempts_at_once_than_a_rep_can_make(manager, team, now):
    slow = create_user(team=team, name="Cy Young", capacity_per_half_hour=2)
    rows = [create_prospect(owner=slow, now=now) for _ in range(3)]
    change = Replan(until=now + timedelta(hours=20))

    crowded = actions.preview(change, picked=shown(rows), by=manager, now=now)
    fine = actions.preview(change, picked=shown(rows[:2]), by=manager, now=now)

    assert crowded.warnings == ["Cy Young gets 3 attempts in the same half-hour, and can make 2."]
    assert fine.warnings == []


def test_a_move_into_the_past_is_refused(manager, late, now):
    with pytest.raises(CannotChangePlan, match="Choose a time ahead"):
        actions.preview(Replan(until=now), picked=shown(late), by=manager, now=now)
    with pytest.raises(CannotChangePlan, match="Choose a time ahead"):
        actions.carry_out(Replan(until=now), picked=shown(late), by=manager, now=now)


def test_nobody_of_another_team_takes_over(manager, late, now):
    with pytest.raises(CannotChangePlan, match="works in this team"):
        actions.carry_out(HandOver(to=create_user()), picked=shown(late), by=manager, now=now)


def test_another_team_sees_and_undoes_nothing_of_ours(manager, bo, late, now):
    done = actions.carry_out(HandOver(to=bo), picked=shown(late), by=manager, now=now)
    stranger = create_user(role="manager")

    assert queries.changed(stranger, done.batch) is None
    assert actions.undo(batch=done.batch, by=stranger, now=now) == 0
    assert plan_of(late[0])[0] == bo.pk


def test_an_escalation_is_answered_by_a_change_of_plan(manager, ana, bo, now):
    from tests.dashboards.standing import escalate

    prospect = overdue(ana, since=now - timedelta(days=3))
    escalate(prospect, to=manager)

    actions.carry_out(HandOver(to=bo), picked=shown([prospect]), by=manager, now=now)

    assert queries.board(manager, now=now).escalated == []
    assert Prospect.objects.get(pk=prospect.pk).cycle == prospect.cycle + 1
