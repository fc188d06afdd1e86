"""What is known of a company and its people, written by hand (C2, C11, E7)."""

import pytest
from django.urls import reverse

from prospects.models import Contact, FactChange, Prospect
from tests.factories import create_prospect, create_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
EMPTY_PERSON = {"role": "other"}


@pytest.fixture
def prospect(team, rep) -> Prospect:
    return create_prospect(team=team, owner=rep, name="Northwind", pain_points="Slow backups.")


def known(prospect: Prospect, column: str) -> str:
    return reverse("desk:known", args=[prospect.public_id, column])


def test_what_differs_on_the_call_is_put_right_in_its_place(desk, prospect, rep):
    answer = desk.post(
        known(prospect, "pain_points"), {"pain_points": "Backups fail."}, headers=HTMX
    )

    assert answer.status_code == 200
    assert "Backups fail." in answer.content.decode()
    prospect.refresh_from_db()
    assert prospect.pain_points == "Backups fail."
    change = FactChange.objects.get()
    assert (change.column, change.before, change.by) == ("pain_points", "Slow backups.", rep)


def test_the_card_offers_to_write_each_fact_and_to_leave_it(desk, prospect):
    writing = desk.get(known(prospect, "budget"), headers=HTMX).content.decode()
    left = desk.get(known(prospect, "pain_points") + "?as-it-was", headers=HTMX).content.decode()

    assert 'name="budget"' in writing
    assert "Slow backups." in left
    assert "<form" not in left


def test_without_javascript_the_whole_page_is_opened_at_the_fact(desk, prospect):
    answer = desk.get(known(prospect, "budget"))

    assert answer["Location"] == reverse("desk:edit", args=[prospect.public_id]) + "#id_budget"


def test_only_what_is_known_of_their_business_is_written_in_place(desk, prospect):
    assert desk.get(known(prospect, "owner"), headers=HTMX).status_code == 404


def test_text_that_is_too_long_says_so_in_its_place(desk, prospect):
    answer = desk.post(known(prospect, "budget"), {"budget": "x" * 1_001}, headers=HTMX)

    assert answer.status_code == 422
    assert "longer than 1000" in answer.content.decode()


def edit(desk, prospect, **told):
    page = desk.get(reverse("desk:edit", args=[prospect.public_id]))
    form = page.context["form"]
    stands = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in stands.items() if value not in (None, False)}
    return desk.post(reverse("desk:edit", args=[prospect.public_id]), {**sent, **told})


def test_the_whole_company_is_put_right_on_one_page(desk, prospect):
    answer = edit(
        desk, prospect, city="Chicago", size="120", value_amount="18000", value_currency="usd"
    )

    assert answer.status_code == 302
    prospect.refresh_from_db()
    assert (prospect.city, prospect.size, prospect.value_currency) == ("Chicago", 120, "USD")
    columns = set(FactChange.objects.values_list("column", flat=True))
    assert columns == {"city", "size", "value_amount", "value_currency"}


def test_a_sum_without_its_currency_is_asked_about(desk, prospect):
    answer = edit(desk, prospect, value_amount="18000")

    assert answer.status_code == 422
    assert "Name the currency" in answer.content.decode()


@pytest.mark.parametrize(
    ("column", "text"),
    [("website", "not a site"), ("timezone", "Mars/Olympus"), ("project_on", "1850-01-01")],
)
def test_what_cannot_be_is_refused_at_its_field(desk, prospect, column, text):
    answer = edit(desk, prospect, **{column: text})

    assert answer.status_code == 422
    assert column in answer.context["form"].errors


def test_what_was_known_before_is_told_on_the_prospects_page(desk, prospect):
    edit(desk, prospect, pain_points="Backups fail.")

    page = desk.get(reverse("desk:prospect", args=[prospect.public_id])).content.decode()
    assert "What changed of what is known" in page
    assert "<del>Slow backups.</del>" in page


def test_somebody_new_there_comes_onto_the_card(desk, prospect):
    address = reverse("desk:person-add", args=[prospect.public_id])

    answer = desk.post(
        address, {"name": "Dana Reyes", "role": "decision_maker", "best_time": "Tue 08:00"}
    )

    assert answer.status_code == 302
    card = desk.get(reverse("desk:card", args=[prospect.public_id])).content.decode()
    assert "Dana Reyes" in card


def test_nobody_without_a_name_a_number_or_an_e_mail_is_added(desk, prospect):
    answer = desk.post(reverse("desk:person-add", args=[prospect.public_id]), EMPTY_PERSON)

    assert answer.status_code == 422
    assert not Contact.objects.filter(prospect=prospect, name="").exists()


def person_at(prospect) -> Contact:
    return Contact.objects.create(
        prospect=prospect,
        name="Dana Reyes",
        role="decision_maker",
        created_at=prospect.recorded_at,
        updated_at=prospect.recorded_at,
    )


def test_a_person_is_put_right_and_their_rhythm_kept(desk, prospect):
    dana = person_at(prospect)
    address = reverse("desk:person", args=[prospect.public_id, dana.public_id])

    answer = desk.post(
        address, {"name": "Dana Reyes", "role": "decision_maker", "contact_every_days": "30"}
    )

    assert answer.status_code == 302
    dana.refresh_from_db()
    assert dana.contact_every_days == 30


def test_a_person_is_removed_and_gone_from_the_card(desk, prospect):
    dana = person_at(prospect)

    desk.post(reverse("desk:person-remove", args=[prospect.public_id, dana.public_id]))

    card = desk.get(reverse("desk:card", args=[prospect.public_id])).content.decode()
    assert "was removed" in card
    assert reverse("desk:person", args=[prospect.public_id, dana.public_id]) not in card


def test_a_person_of_another_prospect_is_not_found_here(desk, prospect, team, rep):
    elsewhere = person_at(create_prospect(team=team, owner=rep))

    address = reverse("desk:person", args=[prospect.public_id, elsewhere.public_id])
    assert desk.get(address).status_code == 404


def test_a_new_company_is_the_reps_with_its_first_attempt(desk, rep):
    answer = desk.post(
        reverse("desk:new"),
        {
            "name": "Contoso",
            "phone": "+1 312 555 0142",
            "person": "Ben Ito",
            "role": "decision_maker",
        },
    )

    contoso = Prospect.objects.get(name="Contoso")
    assert answer["Location"] == reverse("desk:card", args=[contoso.public_id])
    assert (contoso.owner, contoso.is_open) == (rep, True)
    assert contoso.next_attempt_at is not None
    assert contoso.next_contact.name == "Ben Ito"


def test_one_that_is_there_already_is_shown_instead_of_doubled(desk, rep, team):
    there = create_prospect(team=team, owner=create_user(team=team), phone="+1 312 555 0142")

    answer = desk.post(
        reverse("desk:new"), {"name": "Contoso", "phone": "(312) 555-0142", "role": "other"}
    )

    assert answer.status_code == 422
    assert reverse("desk:prospect", args=[there.public_id]) in answer.content.decode()
    assert not Prospect.objects.filter(name="Contoso").exists()


def test_what_looks_like_it_is_shown_while_it_is_typed(desk, prospect):
    looks = desk.get(reverse("desk:alike"), {"name": "northw"}).content.decode()
    short = desk.get(reverse("desk:alike"), {"name": "no"}).content.decode()

    assert "Northwind" in looks
    assert "Northwind" not in short


def test_another_teams_company_never_looks_like_ours(desk):
    create_prospect(name="Northwind")

    assert b"Northwind" not in desk.get(reverse("desk:alike"), {"name": "northwind"}).content
