"""The very first page: opened by a link that is printed at the start, once, and by nothing else."""

import json
import shlex
import stat
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from people import actions, first_run
from people.models import ApiKey, Team, User
from prospects.models import Prospect
from tests.factories import PASSWORD, TUESDAY, create_user
from tests.outbox.racing import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TOLD = {
    "team": "Northern Lights",
    "country": "FR",
    "timezone": "",
    "name": "Ada Perrin",
    "email": "Ada@Northern.example",
    "password": PASSWORD,
}


def token_of(link):
    return link.partition("token=")[2]


def open_page(client, link, **told):
    return client.post(reverse("people:welcome"), {**TOLD, "token": token_of(link), **told})


def test_without_the_link_there_is_no_such_page(client):
    first_run.offer()
    for asked in ("", "?token=", "?token=guess", f"?token={'0' * 64}", "?token=%C3%A9"):
        assert client.get(reverse("people:welcome") + asked).status_code == 404
        assert open_page(client, asked).status_code == 404
    assert not User.objects.exists()


def test_the_link_opens_it_and_nobody_may_keep_a_copy(client):
    link = first_run.offer()
    page = client.get(link.removeprefix("http://localhost:8000"))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert 'autocomplete="new-password"' in page.content.decode()


def test_only_the_hash_of_the_link_is_kept_readable_by_us_alone(settings):
    link = first_run.offer()
    [path] = [path for path in settings.DATA_DIR.iterdir() if "first_run" in path.name]
    assert token_of(link) not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_newer_link_replaces_the_older(client):
    older, newer = first_run.offer(), first_run.offer()
    assert not first_run.opens(token_of(older))
    assert first_run.opens(token_of(newer))


def test_it_makes_the_team_and_its_administrator_and_signs_them_in(
    client, django_capture_on_commit_callbacks
):
    link = first_run.offer()
    with django_capture_on_commit_callbacks(execute=True):
        page = open_page(client, link)
    assert page.status_code == 200
    admin = User.objects.get()
    assert (admin.email, admin.name, admin.role) == ("ada@northern.example", "Ada Perrin", "admin")
    assert (admin.team.name, admin.team.country) == ("Northern Lights", "FR")
    assert admin.timezone == admin.team.timezone == "Europe/Paris"
    assert client.get(reverse("desk:queue")).status_code == 200
    assert client.get(link).status_code == 404
    assert open_page(client, link).status_code == 404
    assert first_run.offer() is None


def test_the_curl_line_that_it_shows_pushes_a_lead_that_is_on_the_desk(client):
    shown = unescape(open_page(client, first_run.offer()).content.decode())
    line = shown.partition("<code>")[2].partition("</code>")[0]
    words = shlex.split(line.replace("\\\n", " "))
    assert words[:2] == ["curl", "-sS"]
    address, headers, body = words[2], words[3:7], words[words.index("-d") + 1]
    sent = dict(header.split(": ", 1) for header in headers[1::2])
    program = Client()
    pushed = program.post(
        address.removeprefix("http://testserver"),
        json.loads(body),
        content_type=sent["Content-Type"],
        headers={"authorization": sent["Authorization"]},
    )
    assert pushed.status_code == 201, pushed.content
    assert Prospect.objects.get().owner == User.objects.get()
    assert "Northwind Traders" in client.get(reverse("desk:queue")).content.decode()
    # Shown once: nowhere else, and not kept.
    assert ApiKey.objects.get().scopes == ["leads:read:own", "leads:write"]
    assert sent["Authorization"].split("_")[-1] not in str(ApiKey.objects.values())


def test_sample_data_is_a_team_of_its_own(client, monkeypatch):
    from followup import sample

    two = sample.companies()[:2]
    monkeypatch.setattr(sample, "STORIES", sample.STORIES[:2])
    monkeypatch.setattr(sample, "companies", lambda: two)
    page = open_page(client, first_run.offer(), with_sample="on").content.decode()
    assert Prospect.objects.filter(team__name=sample.TEAM).count() == 2
    assert not Prospect.objects.filter(team__name="Northern Lights").exists()
    assert "ana@sunrise.example" in page
    password = page.partition('id="sample-password">')[2].partition("<")[0]
    visitor = Client()
    signed_in = visitor.post(
        reverse("account_login"), {"login": "ana@sunrise.example", "password": password}
    )
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"team": " "}, "required"),
        ({"country": "XX"}, "valid choice"),
        ({"country": "US"}, "several"),
        ({"timezone": "Mars/Olympus"}, "valid choice"),
        ({"email": "ada"}, "valid email"),
        ({"password": "short"}, "too short"),
        ({"password": "northern lights", "name": "northern lights"}, "too similar"),
        ({"password": "x" * 5_000}, "at most"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, wrong, says):
    page = open_page(client, first_run.offer(), **wrong)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert TOLD["password"] not in page.content.decode()
    assert not Team.objects.exists()


def test_the_form_needs_the_token_of_its_page():
    strict = Client(enforce_csrf_checks=True)
    assert open_page(strict, first_run.offer()).status_code == 403
    assert not User.objects.exists()


# --- where it comes from -------------------------------------------------------------------------


def test_the_command_prints_the_link_until_somebody_works_here():
    said = StringIO()
    call_command("welcome", stdout=said)
    assert first_run.opens(token_of(said.getvalue().strip()))
    create_user()
    with pytest.raises(CommandError, match="sign in"):
        call_command("welcome")


def test_a_link_that_was_offered_opens_nothing_once_somebody_was_made_by_command():
    token = token_of(first_run.offer())
    create_user()
    assert not first_run.opens(token)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_house_at_once_one_gets_it():
    def try_it():
        told = {name: TOLD[name] for name in ("country", "name", "password")}
        return actions.open_house(
            team_name=f"Team {next(numbers)}",
            email=f"ada{next(numbers)}@northern.example",
            timezone="UTC",
            at=TUESDAY,
            **told,
        )

    numbers = iter(range(100))
    results = at_once(3, try_it)
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, actions.CannotOpenHouse) for result in results) == 2
    assert User.objects.count() == Team.objects.count() == 1
