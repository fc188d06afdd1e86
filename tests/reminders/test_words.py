"""A manager's words: a nudge, the answer to an escalation, and ten seconds to take them back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from outbox import actions as outbox
from outbox.models import Message
from people.models import Leave
from reminders import actions, queries
from reminders.models import Word
from tests.factories import create_prospect, create_team, create_user, log

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=24)


@pytest.fixture
def late(rep, manager, now):
    """An attempt that escalated: a day later nobody has made it."""
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now + LATER)
    return prospect


def nudge(*prospects, by, now, words="Please call today, their budget closes."):
    keys = [prospect.pk for prospect in prospects]
    return actions.nudge(prospect_ids=keys, words=words, by=by, now=now)


def test_the_rep_reads_the_words_in_the_bell(rep, manager, late, now, client):
    nudge(late, by=manager, now=now + LATER)

    client.force_login(rep)
    page = client.get(reverse("reminders:bell")).content.decode()

    assert "Please call today, their budget closes." in page
    assert "Max Manager" in page
    [line] = queries.word_lines(rep, now=now + LATER)
    assert line.is_new


def test_words_count_in_the_bell_until_they_are_read(rep, manager, now, client, clock):
    prospect = create_prospect(owner=rep)
    nudge(prospect, by=manager, now=now)
    assert queries.unseen_count(rep) == 1

    client.force_login(rep)
    client.post(reverse("reminders:see-word", args=[Word.objects.get().public_id]))

    assert queries.unseen_count(rep) == 0


def test_a_nudge_reaches_the_rep_by_mail_after_ten_seconds(rep, manager, now, mailoutbox):
    prospect = create_prospect(owner=rep)
    nudge(prospect, by=manager, now=now)

    outbox.send_waiting(clock=lambda: now + timedelta(seconds=9))
    assert mailoutbox == []

    outbox.send_waiting(clock=lambda: now + timedelta(seconds=11))
    [mail] = mailoutbox
    assert mail.to == [rep.email]
    assert mail.subject == f"Max Manager wrote about {prospect.name}"
    assert "Please call today, their budget closes." in mail.body


def test_what_is_taken_back_in_time_reaches_nobody(rep, manager, now, mailoutbox):
    said = nudge(create_prospect(owner=rep), by=manager, now=now)

    taken = actions.take_back(batch=said.batch, by=manager, now=now + timedelta(seconds=8))
    outbox.send_waiting(clock=lambda: now + timedelta(minutes=5))

    assert taken == 1
    assert mailoutbox == []
    assert queries.unseen_count(rep) == 0


def test_after_ten_seconds_words_stand(rep, manager, now):
    said = nudge(create_prospect(owner=rep), by=manager, now=now)

    assert actions.take_back(batch=said.batch, by=manager, now=now + timedelta(minutes=1)) == 0
    assert queries.unseen_count(rep) == 1


def test_many_are_nudged_at_once_and_make_one_mail(rep, manager, now, mailoutbox):
    prospects = [create_prospect(owner=rep) for _ in range(3)]

    said = nudge(*prospects, by=manager, now=now)
    outbox.send_waiting(clock=lambda: now + timedelta(minutes=1))

    assert said.told == 3
    assert len(mailoutbox) == 1
    assert all(prospect.name in mailoutbox[0].body for prospect in prospects)


def test_the_same_prospect_is_nudged_about_again_only_after_four_hours(rep, manager, now):
    prospect, other = create_prospect(owner=rep), create_prospect(owner=rep)
    nudge(prospect, by=manager, now=now)

    with pytest.raises(actions.CannotSay, match="within the last four hours"):
        nudge(prospect, by=manager, now=now + timedelta(hours=3))
    assert nudge(prospect, other, by=manager, now=now + timedelta(hours=3)).too_soon == 1
    assert nudge(prospect, by=manager, now=now + timedelta(hours=5)).told == 1


def test_the_cover_is_nudged_where_the_rep_is_away(team, rep, manager, now):
    cover = create_user(team=team)
    rep.cover = cover
    rep.save()
    Leave.objects.create(user=rep, first_on=now.date(), last_on=now.date())

    nudge(create_prospect(owner=rep), by=manager, now=now)

    assert Word.objects.get().to == cover


@pytest.mark.parametrize("words", ["", "   ", "x" * 1_001])
def test_no_words_or_too_many_are_refused(rep, manager, now, words):
    with pytest.raises(actions.CannotSay):
        nudge(create_prospect(owner=rep), by=manager, now=now, words=words)


def test_nobody_nudges_themselves_or_about_what_is_closed(rep, manager, now):
    with pytest.raises(actions.CannotSay, match="yours to call"):
        nudge(create_prospect(owner=manager), by=manager, now=now)
    won = create_prospect(owner=rep)
    log(won, "won")
    with pytest.raises(actions.CannotSay, match="open any more"):
        nudge(won, by=manager, now=now)


def test_another_teams_prospects_are_not_there(manager, now):
    theirs = create_prospect(team=create_team())

    with pytest.raises(actions.CannotSay):
        nudge(theirs, by=manager, now=now)


def test_an_escalation_is_answered_and_the_rep_reads_why(rep, manager, late, now):
    at = now + LATER
    actions.answer(prospect_ids=[late.pk], words="I met them at the fair.", by=manager, now=at)

    [line] = queries.word_lines(rep, now=at)
    assert (line.kind, line.words) == ("seen", "I met them at the fair.")
    with pytest.raises(actions.CannotSay, match="escalated and unanswered"):
        actions.answer(prospect_ids=[late.pk], words="Again", by=manager, now=at)


def test_what_is_not_escalated_cannot_be_answered(rep, manager, now):
    calm = create_prospect(owner=rep)

    with pytest.raises(actions.CannotSay):
        actions.answer(prospect_ids=[calm.pk], words="Fine", by=manager, now=now)


def test_no_mail_is_left_to_send_once_a_nudge_was_acted_upon(rep, manager, now, mailoutbox):
    prospect = create_prospect(owner=rep)
    nudge(prospect, by=manager, now=now)
    actions.mark_all_seen(by=rep, now=now)

    outbox.send_waiting(clock=lambda: now + timedelta(minutes=1))

    assert mailoutbox == []
    assert not Message.objects.filter(state=Message.State.SENT).exists()
