"""Digests: one mail a person, day and slot, with everything still open, or none."""

from datetime import timedelta

import pytest

from outbox import actions as outbox
from outbox.models import Message
from reminders import actions, emails
from tests.factories import create_prospect, create_user, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def end_of_day(now):
    return now + timedelta(hours=7)  # 17:00 in New York


def scan_and_send(now):
    actions.scan(now=now)
    return outbox.send_waiting(clock=lambda: now)


def test_at_the_end_of_the_day_the_rep_gets_one_mail_with_everything_open(
    rep, now, end_of_day, mailoutbox
):
    names = [create_prospect(owner=rep, next_attempt_at=now).name for _ in range(3)]

    scan_and_send(end_of_day)
    scan_and_send(end_of_day + timedelta(minutes=5))

    [mail] = mailoutbox
    assert mail.to == [rep.email]
    assert "3 attempts are still open" in mail.body
    assert all(name in mail.body for name in names)
    assert mail.subject == f"Still to call: {names[0]} and 2 more"


def test_what_was_done_before_the_mail_left_is_not_in_it(rep, now, end_of_day, mailoutbox):
    done = create_prospect(owner=rep, next_attempt_at=now)
    left = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=end_of_day)

    log(done, "no_answer", at=end_of_day)
    outbox.send_waiting(clock=lambda: end_of_day)

    [mail] = mailoutbox
    assert left.name in mail.body
    assert done.name not in mail.body


def test_with_everything_done_no_mail_is_sent(rep, now, end_of_day, mailoutbox):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=end_of_day)

    log(prospect, "won", at=end_of_day)
    outbox.send_waiting(clock=lambda: end_of_day)

    assert mailoutbox == []
    assert Message.objects.get().state == Message.State.VOID


def test_due_and_first_nag_send_no_mail(rep, now):
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)
    actions.scan(now=now + timedelta(hours=2))

    assert not Message.objects.exists()


def test_the_manager_gets_the_escalations_and_reads_whose_they_are(rep, manager, now, mailoutbox):
    prospect = create_prospect(owner=rep, next_attempt_at=now)

    scan_and_send(now + timedelta(hours=24))

    to_manager = next(mail for mail in mailoutbox if mail.to == [manager.email])
    assert prospect.name in to_manager.body
    assert "with Rita Rep" in to_manager.body
    assert "waiting for 1 day" in to_manager.body


def test_each_working_morning_brings_one_mail_that_grows_older_in_words(rep, now, mailoutbox):
    create_prospect(owner=rep, next_attempt_at=now)
    for days in range(1, 8):
        for hours in (0, 3, 6):
            scan_and_send(now + timedelta(days=days, hours=hours))

    # Wednesday at ten the escalation, then Thursday, Friday, Monday and Tuesday at nine.
    assert len(mailoutbox) == 5
    ages = [mail.body.partition("waiting for ")[2].splitlines()[0] for mail in mailoutbox]
    assert ages == ["1 day", "2 days", "3 days", "6 days", "1 week"]


def test_a_long_list_is_cut_and_says_so(rep, now, end_of_day, mailoutbox, monkeypatch):
    monkeypatch.setattr(emails, "MOST_LISTED", 2)
    for _ in range(5):
        create_prospect(owner=rep, next_attempt_at=now)

    scan_and_send(end_of_day)

    assert "… and 3 more" in mailoutbox[0].body
    assert mailoutbox[0].body.count("* Northwind") == 2


def test_nobody_who_left_or_changed_address_gets_the_old_mail(rep, now, end_of_day, mailoutbox):
    create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=end_of_day)
    rep.is_active = False
    rep.save()

    outbox.send_waiting(clock=lambda: end_of_day)

    assert mailoutbox == []


def test_markup_in_a_name_is_shown_and_not_obeyed(rep, now, end_of_day, mailoutbox):
    create_prospect(
        owner=rep, next_attempt_at=now, name="<script>alert(1)</script> {{7*7}} %s & Söhne"
    )

    scan_and_send(end_of_day)

    html = mailoutbox[0].alternatives[0][0]
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} %s &amp; Söhne" in html
    assert "<script>alert(1)</script> {{7*7}} %s & Söhne" in mailoutbox[0].body


def test_times_are_those_where_the_reader_lives(team, now, mailoutbox):
    rep = create_user(team=team, timezone="Europe/Paris")
    create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=3))  # 13:00 in Paris

    scan_and_send(now + timedelta(hours=2))  # 18:00 in Paris

    assert "Tuesday 3 March, 13:00" in mailoutbox[0].body
