"""Views of the list, kept and shared; and changing many from the list."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from prospects.models import SavedView
from tests.factories import create_prospect, create_user

LIST = reverse("desk:prospects")
KEEP = reverse("desk:view-keep")


@pytest.fixture
def lee(team):
    return create_user(team=team, name="Lee Wong")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(client, query="") -> list[str]:
    return [view.name for view in client.get(LIST + query).context["views"]]


def shown(client, query="") -> set[str]:
    return {row.name for row in client.get(LIST + query).context["listing"].rows}


def test_a_view_is_the_filters_under_a_name(desk, rep, lee):
    create_prospect(owner=rep, name="Mine")
    create_prospect(owner=lee, name="Theirs")

    desk.post(f"{KEEP}?owner={rep.public_id}&sort=name&junk=1", {"name": "My list"})

    view = SavedView.objects.get()
    assert view.query == f"owner={rep.public_id}&sort=name"
    assert shown(desk, f"?{view.query}") == {"Mine"}
    page = desk.get(f"{LIST}?{view.query}").content.decode()
    assert f'<a href="?{view.query}" aria-current="true">My list</a>' in unescape(page)


def test_ones_own_view_is_nobody_elses_until_it_is_shared(desk, lee):
    desk.post(f"{KEEP}?status=open", {"name": "Open"})
    assert names(signed_in(lee)) == []

    desk.post(f"{KEEP}?status=open", {"name": "Open", "shared": "true"})

    assert names(signed_in(lee)) == ["Open"]
    assert names(signed_in(create_user())) == []
    assert SavedView.objects.count() == 1


def test_a_shared_view_of_mine_shows_each_their_own(desk, rep, lee):
    create_prospect(owner=rep, name="Mine")
    create_prospect(owner=lee, name="Theirs")

    assert shown(desk, "?owner=me") == {"Mine"}
    assert shown(signed_in(lee), "?owner=me") == {"Theirs"}


def test_only_who_made_it_and_who_leads_may_remove_it(desk, team, lee):
    desk.post(KEEP, {"name": "All", "shared": "true"})
    door = reverse("desk:view-remove", args=[SavedView.objects.get().public_id])

    assert signed_in(lee).post(door).status_code == 404
    assert signed_in(create_user(role="manager")).post(door).status_code == 404
    assert signed_in(create_user(team=team, role="manager")).post(door).status_code == 303
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_asked_for_one(desk):
    answer = desk.post(KEEP, {"name": "  "}, follow=True)

    assert "Give the view a name." in answer.content.decode()


def test_who_keeps_too_many_is_told(desk, rep, now):
    for number in range(41):
        answer = desk.post(KEEP, {"name": f"View {number}"}, follow=True)

    assert "Remove one of them first" in answer.content.decode()
    assert SavedView.objects.count() == 40


def test_filters_that_cannot_be_read_are_kept_by_nobody(desk):
    assert desk.post(f"{KEEP}?status=odd", {"name": "Odd"}).status_code == 400


# --- Changing many --------------------------------------------------------------------------------


@pytest.fixture
def manager(team, clock):
    return signed_in(create_user(team=team, role="manager", timezone="America/New_York"))


def chosen(prospects, **more):
    picks = [str(one.public_id) for one in prospects]
    return {"pick": picks, "back": "prospects?q=o&sort=name", **more}


def test_many_are_handed_over_from_the_list_as_previewed_and_taken_back(manager, rep, lee):
    prospects = [create_prospect(owner=rep, name=name) for name in ("One", "Two")]

    asked = manager.post(
        reverse("dashboards:preview"), chosen(prospects, do="hand-over", to=str(lee.public_id))
    )
    assert "Nothing has been changed yet" in asked.content.decode()
    assert 'href="/prospects/?q=o&amp;sort=name"' in asked.content.decode()
    sent = chosen(prospects, do="hand-over", to=str(lee.public_id), reason="leave")
    sent["pick"] = [
        f"{effect.public_id}:{effect.cycle}" for effect in asked.context["preview"].changing
    ]
    done = manager.post(reverse("dashboards:change"), sent, follow=True)

    assert done.redirect_chain[0][0].startswith("/prospects/?q=o&sort=name&done=")
    assert "2 prospects handed over to Lee Wong." in " ".join(done.content.decode().split())
    assert {one.owner for one in refreshed(prospects)} == {lee}

    undo = reverse("dashboards:undo", args=[done.context["changed"].batch])
    back = manager.post(undo, {"back": "prospects?q=o&sort=name"}, follow=True)
    assert back.redirect_chain[0][0] == "/prospects/?q=o&sort=name"
    assert {one.owner for one in refreshed(prospects)} == {rep}


def refreshed(prospects):
    for one in prospects:
        one.refresh_from_db()
    return prospects


def test_what_is_wrong_is_said_on_the_list(manager, rep):
    asked = chosen([create_prospect(owner=rep)], do="hand-over")

    answer = manager.post(reverse("dashboards:preview"), asked, follow=True)

    assert answer.redirect_chain[0][0] == "/prospects/?q=o&sort=name"
    assert answer.context["messages"]


def test_a_way_back_leads_nowhere_else(manager, rep):
    asked = chosen([create_prospect(owner=rep)], do="hand-over")
    asked["back"] = "prospects?//evil.example/%0d%0aSet-Cookie:a=b"

    answer = manager.post(reverse("dashboards:preview"), asked)

    assert answer["Location"].startswith("/prospects/?")
    assert "\n" not in answer["Location"]


def test_a_rep_is_offered_no_change_of_many(desk, rep):
    create_prospect(owner=rep)

    assert 'id="change"' not in desk.get(LIST).content.decode()
