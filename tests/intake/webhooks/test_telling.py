"""What happens is told to whoever wants to know: once, signed, in the act's own transaction."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from groundwork import events
from intake.webhooks import actions
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from outbox import actions as outbox
from outbox.models import Message
from people.models import AuditEntry
from prospects.models import Prospect
from reminders import actions as reminders
from tests.factories import TUESDAY, create_prospect, create_user, log, plan_at
from tests.intake.conftest import create_vendor, lead
from tests.intake.imports.conftest import Spreadsheets
from tests.intake.webhooks.conftest import deliver, last_delivery, listen

pytestmark = pytest.mark.django_db


def test_a_pushed_lead_is_told_with_its_prospect(program, admin, clock):
    listen(program, admin)
    vendor = create_vendor(team=admin.team)

    answer = vendor.push(lead(external_id="tm-1")).json()
    deliver()

    (told,) = program.told()
    assert told["type"] == "lead.created"
    assert told["timestamp"] == "2026-03-03T15:00:00Z"
    assert told["data"]["lead"]["id"] == answer["id"]
    assert told["data"]["lead"]["external_id"] == "tm-1"
    assert told["data"]["prospect"]["id"] == answer["prospect"]["id"]
    assert told["data"]["prospect"]["next_attempt"]["channel"] == "call"


def test_a_lead_that_changes_nothing_new_is_not_told(program, admin, clock):
    listen(program, admin)
    vendor = create_vendor(team=admin.team)
    for _ in range(2):
        vendor.push(lead(external_id="tm-1"))
    vendor.push(lead(), query="?dry_run=true")
    deliver()

    assert len(program.got) == 1


def test_a_batch_tells_of_each_new_prospect(program, admin, clock):
    listen(program, admin)
    vendor = create_vendor(team=admin.team)
    leads = [
        lead(company={"name": f"Firm {n}"}, contacts=[{"phone": f"+1 312 555 01{n:02d}"}])
        for n in range(3)
    ]
    vendor.client.post(
        "/api/v1/leads/batch/",
        leads,
        content_type="application/json",
        headers={"authorization": f"Bearer {vendor.text}"},
    )
    deliver()

    assert sorted(told["data"]["prospect"]["name"] for told in program.told()) == [
        "Firm 0",
        "Firm 1",
        "Firm 2",
    ]


def test_a_file_of_leads_is_told_once_when_it_is_done(program, admin):
    listen(program, admin)

    Spreadsheets(admin).take_in("Company,Phone\nA,+1 312 555 0142\nB,+1 312 555 0143\n")
    deliver()

    (told,) = program.told()
    assert told["type"] == "import.finished"
    assert told["data"]["import"] | {"id": "", "name": ""} == {
        "id": "",
        "name": "",
        "rows": 2,
        "created": 2,
        "merged": 0,
        "known": 0,
        "suppressed": 0,
        "refused": 0,
    }


def test_a_touch_that_wins_is_told_as_both(program, admin, rep):
    listen(program, admin)
    prospect = create_prospect(owner=rep)

    touch = log(prospect, "won", note="They take it.")
    deliver()

    told = {each["type"]: each["data"] for each in program.told()}
    assert set(told) == {"touch.logged", "prospect.won"}
    assert told["touch.logged"]["touch"]["id"] == str(touch.public_id)
    assert told["touch.logged"]["touch"]["note"] == "They take it."
    assert told["prospect.won"]["prospect"]["status"] == "won"


def test_an_attempt_is_told_once_when_it_becomes_overdue(program, admin, rep):
    listen(program, admin, to=[events.ATTEMPT_OVERDUE, events.ATTEMPT_ESCALATED])
    prospect = plan_at(create_prospect(owner=rep), TUESDAY)

    for hours in range(0, 30, 1):
        reminders.scan(now=TUESDAY + timedelta(hours=hours))
    deliver(TUESDAY + timedelta(hours=30))

    types = [each["type"] for each in program.told()]
    assert types.count("attempt.overdue") == 1
    assert types.count("attempt.escalated") >= 1
    assert program.told()[0]["data"]["prospect"]["id"] == str(prospect.public_id)


def test_somebody_elses_library_believes_the_signature(program, admin, rep):
    endpoint, secret = listen(program, admin, to=[events.TOUCH_LOGGED])
    log(create_prospect(owner=rep), "busy")
    deliver()

    assert program.believes(secret)[0]["type"] == "touch.logged"
    _, newer = actions.rotate_secret(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    actions.send_test(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    program.got.clear()
    deliver()
    assert program.believes(secret) == program.believes(newer)
    # A day later only the new one signs.
    later = TUESDAY + timedelta(hours=25)
    actions.send_test(endpoint_id=endpoint.pk, by=admin, now=later)
    program.got.clear()
    deliver(later)
    assert len(program.got[0][0]["webhook-signature"].split()) == 1


def test_a_secret_lies_sealed(program, admin):
    _, secret = listen(program, admin)

    stored = WebhookEndpoint.objects.values_list("sealed_secret", flat=True).get()
    assert secret not in stored
    assert not AuditEntry.objects.filter(details__icontains=secret).exists()


def test_what_is_undone_is_told_to_nobody(program, admin, rep):
    listen(program, admin)
    prospect = create_prospect(owner=rep)
    with transaction.atomic():
        log(prospect, "busy")
        transaction.set_rollback(True)
    deliver()

    assert program.got == []
    assert not WebhookDelivery.objects.exists()


def test_another_team_hears_nothing(program, admin):
    listen(program, admin)

    log(create_prospect(), "busy")
    deliver()

    assert program.got == []


def test_an_event_that_nobody_wants_costs_no_statement(program, admin, rep):
    def statements() -> int:
        prospect = create_prospect(owner=rep)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            log(prospect, "busy", by=admin)
        return len(captured)

    without = statements()
    listen(program, admin, to=[events.PROSPECT_WON])
    with_another = statements()
    listen(program, admin, to=[events.TOUCH_LOGGED])
    admin.team.refresh_from_db()

    assert with_another == without
    assert statements() > without


def test_only_the_chosen_events_are_told(program, admin, rep):
    listen(program, admin, to=[events.PROSPECT_LOST])
    prospect = create_prospect(owner=rep)
    log(prospect, "busy")
    deliver()

    assert program.got == []


# --- Failing -------------------------------------------------------------------------------------


def test_a_program_that_fails_is_tried_again_with_the_same_words(program, admin):
    endpoint, _ = listen(program, admin)
    program.status = 500
    actions.send_test(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    deliver()
    delivery = last_delivery()
    assert (delivery.state, delivery.status, delivery.tries) == ("waiting", 500, 1)
    assert delivery.endpoint.failing_since == TUESDAY

    program.status = 204
    later = TUESDAY + timedelta(minutes=10)
    deliver(later)

    (first, body), (second, again) = program.got
    assert first["webhook-id"] == second["webhook-id"]
    assert body == again
    delivery = last_delivery()
    assert (delivery.state, delivery.status, delivery.tries) == ("delivered", 204, 2)
    assert delivery.endpoint.failing_since is None
    assert delivery.endpoint.delivered_at == later


def test_a_program_that_is_gone_is_paused_and_the_administrators_are_told(
    program, admin, rep, settings
):
    endpoint, _ = listen(program, admin)
    program.status = 410
    log(create_prospect(owner=rep), "busy", by=admin)
    deliver()

    endpoint.refresh_from_db()
    assert endpoint.paused_at == TUESDAY
    assert "410" in endpoint.paused_why
    assert last_delivery().state == "failed"
    admin.team.refresh_from_db()
    assert admin.team.wanted_events == []
    outbox.send_waiting(clock=lambda: TUESDAY)
    (written,) = mail.outbox
    assert written.to == ["admin@team.example"]
    assert str(endpoint.public_id) in written.body
    assert AuditEntry.objects.filter(action="webhook.paused", user=None).count() == 1


def test_a_program_that_fails_for_a_day_is_paused(program, admin, rep):
    endpoint, _ = listen(program, admin)
    program.status = 503
    prospect = create_prospect(owner=rep)
    log(prospect, "busy", by=admin)

    for minutes in range(0, 26 * 60, 20):
        deliver(TUESDAY + timedelta(minutes=minutes))

    endpoint.refresh_from_db()
    assert TUESDAY + timedelta(hours=23) < endpoint.paused_at < TUESDAY + timedelta(hours=26)
    assert last_delivery().tries > 5


def test_resumed_it_is_told_what_happens_from_then_on(program, admin, rep):
    endpoint, _ = listen(program, admin, to=[events.TOUCH_LOGGED])
    actions.pause(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    admin.team.refresh_from_db()
    log(create_prospect(owner=rep), "busy", by=admin)
    actions.resume(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    admin.team.refresh_from_db()
    log(create_prospect(owner=rep), "no_answer", by=admin)
    deliver()

    assert [told["data"]["touch"]["outcome"] for told in program.told()] == ["no_answer"]


def test_what_was_on_its_way_when_it_was_paused_can_be_sent_from_the_log(program, admin):
    endpoint, _ = listen(program, admin)
    delivery = actions.send_test(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    with pytest.raises(actions.CannotRedeliver, match="on its way"):
        actions.redeliver(delivery_id=delivery.pk, by=admin, now=TUESDAY)
    actions.pause(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    deliver()
    assert program.got == []
    with pytest.raises(actions.CannotRedeliver, match="paused"):
        actions.redeliver(delivery_id=delivery.pk, by=admin, now=TUESDAY)
    actions.resume(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)

    actions.redeliver(delivery_id=delivery.pk, by=admin, now=TUESDAY)
    deliver()
    actions.redeliver(delivery_id=delivery.pk, by=admin, now=TUESDAY)
    deliver()

    assert len(program.got) == 2
    assert last_delivery().state == "delivered"


def test_a_removed_webhook_hears_no_more_and_leaves_nothing(program, admin):
    endpoint, _ = listen(program, admin)
    actions.send_test(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)

    actions.remove_endpoint(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)
    deliver()

    assert program.got == []
    assert not WebhookDelivery.objects.exists()
    assert not Message.objects.filter(state="pending").exists()
    admin.team.refresh_from_db()
    assert admin.team.wanted_events == []


def test_the_log_is_kept_for_a_month(program, admin):
    endpoint, _ = listen(program, admin)
    actions.send_test(endpoint_id=endpoint.pk, by=admin, now=TUESDAY)

    actions.forget_deliveries(now=TUESDAY + timedelta(days=29))
    assert WebhookDelivery.objects.count() == 1
    actions.forget_deliveries(now=TUESDAY + timedelta(days=31))
    assert WebhookDelivery.objects.count() == 0


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "https://10.0.0.1/x", "https://u:p@hook.example/", "ftp://x.example"],
)
def test_an_address_behind_our_own_door_is_refused_when_it_is_named(url, admin):
    with pytest.raises(actions.CannotChangeEndpoint) as refused:
        actions.create_endpoint(url=url, events=[events.TOUCH_LOGGED], by=admin, now=TUESDAY)

    assert refused.value.field == "url"


def test_in_production_only_https_will_do(settings, admin):
    settings.PRODUCTION = True
    with pytest.raises(actions.CannotChangeEndpoint, match="https"):
        actions.create_endpoint(
            url="http://hook.example/", events=[events.TOUCH_LOGGED], by=admin, now=TUESDAY
        )


def test_of_another_teams_prospects_nothing_is_ever_told(program, admin):
    theirs = create_prospect(owner=create_user())
    listen(program, admin)
    admin.team.refresh_from_db()
    assert Prospect.objects.filter(pk=theirs.pk).exclude(team=admin.team).exists()
    log(theirs, "won")
    deliver()

    assert program.got == []
