"""The playbook: words for each moment, tried on a real prospect, and what is worth sending."""

import pytest
from django.test import Client
from django.urls import reverse

from playbook.models import Article, Script
from prospects.actions import NewContact
from tests.factories import create_prospect, create_user

DANA = NewContact(name="Dana Reyes", role="decision_maker", phone="+13125550142")
BOOK = reverse("desk:playbook")
CALL = f"{reverse('desk:script')}?moment=call"


@pytest.fixture
def manager(team, clock) -> Client:
    client = Client()
    client.force_login(create_user(team=team, role="manager", name="Lee Wong"))
    return client


def body(answer) -> str:
    return answer.content.decode()


def test_every_moment_has_words_from_the_first_day_filled_for_the_next_prospect(desk, rep):
    create_prospect(owner=rep, name="New Leaf", contacts=[DANA])

    page = body(desk.get(BOOK))

    for moment in Script.Moment:
        assert f'id="m-{moment.value}"' in page
    assert "Filled in for New Leaf" in page
    assert "Hi Dana, it&#x27;s Mia" in page
    assert "{first_name}" not in page


def test_without_a_prospect_the_words_stand_all_the_same(desk):
    page = body(desk.get(BOOK))

    assert "Hi there, it&#x27;s Mia" in page


def test_who_has_no_prospect_tries_the_words_on_one_of_the_team_and_no_other(manager, rep):
    create_prospect(name="Theirs")
    assert "Filled in for" not in body(manager.get(BOOK))

    create_prospect(owner=rep, name="New Leaf", contacts=[DANA])

    assert "Filled in for New Leaf" in body(manager.get(BOOK))


def test_what_a_manager_writes_is_said_on_every_card(manager, desk, rep):
    prospect = create_prospect(owner=rep, contacts=[DANA])

    manager.post(CALL, {"body": "Good day {first_name}, three minutes?"})

    card = body(desk.get(reverse("desk:card", args=[prospect.public_id])))
    assert "Good day Dana, three minutes?" in card
    assert "your team’s own" in body(desk.get(BOOK))


def test_written_again_it_is_the_same_script(manager):
    manager.post(CALL, {"body": "One"})
    manager.post(CALL, {"body": "Two"})

    assert Script.objects.get().body == "Two"


def test_a_field_that_nothing_fills_is_named_and_nothing_is_kept(manager):
    answer = manager.post(CALL, {"body": "Hi {frist_name}"})

    assert answer.status_code == 422
    assert "Nothing is known that fills {frist_name}." in body(answer)
    assert not Script.objects.exists()


def test_words_are_tried_before_they_are_kept(manager):
    live = manager.post(
        CALL, {"body": "Hi {first_name} of {compny}", "try": "yes"}, headers={"HX-Request": "true"}
    )
    plain = manager.post(CALL, {"body": "Hi {first_name}", "try": "yes"})

    assert "Hi there of {compny}" in body(live)
    assert "<code>{compny}</code>" in body(live)
    assert "<html" not in body(live)
    assert "Hi there" in body(plain)
    assert not Script.objects.exists()


def test_ours_are_said_again(manager):
    manager.post(CALL, {"body": "One"})

    manager.post(reverse("desk:script-ours"))

    assert "your team’s own" not in body(manager.get(BOOK))
    assert Script.objects.get().is_active is False


def test_a_moment_that_is_none_is_refused(manager):
    assert manager.get(f"{reverse('desk:script')}?moment=lunch").status_code == 400


@pytest.mark.parametrize(
    ("pain", "shown"),
    [
        ("Queues at lunch, no-shows", ["Both", "Queues"]),
        ("long QUEUES", ["Queues"]),
        ("no shows", ["Both"]),
        ("queued", []),
        ("", []),
    ],
)
def test_articles_come_up_where_the_pain_speaks_of_them(desk, rep, team, pain, shown):
    for title, topics in (
        ("Queues", ["queues"]),
        ("Both", ["lunch", "no shows"]),
        ("Tea", ["tea"]),
    ):
        Article.objects.create(team=team, title=title, url="https://us.example", topics=topics)
    Article.objects.create(
        team=create_user().team, title="Theirs", url="https://x.example", topics=["queues"]
    )
    prospect = create_prospect(owner=rep, pain_points=pain)

    answer = desk.get(reverse("desk:prospect", args=[prospect.public_id]))

    assert [article.title for article in answer.context["articles"]] == shown
