"""A lead becomes a prospect, or is found to be one that is there already."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from people.models import User
from prospects import actions, queries
from prospects.models import Contact, Identifier, PlanChange, Prospect
from tests.factories import TUESDAY, create_prospect, create_team, create_user, log

pytestmark = pytest.mark.django_db

LATER = TUESDAY + timedelta(days=40)


def lead(**told):
    return actions.NewProspect(**{"name": "Northwind", **told})


def dana(**told):
    return actions.NewContact(
        **{"name": "Dana Reyes", "role": "decision_maker", "phone": "+13125550142", **told}
    )


def push(prospect, now=LATER, **told):
    prospect, warnings = actions.merge_lead(
        prospect_id=prospect.pk, new=lead(**{"name": prospect.name, **told}), now=now
    )
    return Prospect.objects.get(pk=prospect.pk), warnings


# --- opening -------------------------------------------------------------------------------------


def test_a_cold_lead_is_planned_within_one_working_day():
    prospect = create_prospect()
    assert prospect.status == "open"
    assert TUESDAY <= prospect.next_attempt_at <= TUESDAY + timedelta(days=1, hours=1)
    assert (prospect.cycle, prospect.attempt_number, prospect.nag_level) == (1, 1, 0)


def test_who_asked_us_is_called_the_moment_they_did():
    prospect = create_prospect(hand_raiser=True)
    assert prospect.next_attempt_at == TUESDAY
    assert prospect.overdue_at == TUESDAY + timedelta(minutes=15)


def test_who_asked_us_at_night_is_called_when_it_is_allowed():
    at_night = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)  # 01:00 in Chicago
    prospect = create_prospect(hand_raiser=True, now=at_night)
    assert prospect.next_local_date == date(2026, 3, 3)
    assert at_night < prospect.next_attempt_at <= at_night + timedelta(hours=7, minutes=30)


def test_the_time_that_the_lead_promised_is_the_next_attempt():
    promised = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
    prospect = create_prospect(promised_at=promised, promised_kind="appointment")
    assert prospect.next_attempt_at == promised
    assert prospect.next_kind == "appointment"


def test_the_decision_maker_is_called_whatever_the_order_of_the_list():
    prospect = create_prospect(
        contacts=[
            actions.NewContact(name="Front desk", role="gatekeeper", phone="+13125550100"),
            actions.NewContact(name="Sam", role="other", phone="+13125550101"),
            dana(),
        ]
    )
    assert prospect.next_contact.name == "Dana Reyes"
    assert [c.name for c in queries.contacts_of(prospect)] == ["Dana Reyes", "Sam", "Front desk"]


def test_a_lead_without_anybody_still_has_a_next_attempt():
    prospect = create_prospect(contacts=[], phone="312 555 0199", country="US")
    assert prospect.next_attempt_at is not None
    assert prospect.phone_e164 == "+13125550199"


def test_a_phone_that_cannot_be_read_is_kept_as_written():
    prospect = create_prospect(contacts=[dana(phone="ask for Dana, 1 2 3")])
    contact = prospect.contacts.get()
    assert (contact.phone, contact.phone_e164) == ("ask for Dana, 1 2 3", "")
    assert prospect.next_attempt_at is not None


def test_comments_and_visits_become_history():
    prospect = create_prospect(
        comments="Wants a quote.",
        captured_at=TUESDAY - timedelta(hours=1),
        web_visits=[(TUESDAY - timedelta(hours=2), "https://us.example/pricing", "Pricing")],
    )
    entry = prospect.touches.get()
    assert (entry.outcome, entry.note, entry.attempt_number) == ("noted", "Wants a quote.", None)
    assert entry.occurred_at == TUESDAY - timedelta(hours=1)
    assert prospect.web_visits.get().title == "Pricing"


def test_leads_go_round_the_active_reps_of_the_team():
    team = create_team()
    reps = [create_user(team=team) for _ in range(3)]
    create_user(team=team, role=User.Role.MANAGER)
    create_user(team=team, is_active=False)
    chosen = [actions.choose_owner(team=team, now=TUESDAY + timedelta(minutes=n)) for n in range(6)]
    assert chosen == [*reps, *reps]


def test_whose_turn_it_is_costs_the_same_in_a_large_team(django_assert_num_queries):
    team = create_team()
    for _ in range(12):
        create_user(team=team)
    with django_assert_num_queries(1):
        assert actions.choose_owner(team=team, now=TUESDAY).team.country == "US"


def test_a_team_without_reps_gives_leads_to_its_manager():
    team = create_team()
    create_user(team=team, role=User.Role.ADMIN)
    manager = create_user(team=team, role=User.Role.MANAGER)
    assert actions.choose_owner(team=team, now=TUESDAY) == manager


def test_a_team_without_anybody_says_what_to_do():
    with pytest.raises(actions.CannotAssign, match="add a user"):
        actions.choose_owner(team=create_team(), now=TUESDAY)


# --- matching ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "on"),
    [
        ({"contacts": [dana(phone="", email="DANA@northwind.example")]}, ["email"]),
        ({"phone": "(312) 555-0142", "country": "US"}, ["phone"]),
        ({"contacts": [dana(mobile="+1 312 555 0142", phone="")]}, ["phone"]),
        ({"website": "http://www.northwind.example/en?x=1"}, ["domain"]),
        ({"name": "NORTHWIND, inc", "postal_code": "60 601"}, ["name_postal_code"]),
        ({"contacts": [dana(email="dana@northwind.example")]}, ["email", "phone"]),
    ],
)
def test_a_company_that_is_there_is_found_by_what_is_known_of_it(told, on):
    prospect = create_prospect(
        name="Northwind Inc.",
        website="https://northwind.example",
        postal_code="60601",
        contacts=[dana(email="dana@northwind.example")],
    )
    wanted = lead(**told).identifiers(country="US")
    assert queries.match(prospect.team, wanted) == (prospect, on)
    assert queries.match(create_team(), wanted) == (None, [])


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"name": "Northwind Inc."},
        {"website": "https://gmail.com"},
        {"website": "https://sites.google.com/northwind"},
        {"contacts": [dana(phone="nonsense", email="")]},
        {"contacts": [dana(phone="", email="dana+sales@northwind.example")]},
    ],
)
def test_strangers_are_not_taken_for_one_another(told):
    prospect = create_prospect(
        name="Northwind Inc.",
        website="https://gmail.com",
        contacts=[dana(email="dana@northwind.example")],
    )
    assert queries.match(prospect.team, lead(**told).identifiers(country="US"))[0] is None


def test_the_stronger_identifier_decides_between_two():
    one = create_prospect(contacts=[dana(phone="", email="dana@northwind.example")])
    create_prospect(owner=one.owner, contacts=[dana()])
    wanted = lead(contacts=[dana(email="dana@northwind.example")]).identifiers(country="US")
    assert queries.match(one.team, wanted) == (one, ["email"])


def test_a_merged_prospect_leads_to_the_last_one_it_was_merged_into():
    first = create_prospect(contacts=[dana(email="dana@northwind.example")])
    second, third = (create_prospect(owner=first.owner, contacts=[]) for _ in range(2))
    for loser, winner in ((first, second), (second, third)):
        Prospect.objects.filter(pk=loser.pk).update(
            status="merged", merged_into=winner, next_attempt_at=None, nag_at=None
        )
    wanted = lead(contacts=[dana(email="dana@northwind.example")]).identifiers(country="US")
    assert queries.match(first.team, wanted)[0] == third


# --- merging -------------------------------------------------------------------------------------


def test_what_was_empty_is_filled_and_what_was_full_is_kept_and_told():
    prospect = create_prospect(industry="Steel", budget="", size=None)
    prospect, warnings = push(
        prospect, industry="Metals", budget="20,000", size=40, value_amount=Decimal("18000.00")
    )
    assert (prospect.industry, prospect.budget, prospect.size) == ("Steel", "20,000", 40)
    assert prospect.value_amount == Decimal("18000.00")
    assert warnings == ["industry: kept Steel, the lead says Metals"]


def test_a_new_person_is_added_and_a_known_one_completed():
    prospect = create_prospect(contacts=[dana(email="dana@northwind.example")])
    prospect, warnings = push(
        prospect,
        contacts=[
            dana(email="DANA@northwind.example", title="COO", phone="+13125550999"),
            actions.NewContact(name="Lee", email="lee@northwind.example"),
        ],
    )
    known = Contact.objects.get(prospect=prospect, name="Dana Reyes")
    assert known.title == "COO"
    assert warnings == ["contact phone: kept +13125550142, the lead says +13125550999"]
    assert Contact.objects.get(prospect=prospect, name="Lee").created_at == LATER
    assert Identifier.objects.get(prospect=prospect, value="lee@northwind.example")


def test_a_merge_is_told_in_the_history_and_counts_no_touch():
    prospect = create_prospect()
    prospect, _ = push(prospect, comments="Asked again at the fair.")
    assert prospect.touches.get().note == "Asked again at the fair."
    assert (prospect.touches_count, prospect.attempts) == (0, 0)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_closed_prospect_that_comes_back_is_open_again(outcome):
    prospect = create_prospect()
    log(prospect, outcome, details={"reason": "Too dear."} if outcome == "lost" else {})
    prospect, _ = push(prospect)
    assert prospect.status == "open"
    assert prospect.next_attempt_at >= LATER
    assert PlanChange.objects.get().kind == "reopen"


def test_who_asked_not_to_be_contacted_is_left_exactly_as_they_are():
    prospect = create_prospect(industry="")
    log(prospect, "opted_out")
    before = Prospect.objects.values().get(pk=prospect.pk)
    push(prospect, industry="Steel", comments="Bought again.", contacts=[dana(name="New")])
    assert Prospect.objects.values().get(pk=prospect.pk) == before
    assert prospect.contacts.count() == 1
    assert prospect.touches.count() == 1


def test_a_promise_that_stands_is_not_moved_by_a_push():
    prospect = create_prospect()
    promised = LATER + timedelta(days=1)
    log(prospect, "callback_agreed", details={"promised_at": promised}, at=LATER)
    prospect, warnings = push(prospect, promised_at=LATER + timedelta(days=5))
    assert prospect.next_attempt_at == promised
    assert len(warnings) == 1
    assert warnings[0].startswith("next_step.at: a promise for")


def test_a_time_that_the_push_brings_is_the_next_attempt_where_none_was_promised():
    prospect = create_prospect()
    log(prospect, "no_answer")
    asked = LATER + timedelta(days=2)
    prospect, warnings = push(prospect, promised_at=asked, promised_kind="attempt")
    assert (prospect.next_attempt_at, warnings) == (asked, [])


def test_pushing_the_same_again_changes_nothing_that_anybody_sees():
    prospect = create_prospect(industry="Steel", contacts=[dana(email="dana@northwind.example")])
    seen = ["name", "industry", "status", "next_attempt_at", "attempt_number", "owner_id"]
    before = Prospect.objects.values(*seen).get(pk=prospect.pk)
    prospect, warnings = push(
        prospect, industry="Steel", contacts=[dana(email="dana@northwind.example")], now=TUESDAY
    )
    assert Prospect.objects.values(*seen).get(pk=prospect.pk) == before
    assert (warnings, prospect.contacts.count()) == ([], 1)
    assert prospect.cycle == 2


def test_an_identifier_that_another_prospect_has_stays_with_it():
    other = create_prospect(website="https://fabrikam.example")
    prospect = create_prospect(owner=other.owner, contacts=[])
    push(prospect, website="https://fabrikam.example")
    assert Identifier.objects.get(value="fabrikam.example").prospect == other


def test_priority_and_having_asked_only_grow():
    prospect = create_prospect(priority=Prospect.Priority.HIGH, hand_raiser=True)
    prospect, _ = push(prospect, priority=Prospect.Priority.LOW, hand_raiser=False)
    assert (prospect.priority, prospect.hand_raiser) == (Prospect.Priority.HIGH, True)
