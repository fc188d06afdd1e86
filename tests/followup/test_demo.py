"""`manage.py demo`: a team at work, to look around in. Once, whole, and not by accident."""

from collections import Counter
from io import StringIO

import phonenumbers
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from cadence import rules
from followup import sample
from people.models import AuditEntry, Team, User
from prospects import queries
from prospects.models import Prospect, Touch

pytestmark = [pytest.mark.either_database, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def demo(*arguments: str) -> str:
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def test_the_sample_team_is_at_work(now, rf):
    said = demo()
    password = said.partition("with the password")[2].split()[0]
    for user in User.objects.all():
        assert user.email in said
        assert authenticate(rf.post("/"), email=user.email, password=password) == user
    assert Counter(User.objects.values_list("role", flat=True)) == {
        "rep": 3,
        "manager": 1,
        "admin": 1,
    }
    assert_every_kind_of_prospect_is_there(now)
    assert_the_numbers_ring_nowhere()
    assert Touch.objects.filter(recorded_at__gt=now).count() == 0
    again = demo()
    assert "is there already" in again
    assert password not in again
    assert Prospect.objects.count() == 60


def assert_every_kind_of_prospect_is_there(now):
    assert Prospect.objects.overdue(now=now).count() >= 5
    assert {"open", "won", "lost"} <= set(Prospect.objects.values_list("status", flat=True))
    phases = {"new", "promise", "chase", "talking", "deferred", "project", "nurture"}
    assert phases <= set(Prospect.objects.values_list("phase", flat=True))
    assert len(set(Prospect.objects.values_list("next_tz", flat=True))) >= 10
    assert len(set(Prospect.objects.values_list("country", flat=True))) >= 6
    sections = {
        row.section.value
        for rep in User.objects.filter(role="rep")
        for row in queries.queue(rep, now=now).rows
    }
    assert sections == {section.value for section in rules.Section}


def assert_the_numbers_ring_nowhere():
    """Every number can be read, and is in a range that no telephone company gives out."""
    free = ("55501", "442079460", "33199", "493023125", "4684650044", "612555001")
    for number in Prospect.objects.values_list("contacts__phone_e164", flat=True).distinct():
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert any(digits in number for digits in free), number


def test_a_sample_that_fails_halfway_leaves_nothing(monkeypatch):
    calls = []

    def breaks(*arguments, **named):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power went out")
        return tell(*arguments, **named)

    tell = sample._tell
    monkeypatch.setattr(sample, "_tell", breaks)
    with pytest.raises(RuntimeError):
        demo()
    assert not Team.objects.exists()
    assert not AuditEntry.objects.exists()


def test_in_production_it_asks_to_be_meant(settings, monkeypatch):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--yes"):
        demo()
    assert not Team.objects.exists()
    two = sample.companies()[:2]
    monkeypatch.setattr(sample, "STORIES", sample.STORIES[:2])
    monkeypatch.setattr(sample, "companies", lambda: two)
    assert "2 prospects" in demo("--yes")
