"""What is known, put right by hand: the old value is kept, and the plan follows the facts."""

from datetime import date, timedelta

import pytest

from prospects import actions
from prospects.models import Contact, FactChange, Identifier, Prospect
from tests.factories import TUESDAY, create_prospect, create_user, log

pytestmark = pytest.mark.django_db
LATER = TUESDAY + timedelta(minutes=5)


@pytest.fixture
def prospect():
    return create_prospect(website="https://northwind.example", country="US", budget="10,000")


def correct(prospect, **told):
    return actions.correct_prospect(
        prospect_id=prospect.pk, told=told, by=prospect.owner, now=LATER
    )


def kept(prospect):
    rows = FactChange.objects.filter(prospect=prospect).order_by("pk")
    return [(row.column, row.before, row.after) for row in rows]


def identifiers(prospect):
    return set(Identifier.objects.filter(prospect=prospect).values_list("kind", "value"))


# --- the company ---------------------------------------------------------------------------------


def test_the_old_value_is_kept_with_who_changed_it_and_when(prospect):
    correct(prospect, budget="40,000", pain_points="Old servers")
    assert kept(prospect) == [("budget", "10,000", "40,000"), ("pain_points", "", "Old servers")]
    change = FactChange.objects.first()
    assert (change.by, change.at) == (prospect.owner, LATER)


def test_telling_what_is_known_changes_nothing(prospect):
    before = Prospect.objects.values().get(pk=prospect.pk)
    correct(prospect, budget="10,000")
    assert Prospect.objects.values().get(pk=prospect.pk) == before
    assert kept(prospect) == []


def test_what_the_rule_does_not_look_at_moves_nothing(prospect):
    corrected = correct(prospect, budget="40,000")
    assert (corrected.cycle, corrected.nag_at) == (prospect.cycle, prospect.nag_at)


def test_a_project_that_starts_next_year_moves_the_next_attempt(prospect):
    log(prospect, "reached_talked")
    prospect.refresh_from_db()
    corrected = correct(prospect, project_on=date(2027, 6, 1))
    assert corrected.cycle == prospect.cycle + 1
    assert corrected.next_attempt_at > prospect.next_attempt_at
    corrected.refresh_from_db()
    assert corrected.next_attempt_at is not None


def test_an_attempt_that_stays_where_it_was_keeps_its_place_on_the_ladder(prospect):
    Prospect.objects.filter(pk=prospect.pk).update(nag_level=2, nag_at=TUESDAY)
    corrected = correct(prospect, phone="+1 312 555 0199")
    assert (corrected.nag_level, corrected.nag_at) == (2, TUESDAY)
    assert corrected.cycle == prospect.cycle


def test_a_lead_finds_it_by_what_it_is_now_and_no_more_by_what_it_was(prospect):
    correct(prospect, website="https://contoso.example", phone="+1 312 555 0199")
    assert ("domain", "northwind.example") not in identifiers(prospect)
    assert ("domain", "contoso.example") in identifiers(prospect)
    assert ("phone", "+13125550199") in identifiers(prospect)


def test_an_identifier_that_another_has_stays_with_it(prospect):
    other = create_prospect(owner=prospect.owner, website="https://contoso.example")
    correct(prospect, website="https://contoso.example")
    assert ("domain", "contoso.example") in identifiers(other)
    assert ("domain", "contoso.example") not in identifiers(prospect)


def test_it_keeps_a_name(prospect):
    with pytest.raises(actions.CannotCorrect) as refused:
        correct(prospect, name=" ")
    assert refused.value.field == "name"


def test_owner_and_status_are_not_put_right_but_changed_by_their_own_actions(prospect):
    with pytest.raises(ValueError, match="status"):
        correct(prospect, status="won")


def test_a_closed_prospect_stays_closed(prospect):
    log(prospect, "won")
    corrected = correct(prospect, country="FR")
    assert (corrected.status, corrected.next_attempt_at) == ("won", None)


def test_another_teams_prospect_is_not_there(prospect):
    with pytest.raises(Prospect.DoesNotExist):
        actions.correct_prospect(
            prospect_id=prospect.pk, told={"budget": "1"}, by=create_user(), now=LATER
        )


# --- the people ----------------------------------------------------------------------------------


def dana(prospect):
    return Contact.objects.get(prospect=prospect)


def test_a_decision_maker_who_is_added_gets_the_next_attempt(prospect):
    actions.remove_contact(contact_id=dana(prospect).pk, by=prospect.owner, now=LATER)
    sam = actions.add_contact(
        prospect_id=prospect.pk,
        new=actions.NewContact(
            name="Sam", role="decision_maker", phone="+13125550177", email="Sam@c.example"
        ),
        by=prospect.owner,
        now=LATER,
    )
    prospect.refresh_from_db()
    assert prospect.next_contact == sam
    assert {("email", "sam@c.example"), ("phone", "+13125550177")} <= identifiers(prospect)
    assert kept(prospect)[-1] == ("added", "", "Sam")


def test_nobody_is_added_of_whom_nothing_is_known(prospect):
    with pytest.raises(actions.CannotCorrect):
        actions.add_contact(
            prospect_id=prospect.pk,
            new=actions.NewContact(title="CFO"),
            by=prospect.owner,
            now=LATER,
        )


def test_a_number_that_is_put_right_is_the_one_that_is_dialled(prospect):
    log(prospect, "no_answer")
    person = actions.correct_contact(
        contact_id=dana(prospect).pk,
        told={"phone": "(312) 555-0188", "best_time": "Tue-Thu 07:30-08:30"},
        by=prospect.owner,
        now=LATER,
    )
    assert person.phone_e164 == "+13125550188"
    prospect.refresh_from_db()
    assert prospect.explored or prospect.next_local_time.hour in {7, 8}
    assert [column for column, *_ in kept(prospect)] == ["best_time", "phone"]


def test_somebody_keeps_something_to_be_known_by(prospect):
    with pytest.raises(actions.CannotCorrect):
        actions.correct_contact(
            contact_id=dana(prospect).pk,
            told={"name": "", "phone": ""},
            by=prospect.owner,
            now=LATER,
        )


def test_whoever_was_never_touched_is_removed_without_a_trace(prospect):
    actions.remove_contact(contact_id=dana(prospect).pk, by=prospect.owner, now=LATER)
    assert not Contact.objects.filter(prospect=prospect).exists()
    prospect.refresh_from_db()
    assert prospect.next_contact is None
    assert prospect.next_attempt_at is not None


def test_whoever_was_touched_is_blanked_and_the_touch_still_counts(prospect):
    log(prospect, "no_answer")
    actions.correct_contact(
        contact_id=dana(prospect).pk, told={"title": "CFO"}, by=prospect.owner, now=LATER
    )
    actions.remove_contact(contact_id=dana(prospect).pk, by=prospect.owner, now=LATER)
    person = dana(prospect)
    assert person.blanked_at == LATER
    assert not any(getattr(person, column) for column in Contact.PERSONAL)
    assert not FactChange.objects.exclude(before="", after="").exists()
    assert not identifiers(prospect) & {("phone", "+13125550142")}
    prospect.refresh_from_db()
    assert (prospect.attempts, prospect.next_contact) == (1, None)
    assert prospect.touches.count() == 1


# --- setting one down ----------------------------------------------------------------------------


def test_what_is_there_already_is_not_set_down_again(prospect):
    new = actions.NewProspect(name="Other", website="https://www.northwind.example/about")
    with pytest.raises(actions.PursuedAlready) as found:
        actions.pursue(new=new, by=prospect.owner, now=LATER)
    assert found.value.prospect == prospect
    assert found.value.matched_on == ["domain"]
    assert Prospect.objects.count() == 1


def test_whoever_sets_a_prospect_down_takes_it(prospect):
    mine = actions.pursue(new=actions.NewProspect(name="Contoso"), by=prospect.owner, now=LATER)
    assert mine.owner == prospect.owner
    assert mine.next_attempt_at is not None
