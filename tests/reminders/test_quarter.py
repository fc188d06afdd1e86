"""A whole quarter with reps, leave, holidays and changes of mind: everything due was told.

The figures of each run are printed: `pytest -s tests/reminders/test_quarter.py`.
"""

import pytest

from prospects.models import Prospect
from reminders import climbing, queries
from reminders.models import Reminder
from reminders.roster import Roster
from tests.reminders.quarter import DAYS, Simulation, verdict

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.slow_once]


@pytest.fixture(autouse=True)
def _mails(mailoutbox):
    """What leaves is looked at as it leaves."""


@pytest.mark.parametrize("seed", [1])
def test_every_due_attempt_is_told_every_overdue_one_escalated_none_that_is_pointless(seed, capsys):
    simulation = Simulation(seed)
    told = simulation.run(DAYS)

    problems, counts = verdict(told, manager=simulation.manager)

    with capsys.disabled():
        figures = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        print(f"\nA quarter, seed {seed}: {figures}; told wrong or not at all: {len(problems)}")
    assert problems == []
    assert counts["attempts due"] > 200
    assert counts["attempts to escalate"] > 20
    assert not Prospect.objects.open().exclude(raise_error="").exists()


# --- What the oracle would see ------------------------------------------------------------------


def forget_some(monkeypatch):
    """A scan that never looks at every seventh prospect."""
    looked = queries.lock_due

    def lock_due(**asked):
        return [key for key in looked(**asked) if key % 7]

    monkeypatch.setattr(queries, "lock_due", lock_due)


def tell_no_manager(monkeypatch):
    monkeypatch.setattr(Roster, "leading", lambda self, team_id: [])


def climb_too_early(monkeypatch):
    """A ladder that stands half a day ahead of its time."""
    rungs = climbing._rungs

    def early(due, roster, *, worker):
        climbed, ahead = rungs(due, roster, worker=worker)
        return ([*climbed, ahead] if climbed else climbed), ahead

    monkeypatch.setattr(climbing, "_rungs", early)


def keep_telling_what_is_done(monkeypatch):
    """Reminders that look at the prospect, and not at whether its attempt still stands."""
    monkeypatch.setattr(queries.digested, "live", lambda reminders: reminders)


@pytest.mark.parametrize(
    "break_it", [forget_some, tell_no_manager, climb_too_early, keep_telling_what_is_done]
)
def test_the_oracle_sees_what_is_broken(break_it, monkeypatch):
    break_it(monkeypatch)
    simulation = Simulation(3)

    # How long it takes until a manager must have been told is not the same in every run.
    for days in range(20, DAYS, 10):
        problems, counts = verdict(simulation.run(days), manager=simulation.manager)
        if counts["attempts to escalate"] > 1:
            break

    assert problems != []
    assert Reminder.objects.exists()
