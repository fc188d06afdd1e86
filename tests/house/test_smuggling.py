"""Naming another team's rows in a form or a body: refused, and nothing of theirs moves."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from people.models import User
from tests.house.two_teams import Side, visitor

pytestmark = [pytest.mark.either_database, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def sides(db, clock) -> tuple[Side, Side]:
    return Side("team-a-secret-5f1c"), Side("team-b-secret-93d0")


def of_theirs(theirs: Side) -> dict[str, str]:
    prospect = theirs.prospect
    return {
        "prospect": str(prospect.public_id),
        "pick": f"{prospect.public_id}:{prospect.cycle}",
        "contact": str(prospect.contacts.get().public_id),
        "user": str(theirs.rep.public_id),
        "e-mail": theirs.rep.email,
        "campaign": prospect.campaign.slug,
    }


# who asks, method, door, what is sent ("=" for what is theirs, "<" for what is ours), the answer
SMUGGLED = [
    ("key", "POST", "prospects:touches", {"outcome": "busy", "rep": "=e-mail"}, 400),
    ("rep", "POST", "prospects:touches", {"outcome": "busy", "contact": "=contact"}, 400),
    ("key", "POST", "intake:leads", {"company": {"name": "N"}, "assign_to": "=e-mail"}, 400),
    ("key", "POST", "intake:leads", {"company": {"name": "N"}, "campaign": "=campaign"}, 400),
    ("rep", "POST", "desk:log", {"outcome": "busy", "contact": "=contact"}, 422),
    ("manager", "POST", "dashboards:change", {"pick": "<pick", "to": "=user"}, 422),
    ("manager", "POST", "dashboards:preview", {"pick": "<pick", "to": "=user"}, 422),
    ("manager", "POST", "dashboards:change", {"pick": "=pick"}, 302),
    ("manager", "POST", "dashboards:preview", {"pick": "=pick"}, 200),
    ("manager", "GET", "dashboards:overdue", {"rep": "=user"}, 404),
    ("manager", "GET", "dashboards_api:overdue", {"rep": "=e-mail"}, 400),
    ("manager", "GET", "prospects:queue", {"rep": "=e-mail"}, 400),
    ("rep", "GET", "desk:prospects", {"owner": "=user"}, 404),
    ("rep", "GET", "desk:prospects", {"q": "=e-mail"}, 200),
    ("rep", "GET", "desk:prospects", {"q": "prospect team-b"}, 200),
    ("key", "GET", "prospects:list", {"owner": "=e-mail"}, 200),
    ("key", "GET", "intake:leads", {"external_id": "team-b-secret-93d0"}, 200),
    ("rep", "GET", "desk:card", {"logged": "=prospect"}, 200),
]


@pytest.mark.parametrize(("who", "method", "name", "sent", "status"), SMUGGLED)
def test_what_is_theirs_cannot_be_named_by_us(who, method, name, sent, status, sides):
    ours, theirs = sides
    before = ours.pursuits(), theirs.standing()
    client, headers = visitor(who, ours=ours, theirs=theirs)
    address = reverse(name, kwargs=ours.kwargs(name))
    data = {**ours.body(name), **filled(sent, ours, theirs)} if method == "POST" else None
    options = {}
    if method == "POST" and address.startswith("/api/"):
        options["content_type"] = "application/json"
    if method == "GET":
        data = filled(sent, ours, theirs)
    answer = getattr(client, method.lower())(address, data, headers=headers, **options)
    assert answer.status_code == status, answer.content
    assert (ours.pursuits(), theirs.standing()) == before
    # Nothing of theirs but what was sent comes back.
    said = answer.content.decode().lower()
    for value in filled(sent, ours, theirs).values():
        for written in (str(value), quote(str(value))):
            said = said.replace(written.lower(), "")
    assert theirs.marker not in said


def filled(sent, ours: Side, theirs: Side):
    return {
        name: of_theirs(theirs if value[0] == "=" else ours)[value[1:]]
        if isinstance(value, str) and value[0] in "=<"
        else value
        for name, value in sent.items()
    }


def test_an_unknown_person_and_one_of_another_team_get_the_same_words(sides):
    ours, theirs = sides
    client, headers = visitor("key", ours=ours, theirs=theirs)
    answers = []
    for email in (theirs.rep.email, "nobody@nowhere.example"):
        body = {"outcome": "busy", "rep": email}
        address = reverse("prospects:touches", kwargs=ours.kwargs("prospects:touches"))
        answer = client.post(address, body, content_type="application/json", headers=headers)
        answers.append(answer.json())
    assert answers[0] == answers[1]


# --- columns that are nobody's to send -----------------------------------------------------------

OURS_ALONE = {
    "role": "admin",
    "team": "1",
    "team_id": "1",
    "is_active": "",
    "is_superuser": "on",
    "email": "boss@team.example",
    "password": "another long and good one",
    "capacity_per_day": "1000",
    "public_id": "00000000-0000-0000-0000-000000000000",
}


def test_preferences_change_nothing_but_preferences(sides):
    ours, theirs = sides
    client, _ = visitor("rep", ours=ours, theirs=theirs)
    before = User.objects.values().get(pk=ours.rep.pk)
    answer = client.post(
        reverse("desk:preferences"), {**ours.body("desk:preferences"), **OURS_ALONE}
    )
    assert answer.status_code == 302
    after = User.objects.values().get(pk=ours.rep.pk)
    assert {name for name in after if after[name] != before[name]} == {"theme", "timezone"}


@pytest.mark.parametrize(
    "column",
    ["attempt_number", "recorded_at", "planned_for", "team", "prospect", "corrects", "cycle", "id"],
)
def test_a_touch_that_is_sent_with_a_column_of_ours_is_refused(sides, column):
    ours, theirs = sides
    client, headers = visitor("key", ours=ours, theirs=theirs)
    before = ours.pursuits()
    body = {"outcome": "busy", "rep": ours.rep.email, column: 1}
    address = reverse("prospects:touches", kwargs=ours.kwargs("prospects:touches"))
    answer = client.post(address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [column]
    assert ours.pursuits() == before
