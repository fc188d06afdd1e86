"""Finding a prospect, and everything about one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from prospects.actions import NewContact
from prospects.models import Prospect
from tests.factories import create_prospect, create_user, log, plan_at


@pytest.fixture
def northgate(rep, now):
    people = [
        NewContact(
            name="Dana Reyes",
            role="decision_maker",
            phone="+1 312 555 0142",
            email="dana@northgate.example",
        )
    ]
    return create_prospect(owner=rep, now=now, name="Café Northgate", contacts=people)


def names(desk, **asked):
    page = desk.get(reverse("desk:prospects"), asked)
    assert page.status_code == 200
    return [row.name for row in page.context["listing"].rows]


@pytest.mark.parametrize(
    "typed",
    [
        "northgate",
        "CAFE NORTH",
        "Café",
        "dana",
        "dana@northgate.example",
        "DANA@northgate.example",
        "+1 312 555 0142",
        "(312) 555-0142",
        "13125550142",
        "5550142",
    ],
)
def test_a_prospect_is_found_by_whatever_is_at_hand(desk, rep, northgate, now, typed):
    create_prospect(owner=rep, now=now, name="Somebody else", contacts=[])

    assert names(desk, q=typed) == ["Café Northgate"]


@pytest.mark.parametrize("typed", ["nobody", "0000000", "x@y.example", "%", "_", "'", "\\"])
def test_what_is_not_there_is_not_found(desk, northgate, typed):
    assert names(desk, q=typed) == []


def test_a_search_never_shows_another_team(desk, db):
    create_prospect(owner=create_user(), name="Theirs")

    assert names(desk) == []
    assert names(desk, q="theirs") == []


def test_filters_stand_in_the_address(desk, rep, team, now):
    late = create_prospect(owner=rep, now=now, name="Late", contacts=[])
    plan_at(late, now - timedelta(days=1))
    ahead = create_prospect(owner=rep, now=now, name="Ahead", contacts=[])
    plan_at(ahead, now + timedelta(days=3))
    gone = create_prospect(owner=rep, now=now, name="Gone", contacts=[])
    log(gone, "lost", at=now, details={"reason": "too dear"})
    colleague = create_user(team=team)
    create_prospect(owner=colleague, now=now, name="Colleague's", contacts=[])

    assert names(desk, due="overdue") == ["Late"]
    assert names(desk, status="lost") == ["Gone"]
    assert names(desk, owner=str(colleague.public_id)) == ["Colleague's"]
    assert names(desk, sort="next", due="week", owner=str(rep.public_id)) == ["Late", "Ahead"]
    assert names(desk, status="open", sort="name") == ["Ahead", "Colleague's", "Late"]


def test_pages_follow_on_one_another(desk, rep, now):
    for number in range(53):
        create_prospect(owner=rep, now=now, name=f"P{number:02}", contacts=[])

    first = desk.get(reverse("desk:prospects"), {"sort": "name"})
    second = desk.get(reverse("desk:prospects") + first.context["next"])

    assert [row.name for row in second.context["listing"].rows] == ["P50", "P51", "P52"]
    assert second.context["previous"]


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "-id; drop table"},
        {"status": "merged"},
        {"due": "ever"},
        {"owner": "1"},
        {"cursor": "forged"},
        {"q": "x" * 201},
    ],
    ids=str,
)
def test_an_address_that_makes_no_sense_is_refused(desk, asked):
    assert desk.get(reverse("desk:prospects"), asked).status_code == 400


def test_a_rep_of_another_team_is_nobody_to_filter_by(desk, db):
    asked = {"owner": str(create_user().public_id)}

    assert desk.get(reverse("desk:prospects"), asked).status_code == 404


def test_a_page_says_the_three_things_first(desk, rep, northgate, now):
    log(northgate, "reached_talked", at=now, note="Luis decides", hook="a price for two sites")

    page = desk.get(reverse("desk:prospect", args=[northgate.public_id])).content.decode()

    assert "Luis decides" in page
    assert "a price for two sites" in page
    assert "Hi Dana, it&#x27;s Mia. When we spoke earlier today it was about a price" in page


def test_what_a_prospect_wrote_is_shown_as_text_and_nothing_else(desk, rep, now):
    hostile = "<script>alert(1)</script>"
    prospect = create_prospect(
        owner=rep,
        now=now,
        name=hostile,
        hook=hostile,
        environment=hostile,
        contacts=[NewContact(name=hostile, phone="javascript:alert(1)", email="a@b.example?x=<b>")],
    )

    for name in ("desk:card", "desk:prospect"):
        page = desk.get(reverse(name, args=[prospect.public_id])).content.decode()
        assert "<script>alert" not in page
        assert 'href="tel:javascript' not in page
        assert "?x=<b>" not in page


def test_the_claim_of_the_article_is_called_a_claim(desk, rep, northgate, now):
    for hours in range(4):
        log(northgate, "no_answer", at=now + timedelta(hours=hours))

    page = desk.get(reverse("desk:prospect", args=[northgate.public_id])).content.decode()

    assert "97 % of reps have stopped by now</strong>, as the article claims" in page


def test_a_call_outside_their_hours_is_warned_of(desk, rep, northgate, clock):
    clock.move(hours=14)  # four in the morning in Chicago

    page = desk.get(reverse("desk:card", args=[northgate.public_id])).content.decode()

    assert "outside calling hours there" in page


def test_a_merged_prospect_leads_to_where_it_went(desk, rep, northgate, now):
    other = create_prospect(owner=rep, now=now, contacts=[])
    Prospect.objects.filter(pk=other.pk).update(
        status="merged", merged_into=northgate, next_attempt_at=None, nag_at=None
    )

    for name in ("desk:card", "desk:prospect"):
        answer = desk.get(reverse(name, args=[other.public_id]))
        assert answer["Location"] == reverse(name, args=[northgate.public_id])


def test_a_note_that_came_with_the_lead_stands_in_the_timeline(desk, rep, now):
    prospect = create_prospect(owner=rep, now=now, comments="Asked for a demo")

    page = desk.get(reverse("desk:prospect", args=[prospect.public_id])).content.decode()

    assert "Asked for a demo" in page
