"""Long work survives whoever does it."""

import pytest

from groundwork import jobs
from groundwork.actions import jobs as inside
from groundwork.models import Job

pytestmark = pytest.mark.django_db(transaction=True)

counted: list[int] = []
trouble: list[Exception] = []


def count_up(job: Job, now) -> jobs.Slice:
    """Count from the position to the job's goal, one a slice; fail where trouble is laid."""
    at = job.position.get("at", 0) + 1
    counted.append(at)
    if trouble:
        raise trouble.pop()
    return jobs.Slice(position={"at": at}, done=at, finished=at == job.arguments["goal"])


@pytest.fixture(autouse=True)
def handlers(settings):
    counted.clear()
    trouble.clear()
    settings.JOB_HANDLERS = {"count": f"{__name__}.count_up"}


def start(now, *, goal: int = 3) -> Job:
    return jobs.start("count", team_key=1, arguments={"goal": goal}, now=now, total=goal)


def test_a_job_is_done_to_its_end_with_its_progress(clock):
    job = start(clock.now())

    assert jobs.work(clock=clock.now) is False

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
    assert job.finished_at == clock.now()
    assert counted == [1, 2, 3]


def test_a_kind_that_nobody_handles_is_refused_at_once(now):
    with pytest.raises(KeyError):
        jobs.start("unheard of", team_key=1, arguments={}, now=now)


def test_a_killed_worker_leaves_the_place_where_its_slice_began(clock):
    job = start(clock.now())
    trouble.append(KeyboardInterrupt())  # nothing catches it, as nothing catches a kill

    with pytest.raises(KeyboardInterrupt):
        jobs.work(clock=clock.now)

    assert jobs.work(clock=clock.now) is False, "its lease still stands"
    clock.move(seconds=91)
    jobs.work(clock=clock.now)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert counted == [1, 1, 2, 3]


def test_a_failure_is_tried_again_after_a_pause(clock):
    job = start(clock.now())
    trouble.append(ValueError("secret"))

    jobs.work(clock=clock.now)
    job.refresh_from_db()
    assert (job.state, job.failures, job.error) == (Job.State.RUNNING, 1, "")

    clock.move(seconds=16)
    jobs.work(clock=clock.now)
    job.refresh_from_db()
    assert (job.state, job.failures) == (Job.State.DONE, 0)


def test_five_failures_in_a_row_end_it_with_a_sentence(clock, caplog):
    job = start(clock.now())

    for _try in range(5):
        trouble.append(ValueError("Dana Reyes"))
        jobs.work(clock=clock.now)
        clock.move(hours=1)

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, inside.BROKEN)
    assert "ValueError" in caplog.text
    assert "Dana Reyes" not in caplog.text


def test_giving_up_tells_why_and_is_not_tried_again(clock):
    job = start(clock.now())
    trouble.append(jobs.GiveUp("The file is empty."))

    jobs.work(clock=clock.now)

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "The file is empty.")


def test_one_job_at_a_time_is_under_a_lease(clock):
    start(clock.now())
    start(clock.now())

    assert inside._take_up(now=clock.now()) is not None
    assert inside._take_up(now=clock.now()) is None


def test_a_short_job_does_not_wait_for_the_end_of_a_long_one(clock, monkeypatch):
    monkeypatch.setattr(inside, "TURN_SECONDS", 0.0)
    long, short = start(clock.now(), goal=50), start(clock.now(), goal=2)

    ended = []
    original = inside._do_slice

    def do_slice(job: Job, *, now):
        goes_on = original(job, now=clock.move(seconds=1))
        if not goes_on:
            ended.append(job.pk)
        return goes_on

    monkeypatch.setattr(inside, "_do_slice", do_slice)
    jobs.work(clock=clock.now)

    assert ended == [short.pk, long.pk]


def test_whoever_slept_past_the_lease_does_nothing_more(clock):
    start(clock.now())
    sleeper = inside._take_up(now=clock.now())
    clock.move(seconds=91)
    assert sleeper is not None
    assert inside._take_up(now=clock.now()) is not None

    assert inside._do_slice(sleeper, now=clock.now()) is False
    assert counted == []


def test_a_cancelled_job_stops_where_it_stands(clock):
    job = start(clock.now())

    assert jobs.cancel(job, now=clock.now(), reason="Stopped by Dana.")
    jobs.work(clock=clock.now)

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "Stopped by Dana.")
    assert counted == []
    assert not jobs.cancel(job, now=clock.now(), reason="again")
