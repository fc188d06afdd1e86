"""Next and previous inside any filtered list: in its order, whatever becomes of the rows."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.factories import create_prospect, create_user, plan_at


@pytest.fixture
def rows(rep, now, clock):
    return [create_prospect(owner=rep, name=name) for name in ("Alder", "Birch", "Cedar")]


def listed(desk, query="") -> dict[str, str]:
    """What the list links to, by the names it shows."""
    answer = desk.get(f"{reverse('desk:prospects')}{query}")
    page = answer.content.decode()
    links = {}
    for row in answer.context["listing"].rows:
        start = page.index(f"/prospects/{row.public_id}/")
        links[row.name] = unescape(page[start : page.index('"', start)])
    return links


def way(desk, address):
    return desk.get(address).context["in_list"]


def walk(desk, address) -> list[str]:
    """The names from `address` on, by the link to the next."""
    names = []
    while address:
        answer = desk.get(address)
        names.append(answer.context["panel"].prospect.name)
        address = answer.context["in_list"].next
    return names


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("?sort=name", ["Alder", "Birch", "Cedar"]),
        ("", ["Cedar", "Birch", "Alder"]),
        ("?sort=name&q=r", ["Alder", "Birch", "Cedar"]),
        ("?q=birch", ["Birch"]),
    ],
)
def test_the_next_ones_are_those_of_the_list_in_its_order(desk, rows, query, order):
    links = listed(desk, query)

    assert walk(desk, links[order[0]]) == order


def test_the_way_back_is_the_same(desk, rows):
    last = listed(desk, "?sort=name")["Cedar"]

    before = way(desk, last).previous

    assert desk.get(before).context["panel"].prospect.name == "Birch"
    assert way(desk, before).next.split("?")[0] == last.split("?")[0]
    assert way(desk, way(desk, before).previous).previous == ""
    assert way(desk, last).next == ""


def test_one_that_has_left_the_list_still_knows_who_is_next(desk, rows, now):
    for hour, prospect in enumerate(rows, start=1):
        plan_at(prospect, now.replace(hour=15 + hour))
    link = listed(desk, "?sort=next")["Alder"]
    plan_at(rows[0], now.replace(month=5))

    assert walk(desk, link) == ["Alder", "Birch", "Cedar", "Alder"]


def test_what_the_filter_leaves_out_is_passed_over(desk, rows, rep):
    create_prospect(owner=create_user(team=rep.team), name="Ash of another")
    links = listed(desk, f"?sort=name&owner={rep.public_id}")

    assert walk(desk, links["Alder"]) == ["Alder", "Birch", "Cedar"]


def test_another_teams_prospects_are_never_next(desk, rows):
    create_prospect(owner=create_user(), name="Bamboo")

    assert walk(desk, listed(desk, "?sort=name")["Alder"]) == ["Alder", "Birch", "Cedar"]


def test_a_place_that_was_not_given_out_is_refused(desk, rows):
    address = reverse("desk:prospect", args=[rows[0].public_id])
    by_name = parse_qs(urlsplit(listed(desk, "?sort=name")["Alder"]).query)["place"][0]

    assert desk.get(address, {"place": "made-up"}).status_code == 400
    assert desk.get(address, {"place": by_name, "sort": "next"}).status_code == 400


def test_logging_goes_on_down_the_list_and_then_back_to_the_queue(desk, rows, press):
    opened = listed(desk, "?sort=name")["Birch"].replace("/prospects/", "/desk/")
    page = desk.get(opened).content.decode()
    action = unescape(page.split('<form id="log" method="post" action="')[1].split('"')[0])

    def log(action):
        answer = desk.get(action.replace("log/", ""))
        form = answer.context["form"]
        sent = {"submission_id": form.initial["submission_id"], "outcome": "no_answer"}
        return desk.post(action, sent, follow=True)

    after = log(action)
    assert after.context["panel"].prospect.name == "Cedar"
    assert "No answer" in after.content.decode()
    last = after.context["in_list"]
    assert last.next == ""
    ended = log(f"{reverse('desk:log', args=[rows[2].public_id])}?{last.here}")
    assert "That was the last one of the list" in ended.content.decode()
    assert ended.context["in_list"] is None


def test_without_a_list_there_is_no_way_through_one(desk, rows):
    assert way(desk, reverse("desk:prospect", args=[rows[0].public_id])) is None
    assert way(desk, reverse("desk:card", args=[rows[0].public_id])) is None
