"""What the busiest requests ask of the database: few statements, and never more for more data."""

import pytest

from bench import counts
from bench.population import ranks
from bench.population.chance import MOMENT
from people.actions import create_api_key
from people.models import User
from prospects.models import Prospect

# SQL statements, those that only mark a place in the transaction included. Fewer is better;
# more needs a very good reason.
MOST = {
    "queue": 7,
    "queue, polled": 4,
    "card": 11,
    "card, whole page": 16,
    "log": 13,
    "log, API": 13,
    "push": 16,
    "overdue": 13,
}
MOST_BYTES = {"queue": 15_000, "card": 15_000}  # gzipped


@pytest.fixture
def measured(filled, clock) -> dict[str, counts.Count]:
    """The counts of every request of the table, the clock standing at the world's moment."""
    clock.at = MOMENT
    rep = User.objects.select_related("team").get(email=ranks.rep_email(0))
    manager = User.objects.get(email=ranks.manager_email(rep.team_id))
    Prospect.objects.filter(team=rep.team).update(owner=rep)  # so that there is a queue to show
    scopes = ["leads:write", "prospects:read"]
    key = create_api_key(team=rep.team, name="yardstick", scopes=scopes, at=MOMENT)[1]
    return counts.measured(counts.Requests(rep=rep, manager=manager, key=key))


def test_every_request_of_the_table_keeps_to_its_statements(measured):
    found = {name: count.statements for name, count in measured.items()}
    assert found.keys() == MOST.keys()
    too_many = {
        name: (count, measured[name].texts) for name, count in found.items() if count > MOST[name]
    }
    assert not too_many


def test_pages_are_small_enough_for_a_phone(measured):
    sizes = {name: measured[name].packed for name in MOST_BYTES}
    assert all(sizes[name] <= most for name, most in MOST_BYTES.items()), sizes


def test_the_pages_that_are_counted_are_not_empty(measured):
    assert measured["queue"].size > 10_000
    assert measured["card"].size > 10_000
    assert measured["log"].statements > measured["queue, polled"].statements
