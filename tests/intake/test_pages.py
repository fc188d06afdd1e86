"""The pages of the intake: possible duplicates, leads that came in, keys for programs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from intake import actions
from intake.models import Lead, PossibleDuplicate
from people.actions import find_api_key
from people.models import ApiKey, AuditEntry
from prospects.models import Campaign, Prospect, Territory
from prospects.queries.names import alike_in_town, likeness
from tests.factories import TUESDAY, create_prospect, create_team, create_user, log
from tests.intake.conftest import lead, problem

LATER = TUESDAY + timedelta(minutes=5)


@pytest.fixture
def manager(team):
    return create_user(team=team, role="manager")


@pytest.fixture
def browser(manager, clock) -> Client:
    client = Client()
    client.force_login(manager)
    return client


# --- Possible duplicates -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("northwind traders", "northwind traders inc"),
        ("northwind traders", "northwind trader"),
        ("northwind traders gmbh", "northwind traders"),
    ],
)
def test_names_that_differ_a_little_are_alike(rep, one, other):
    first = create_prospect(owner=rep, name=one, city="Chicago")
    second = create_prospect(owner=rep, name=other, city="CHICAGO ")

    [(key, like)] = alike_in_town(second)

    assert key == first.pk
    assert like == pytest.approx(likeness(one, other), abs=0.001)


@pytest.mark.parametrize(
    ("name", "city"),
    [("Northwind Traders", "Boston"), ("Northern Lights", "Chicago"), ("Northwind Traders", "")],
)
def test_another_name_or_another_town_is_not_alike(rep, name, city):
    create_prospect(owner=rep, name="Northwind Traders", city="Chicago")

    assert alike_in_town(create_prospect(owner=rep, name=name, city=city)) == []


def test_another_team_s_are_never_compared(rep):
    create_prospect(team=create_team(), name="Northwind Traders", city="Chicago")

    assert alike_in_town(create_prospect(owner=rep, name="Northwind Traders", city="Chicago")) == []


@pytest.fixture
def pair(rep) -> PossibleDuplicate:
    create_prospect(owner=rep, name="Northwind Traders", city="Chicago", industry="food")
    create_prospect(owner=rep, name="Northwind Traders Inc", city="Chicago", industry="drink")
    assert actions.find_duplicates(now=LATER) == 2
    return PossibleDuplicate.objects.get()


def address(name: str, pair: PossibleDuplicate) -> str:
    return reverse(f"duplicates:{name}", args=[pair.public_id])


def test_the_newest_are_left_for_the_next_look(rep):
    create_prospect(owner=rep, name="Northwind Traders", city="Chicago")

    assert actions.find_duplicates(now=TUESDAY) == 0
    assert actions.find_duplicates(now=LATER) == 1
    assert actions.find_duplicates(now=LATER) == 0


def test_they_are_listed_and_shown_side_by_side(browser, pair):
    listing = browser.get(reverse("duplicates:list")).content.decode()
    shown = browser.get(address("pair", pair)).content.decode()

    assert "Northwind Traders Inc" in listing
    assert "food" in shown
    assert "drink" in shown


def test_they_are_merged_and_taken_apart_again(browser, pair):
    answer = browser.post(address("merge", pair), {"keep": "older", "instead": "industry"})

    page = browser.get(answer["Location"]).content.decode()
    assert "are one prospect now" in page
    kept, merged = Prospect.objects.order_by("pk")
    assert (kept.industry, merged.status) == ("drink", "merged")

    browser.post(address("undo", pair))

    kept, merged = Prospect.objects.order_by("pk")
    assert (kept.industry, merged.status) == ("food", "open")
    pair.refresh_from_db()
    assert pair.state == "open"


def test_not_the_same_is_remembered(browser, pair):
    browser.post(address("tell-apart", pair))

    assert "No two look alike" in browser.get(reverse("duplicates:list")).content.decode()
    from intake.models import DuplicateSearch

    DuplicateSearch.objects.update(searched_to=0)
    actions.find_duplicates(now=LATER)
    assert PossibleDuplicate.objects.get().state == "different"


def test_what_cannot_be_merged_is_told(browser, pair):
    log(pair.newer, "opted_out", at=TUESDAY)

    answer = browser.post(address("merge", pair), {"keep": "older"}, follow=True)

    assert "asked not to be contacted" in answer.content.decode()


def test_a_stranger_s_pair_is_not_there(browser, pair, clock):
    stranger = Client()
    stranger.force_login(create_user(role="manager"))

    assert stranger.get(address("pair", pair)).status_code == 404
    assert stranger.post(address("merge", pair)).status_code == 404


# --- Leads that came in --------------------------------------------------------------------------


def test_a_refused_lead_is_shown_with_its_body_and_reason(browser, vendor):
    vendor.push({"typo": "<b>1</b>"})
    refused = Lead.objects.get()

    listing = browser.get(reverse("pushed:leads"), {"fate": "refused"}).content.decode()
    shown = browser.get(reverse("pushed:lead", args=[refused.public_id])).content.decode()

    assert str(refused.public_id) in listing
    assert "&lt;b&gt;1&lt;/b&gt;" in shown
    assert "This key is not known" in shown


def test_a_refused_lead_can_be_judged_again_when_the_house_is_put_right(browser, vendor, team):
    vendor.push(lead(campaign="q3"))
    refused = Lead.objects.get()
    replay = reverse("pushed:replay", args=[refused.public_id])

    told = browser.post(replay, follow=True).content.decode()
    assert "Still not taken" in told
    Campaign.objects.create(team=team, slug="q3", name="Q3", created_at=TUESDAY)
    told = browser.post(replay, follow=True).content.decode()

    assert "Judged again: created" in told
    assert Prospect.objects.get().campaign.slug == "q3"


def test_a_replay_of_what_came_again_meanwhile_leads_back_to_the_list(browser, vendor, team):
    vendor.push(lead(external_id="x", campaign="q3"))
    refused = Lead.objects.get()
    Campaign.objects.create(team=team, slug="q3", name="Q3", created_at=TUESDAY)
    vendor.push(lead(external_id="x", campaign="q3"))

    answer = browser.post(reverse("pushed:replay", args=[refused.public_id]), follow=True)

    assert answer.status_code == 200
    assert Prospect.objects.count() == 1


def test_an_untouched_lead_can_be_withdrawn_and_pushed_again(vendor, clock):
    pushed = vendor.push(lead(external_id="x")).json()
    withdraw = f"/api/v1/leads/{pushed['id']}/withdraw/"

    for _ in range(2):
        assert vendor.tell(withdraw).json()["fate"] == "withdrawn"

    assert Prospect.objects.get().status == "lost"
    clock.move(minutes=1)
    again = vendor.push(lead(external_id="x")).json()
    assert again["result"] == "merged"
    assert Prospect.objects.get().status == "open"


def test_a_lead_that_was_worked_cannot_be_withdrawn(vendor):
    pushed = vendor.push(lead()).json()
    log(Prospect.objects.get(), "no_answer")

    problem(vendor.tell(f"/api/v1/leads/{pushed['id']}/withdraw/"), 409)


def test_a_merged_lead_cannot_be_withdrawn(vendor):
    vendor.push(lead(external_id="1"))
    merged = vendor.push(lead(external_id="2")).json()

    problem(vendor.tell(f"/api/v1/leads/{merged['id']}/withdraw/"), 409)


# --- Keys ----------------------------------------------------------------------------------------


def text_in(answer) -> str:
    return answer.content.decode().partition('id="key" value="')[2].partition('"')[0]


def opened(text: str, *, at=TUESDAY, from_address: str = "") -> ApiKey | None:
    """Return the key that a text opens at a time."""
    return find_api_key(text, read=lambda rows: (rows.first(), at), from_address=from_address)


def make_key(browser, **told):
    form = {"name": "Acme", "scopes": ["leads:write", "leads:read:own"], **told}
    return browser.post(reverse("keys:keys"), form)


def test_a_key_is_made_and_shown_once(browser, team):
    campaign = Campaign.objects.create(team=team, slug="q3", name="Q3", created_at=TUESDAY)
    answer = make_key(
        browser,
        campaign=campaign.pk,
        asked_us="on",
        allowed_addresses="203.0.113.0/24, 198.51.100.7",
        expires_on="2026-04-01",
        default_source="acme",
    )

    key = opened(text_in(answer), from_address="203.0.113.9")
    assert key is not None
    assert key.scopes == ["leads:read:own", "leads:write"]
    assert (key.lead_defaults.campaign, key.lead_defaults.asked_us) == (campaign, True)
    assert opened(text_in(answer), from_address="192.0.2.1") is None
    april = TUESDAY.replace(month=4, day=2)
    assert opened(text_in(answer), at=april, from_address="203.0.113.9") is None
    listing = browser.get(reverse("keys:keys")).content.decode()
    assert "Acme" in listing
    assert text_in(answer) not in listing


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"allowed_addresses": "here"},
        {"expires_on": "2026-03-01"},
        {"campaign": "999999"},
    ],
)
def test_a_mistake_is_told_and_no_key_is_made(browser, wrong):
    assert make_key(browser, **wrong).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_new_text_leaves_the_old_one_good_for_a_while(browser, clock):
    old = text_in(make_key(browser))
    key = ApiKey.objects.get()

    new = text_in(browser.post(reverse("keys:rotate", args=[key.public_id]), {"overlap": "24"}))

    def opens(text, **later):
        return opened(text, at=TUESDAY + timedelta(**later)) is not None

    assert opens(new)
    assert opens(old, hours=23)
    assert not opens(old, hours=25)


def test_a_revoked_key_opens_nothing_and_leaves_its_mark(browser):
    text = text_in(make_key(browser))
    key = ApiKey.objects.get()

    browser.post(reverse("keys:revoke", args=[key.public_id]))

    assert opened(text) is None
    assert AuditEntry.objects.filter(action="key.revoked").count() == 1
    answer = browser.post(reverse("keys:rotate", args=[key.public_id]), {"overlap": "0"})
    assert answer.status_code == 302


def test_a_rep_manages_no_keys(rep, clock):
    client = Client()
    client.force_login(rep)

    assert client.get(reverse("keys:keys")).status_code == 403


# --- Territories ---------------------------------------------------------------------------------


def test_a_territory_is_added_once_and_removed(browser, rep):
    page = reverse("territories:territories")
    for _ in range(2):
        browser.post(page, {"rep": rep.pk, "country": "us", "postal_prefix": "60 6"})

    territory = Territory.objects.get()
    assert (territory.country, territory.postal_prefix) == ("US", "606")
    assert "606" in browser.get(page).content.decode()

    browser.post(reverse("territories:remove", args=[territory.public_id]))

    assert not Territory.objects.exists()


def test_a_territory_without_a_place_or_of_a_stranger_is_refused(browser, rep):
    page = reverse("territories:territories")

    assert browser.post(page, {"rep": rep.pk}).status_code == 422
    assert browser.post(page, {"rep": create_user().pk, "country": "US"}).status_code == 422
    assert browser.post(page, {"rep": rep.pk, "country": "XX"}).status_code == 422
    assert not Territory.objects.exists()
