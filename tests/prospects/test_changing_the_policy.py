"""A policy is changed, and every plan that follows from it is made again in the background."""

from datetime import timedelta

import pytest

from cadence import rules
from cadence.models import Policy
from groundwork import jobs
from groundwork.models import Job
from outbox import actions as outbox
from outbox.models import Message
from people.models import AuditEntry, User
from prospects import actions, queries
from prospects.jobs import replan
from prospects.models import Campaign, Prospect
from prospects.scope import Scope, Why
from tests.factories import TUESDAY, create_prospect, create_user, log

pytestmark = pytest.mark.django_db

MOVE = rules.ChangeKind.MOVE
SLOWER = {"chase_gaps": [4, 4, 4]}


@pytest.fixture
def manager():
    return create_user(role=User.Role.MANAGER)


@pytest.fixture
def rep(manager):
    return create_user(team=manager.team)


def change(manager, numbers=SLOWER, *, name="default", now=TUESDAY):
    return actions.change_policy(team=manager.team, by=manager, name=name, numbers=numbers, now=now)


def work_off(job, *, now=TUESDAY):
    """Do the job's slices one after another, as the runner does, and return the job."""
    for _ in range(1_000):
        done = replan(job, now)
        job.position, job.done = dict(done.position), done.done
        job.total = job.total if done.total is None else done.total
        job.result = job.result if done.result is None else dict(done.result)
        if done.finished:
            return job
    raise AssertionError("the job never ends")


def tried_once(rep, **more):
    """A prospect that was called in vain and is to be called again the next day."""
    prospect = create_prospect(owner=rep, **more)
    log(prospect, "no_answer")
    return prospect


def again(prospect):
    return Prospect.objects.get(pk=prospect.pk)


def test_a_slower_policy_moves_the_plans_that_follow_from_it(manager, rep):
    prospect = tried_once(rep)
    before = again(prospect)
    policy, job = change(manager)

    work_off(job)

    after = again(prospect)
    assert after.next_attempt_at - before.next_attempt_at >= timedelta(days=3)
    assert after.policy_version == policy
    assert after.cycle == before.cycle + 1
    assert after.nag_at == after.next_attempt_at
    assert job.result == {"moved": 1, "kept": 0, "left": 0}
    assert (job.done, job.total) == (1, 1)


def test_a_plan_made_again_is_the_plan_that_a_touch_would_have_made(manager, rep):
    many = [tried_once(rep) for _ in range(12)]
    _, job = change(manager)
    work_off(job)
    together = {one.pk: again(one) for one in many}

    one = tried_once(rep)

    assert {row.phase for row in together.values()} == {one.phase}
    assert {row.next_kind for row in together.values()} == {one.next_kind}
    assert {row.attempt_number for row in together.values()} == {one.attempt_number}
    for row in together.values():
        assert row.next_attempt_at.date() in {
            one.next_attempt_at.date() + timedelta(days=d) for d in (-1, 0, 1, 2, 3)
        }
        assert row.next_attempt_at == rules.instant(
            row.next_local_date, row.next_local_time, row.next_tz
        )


def test_promises_are_untouched(manager, rep):
    promised = create_prospect(owner=rep)
    log(promised, "callback_agreed", details={"promised_at": TUESDAY + timedelta(days=3)})
    before = again(promised)
    _, job = change(manager)

    work_off(job)

    after = again(promised)
    assert after.next_attempt_at == before.next_attempt_at == TUESDAY + timedelta(days=3)
    assert after.cycle == before.cycle
    assert after.updated_at == before.updated_at
    assert job.result == {"moved": 0, "kept": 1, "left": 0}


def test_what_a_person_moved_stays_where_it_was_put(manager, rep):
    moved = tried_once(rep)
    until = TUESDAY + timedelta(days=9)
    actions.snooze(
        prospect_ids=[moved.pk], until=until, by=manager, now=TUESDAY, reason="", kind=MOVE
    )
    _, job = change(manager)

    work_off(job)

    assert again(moved).next_attempt_at == until


def test_what_was_told_about_a_plan_that_moved_is_taken_back(manager, rep):
    moves, stays = tried_once(rep), create_prospect(owner=rep)
    log(stays, "callback_agreed", details={"promised_at": TUESDAY + timedelta(days=3)})
    for one in (moves, stays):
        outbox.queue(
            kind="reminders.digest",
            channel="email",
            address="rep@team.example",
            payload={},
            now=TUESDAY,
            about=f"prospect:{one.pk}:cycle:{one.cycle}",
        )
    _, job = change(manager)

    work_off(job)

    states = {m.about: m.state for m in Message.objects.all()}
    assert states[f"prospect:{moves.pk}:cycle:{moves.cycle}"] == "void"
    assert states[f"prospect:{stays.pk}:cycle:{stays.cycle}"] == "pending"


def test_whoever_moved_on_meanwhile_is_left_alone(manager, rep, monkeypatch):
    prospect = tried_once(rep)
    _, job = change(manager)
    read = queries.gather_many

    def and_then_somebody_logs(keys):
        found = read(keys)
        log(prospect, "busy", at=TUESDAY + timedelta(minutes=1))
        return found

    monkeypatch.setattr("prospects.queries.gather_many", and_then_somebody_logs)
    work_off(job)

    planned_by_the_touch = again(prospect)
    assert job.result == {"moved": 0, "kept": 0, "left": 1}
    assert planned_by_the_touch.attempts == 2
    assert planned_by_the_touch.attempt_number == 3


def test_an_attempt_that_is_due_stays_due(manager, rep):
    prospect = tried_once(rep)
    late = again(prospect).next_attempt_at + timedelta(hours=5)
    before = again(prospect)
    _, job = change(manager, {"chase_gaps": [1, 2]}, now=late)

    work_off(job, now=late)

    assert again(prospect).next_attempt_at == before.next_attempt_at
    assert again(prospect).nag_level == before.nag_level


def test_nobody_is_made_late_by_a_quicker_policy(manager, rep):
    change(manager)
    prospect = tried_once(rep)
    later = TUESDAY + timedelta(days=2, hours=1)
    assert again(prospect).next_attempt_at > later
    _, job = change(manager, {}, now=later)

    work_off(job, now=later)

    after = again(prospect)
    assert later <= after.next_attempt_at <= later + timedelta(days=2)
    assert "due_by_now" in {reason.code for reason in after.reasons()}


def test_a_killed_worker_is_taken_over_where_it_stopped(manager, rep, monkeypatch):
    many = [tried_once(rep) for _ in range(7)]
    monkeypatch.setattr("prospects.jobs.BATCH", 2)
    _, job = change(manager)
    first = replan(job, TUESDAY)
    job.position, job.done, job.result = dict(first.position), first.done, dict(first.result)
    planned = {one.pk: again(one).cycle for one in many}

    work_off(job)

    cycles = {one.pk: again(one).cycle for one in many}
    assert sum(cycles[key] - planned[key] for key in cycles) == 5
    assert job.result == {"moved": 7, "kept": 0, "left": 0}


def test_a_campaigns_own_policy_moves_its_prospects_alone(manager, rep):
    campaign = actions.create_campaign(
        team=manager.team, slug="spring", name="Spring", at=TUESDAY, by=manager
    )
    of_the_team, of_the_campaign = tried_once(rep), tried_once(rep, campaign=campaign)
    before = again(of_the_team).next_attempt_at
    slow, job = change(manager, name="slow")
    assert job.total == 0
    _, job = actions.choose_policy(campaign=campaign, name="slow", by=manager, now=TUESDAY)

    work_off(job)

    assert again(of_the_campaign).policy_version == slow
    assert again(of_the_team).next_attempt_at == before
    slower, job = change(manager, {"chase_gaps": [9]}, name="slow")
    assert Campaign.objects.get().policy == slower
    assert job.total == 1
    _, job = change(manager, {"chase_gaps": [2]})
    work_off(job)
    assert again(of_the_campaign).policy_version == slow
    assert job.total == 1


def test_a_policy_that_no_campaign_may_choose(manager):
    campaign = actions.create_campaign(
        team=manager.team, slug="spring", name="Spring", at=TUESDAY, by=manager
    )
    with pytest.raises(actions.CannotKeepPolicy) as refused:
        actions.choose_policy(campaign=campaign, name="nobody's", by=manager, now=TUESDAY)
    assert "name" in refused.value.problems


def test_each_number_at_fault_is_named(manager):
    with pytest.raises(actions.CannotKeepPolicy) as refused:
        change(manager, {"nurture_days": 0, "chase_gaps": "daily", "luck": 7, "maybe_days": 30})

    assert set(refused.value.problems) == {"nurture_days", "chase_gaps", "luck"}
    assert not Policy.objects.exists()
    assert not Job.objects.exists()


def test_numbers_that_contradict_each_other_are_refused_together(manager):
    with pytest.raises(actions.CannotKeepPolicy) as refused:
        change(manager, {"calls_open_minute": 900, "calls_close_minute": 800})
    assert refused.value.problems


def test_the_same_numbers_again_change_nothing(manager):
    first, _ = change(manager)
    again, none = change(manager)
    assert (again, none) == (first, None)
    assert Job.objects.count() == 1


def test_versions_count_up_and_the_trail_says_who_changed_what(manager):
    change(manager)
    policy, _ = change(manager, {"nurture_days": 60})
    assert policy.version == 2
    entry = AuditEntry.objects.filter(action="policy.changed").order_by("-pk").first()
    assert entry.user == manager
    assert entry.details["changed"]["nurture_days"] == [30, 60]


def test_a_later_change_takes_over_an_unfinished_job(manager, rep):
    tried_once(rep)
    _, first = change(manager)
    _, second = change(manager, {})
    first.refresh_from_db()
    assert first.state == Job.State.FAILED
    assert "took over" in first.error
    assert Job.objects.unfinished().get() == second


def test_a_re_planning_takes_the_same_few_statements_for_two_and_for_forty(
    manager, rep, django_assert_max_num_queries
):
    for _ in range(40):
        tried_once(rep)
    _, job = change(manager)
    with django_assert_max_num_queries(22):
        replan(job, TUESDAY)


def test_a_change_of_somebodys_hours_keeps_what_still_fits(manager, rep):
    prospects = [tried_once(rep) for _ in range(3)]
    before = {one.pk: again(one).next_attempt_at for one in prospects}
    scope = Scope(team_id=manager.team_id, why=Why.PERSON, owner_id=rep.pk)

    work_off(actions.start_replan(scope=scope, now=TUESDAY))
    assert {one.pk: again(one).next_attempt_at for one in prospects} == before

    User.objects.filter(pk=rep.pk).update(hours={str(d): [[900, 1020]] for d in range(5)})
    work_off(actions.start_replan(scope=scope, now=TUESDAY))
    zone = rules.zone(rep.timezone)
    for one in prospects:
        local = again(one).next_attempt_at.astimezone(zone)
        assert 15 <= local.hour < 17


@pytest.mark.django_db(transaction=True)
def test_the_runner_does_the_whole_job(manager, rep):
    prospect = tried_once(rep)
    before = again(prospect).next_attempt_at
    _, job = change(manager)

    jobs.work(clock=lambda: TUESDAY, seconds=20)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 1, 1)
    assert again(prospect).next_attempt_at > before
