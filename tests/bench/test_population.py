"""The made-up data is such as the product itself would have written."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from bench import loading
from bench.population import companies, make, ranks
from bench.population.chance import MOMENT, World, zipf
from cadence import rules
from cadence.calendars import rep_hours
from groundwork.appendonly import missing_guards
from prospects import queries
from prospects.facts import gather, policy_of, standing, tallies, touch_fact
from prospects.identifiers import e164, identifiers
from prospects.models import Contact, Identifier, Prospect, Touch
from reminders.models import Reminder

pytestmark = pytest.mark.slow


def the_facts(prospect: Prospect) -> rules.Facts:
    return gather(
        prospect,
        touches=queries.touches_of(prospect),
        changes=queries.changes_of(prospect),
        contacts=queries.contacts_of(prospect),
        policy=policy_of(prospect)[0],
    )


def test_the_same_seed_makes_the_same_rows(world):
    assert make.stretch(world, 0).texts() == make.stretch(world, 0).texts()


def test_another_seed_makes_other_rows(world):
    mine, theirs = (
        make.stretch(each, 0).texts()[Prospect].splitlines()
        for each in (world, replace(world, seed=2))
    )
    assert not set(mine) & set(theirs)


def test_every_plan_is_what_the_rule_decides(filled):
    for prospect in Prospect.objects.open().select_related("team", "campaign"):
        decided = rules.decide(the_facts(prospect))
        assert decided.kind == prospect.next_kind
        assert decided.channel == prospect.next_channel
        assert decided.phase == prospect.phase
        assert decided.urgency == prospect.urgency
        assert decided.contact == prospect.next_contact_id
        assert decided.attempt_number == prospect.attempt_number
        assert prospect.reasons()[: len(decided.reasons)] == decided.reasons
        at = prospect.next_attempt_at
        assert at == decided.exact_at or decided.earliest <= at < decided.latest
        assert decided.exact_at or decided.calendar.is_legal(at)


def test_every_closed_prospect_is_closed_for_the_reason_that_the_rule_gives(filled):
    closed = Prospect.objects.exclude(status="open").select_related("team", "campaign")
    assert {prospect.status for prospect in closed} == {"won", "lost", "do_not_contact"}
    for prospect in closed:
        decided = rules.decide(the_facts(prospect))
        assert (decided.status, decided.reasons) == (prospect.status, prospect.reasons())


def test_tallies_and_attempt_numbers_are_those_of_a_recount(filled):
    for prospect in Prospect.objects.filter(touches_count__lte=30).select_related("team"):
        touches = queries.touches_of(prospect)
        for column, value in tallies(touches, attempts_before=0).items():
            assert getattr(prospect, column) == value, (prospect.pk, column)
        facts = [touch_fact(touch) for touch in standing(touches)]
        made = 0
        for place, touch in enumerate(touches):
            counts = rules.counts_as_attempt(
                facts[place], facts[:place], tz=prospect.next_tz or tz(prospect)
            )
            made += counts
            assert touch.attempt_number == (made if counts else None)


def tz(prospect: Prospect) -> str:
    return the_facts(prospect).calendar.tz


def test_what_is_intended_and_the_instant_agree(filled):
    for prospect in Prospect.objects.open():
        intended = rules.instant(
            prospect.next_local_date, prospect.next_local_time, prospect.next_tz
        )
        assert intended == prospect.next_attempt_at


def test_every_ladder_stands_on_the_first_rung_still_ahead(filled):
    late = Prospect.objects.open().filter(next_attempt_at__lte=MOMENT).select_related("team")
    assert late.count() > 10
    for prospect in late:
        rung = {
            "due_at": prospect.next_attempt_at,
            "urgency": rules.Urgency(prospect.urgency),
            "policy": rules.Policy(),
            "hours": rep_hours(tz=prospect.team.timezone, country=prospect.team.country),
        }
        ahead = rules.rung(prospect.nag_level, **rung)
        assert ahead.at == prospect.nag_at > MOMENT
        assert rules.rung(prospect.nag_level - 1, **rung).at <= MOMENT
        told = Reminder.objects.get(prospect=prospect, recipient_id=prospect.owner_id)
        assert (told.level, told.cycle) == (prospect.nag_level - 1, prospect.cycle)


def test_nobody_has_to_be_told_at_that_moment(filled):
    assert not Prospect.objects.to_raise(now=MOMENT).exists()


def test_numbers_are_read_as_the_product_reads_them(filled):
    spelled = set()
    for prospect in Prospect.objects.prefetch_related("contacts"):
        assert e164(prospect.phone, country=prospect.country) == prospect.phone_e164
        spelled.add(prospect.phone[:1])
        for contact in prospect.contacts.all():
            assert e164(contact.phone, country=prospect.country) == contact.phone_e164
    assert spelled >= {"+", "("}


def test_a_prospect_is_matched_on_what_it_brought(filled):
    duplicates = 0
    for prospect in Prospect.objects.prefetch_related("contacts", "identifiers"):
        contacts = prospect.contacts.all()
        told = identifiers(
            emails=[contact.email for contact in contacts],
            phones=[prospect.phone_e164, *(contact.phone_e164 for contact in contacts)],
            website=prospect.website,
            name=prospect.name,
            postal_code=prospect.postal_code,
        )
        kept = {(row.kind, row.value) for row in prospect.identifiers.all()}
        missing = set(told) - kept
        assert kept <= set(told)
        if missing:
            duplicates += 1
            assert missing == {("phone", prospect.phone_e164)}
    assert 2 <= duplicates <= 20  # 3 % of 250


def test_the_next_row_of_every_table_has_a_key_of_its_own(filled):
    prospect = Prospect.objects.first()
    contact = Contact.objects.create(
        prospect=prospect, name="Somebody new", created_at=MOMENT, updated_at=MOMENT
    )
    identifier = Identifier.objects.create(
        team=prospect.team, prospect=prospect, kind="email", value="new@new.example"
    )
    assert contact.pk > 250
    assert identifier.pk > 250


def test_shares_are_as_the_design_wants_them():
    count = make.STRETCH
    rows = make.stretch(World(prospects=count), 0).rows[Prospect]
    status = Counter(row.status for row in rows)
    late = [row for row in rows if row.status == "open" and row.overdue_at <= MOMENT]
    owners = Counter(row.owner_id for row in rows)
    assert status["open"] / count == pytest.approx(0.6, abs=0.03)
    assert status["do_not_contact"] / count == pytest.approx(0.02, abs=0.01)
    assert len(late) / status["open"] == pytest.approx(0.2, abs=0.04)
    assert owners[ranks.rep_id(0)] / count == pytest.approx(0.1, abs=0.02)
    touches = [row.touches_count for row in rows]
    assert sum(touches) / count == pytest.approx(10, abs=1)
    assert 100 < max(touches) <= 400
    nine = sum(row.next_local_time.hour == 9 for row in rows if row.status == "open")
    assert nine / status["open"] > 0.3
    furthest = max(abs(row.next_attempt_at - MOMENT) for row in rows if row.status == "open")
    assert timedelta(days=25) < furthest < timedelta(days=45)


def test_a_few_in_a_hundred_are_somebody_we_have():
    world = World(prospects=4000)
    twice = sum(companies.original(world, number) != number for number in range(4000))
    assert twice / 4000 == pytest.approx(0.03, abs=0.01)


def test_the_busiest_rep_has_a_tenth_and_each_next_one_less():
    shares = zipf(250, 0.10)
    each = [shares[0], *(later - earlier for earlier, later in pairwise(shares))]
    assert shares[0] == pytest.approx(0.10)
    assert shares[-1] == pytest.approx(1)
    assert all(more > less for more, less in pairwise(each))


@pytest.mark.django_db(transaction=True)
def test_indexes_and_guards_are_all_there_after_a_load_without_them():
    before = schema()
    for _ in range(2):  # as after a load that broke off
        loading.strip(make.TABLES)
        assert not set(before) <= set(schema())
    loading.restore()
    assert schema() == before
    assert not missing_guards(connection, [Touch._meta.db_table])


def schema() -> list[str]:
    """Return every index and constraint of the tables, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
                "UNION ALL SELECT conname FROM pg_constraint ORDER BY 1"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]
