"""Taking a touch back within ten seconds, by a correcting one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cadence import rules
from people.actors import Actor, as_columns
from prospects import queries
from prospects.actions.touching import Logged, settle
from prospects.facts import standing
from prospects.models import Appointment, Contact, Prospect, Touch

UNDO_WITHIN = timedelta(seconds=10)


class CannotUndo(Exception):
    """The message is fit to show to the rep."""


@transaction.atomic
def undo_touch(*, touch_id: int, by: Actor, now: datetime, submission_id: UUID) -> Logged:
    """Take back a touch by a correcting one; the prospect's plan is what it would be without.

    Safe to repeat.

    :raises CannotUndo: after ten seconds, by somebody else, or when a later touch stands on it
    """
    touch = Touch.objects.select_related("corrected_by").get(pk=touch_id)
    prospect = queries.locked(touch.prospect_id)
    touches = queries.touches_of(prospect)
    if earlier := next((t for t in touches if t.corrects_id == touch.pk), None):
        return Logged(touch=earlier, prospect=prospect, is_new=False)
    columns = as_columns(by)
    if touch.rep_id != getattr(columns["user"], "pk", None):
        raise CannotUndo("Only the one who logged it can take it back.")
    if now - touch.recorded_at > UNDO_WITHIN + timedelta(seconds=5):  # the page's own slowness
        raise CannotUndo("Ten seconds have passed. Log what really happened as another touch.")
    if any(t.pk > touch.pk for t in standing(touches)):
        raise CannotUndo("Another touch has been logged since.")
    void = Touch.objects.create(
        prospect=prospect,
        contact_id=touch.contact_id,
        rep=columns["user"],
        api_key=columns["api_key"],
        occurred_at=now,
        recorded_at=now,
        channel=touch.channel,
        direction=rules.Direction.INTERNAL.value,
        outcome=rules.Outcome.VOID.value,
        corrects=touch,
        submission_id=submission_id,
    )
    _forget(touch, touches, prospect=prospect, now=now)
    settle(prospect, [*touches, void], now=now)
    return Logged(touch=void, prospect=prospect, is_new=True)


def _forget(touch: Touch, touches: list[Touch], *, prospect: Prospect, now: datetime) -> None:
    """Take back what `_remember` kept. The touches before it say what holds again."""
    before = [row for row in standing(touches) if row.pk != touch.pk]
    prospect.hook = next((row.hook for row in reversed(before) if row.hook), "")
    Appointment.objects.filter(touch=touch).update(state=Appointment.State.CANCELLED)
    if touch.outcome == rules.Outcome.PROJECT_DATE:
        dates = [row.details["on"] for row in before if row.outcome == rules.Outcome.PROJECT_DATE]
        prospect.project_on = dates[-1] if dates else None
    elif touch.outcome == rules.Outcome.LEFT_COMPANY and touch.contact_id:
        Contact.objects.filter(pk=touch.contact_id).update(left_at=None, updated_at=now)
    elif touch.outcome == rules.Outcome.OPTED_OUT and touch.contact_id:
        _opt_in(touch, now=now)


def _opt_in(touch: Touch, *, now: datetime) -> None:
    contact = Contact.objects.get(pk=touch.contact_id)
    channel = touch.details.get("channel")
    if channel:
        contact.opted_out_channels = [c for c in contact.opted_out_channels if c != channel]
    else:
        contact.opted_out_at = None
    contact.updated_at = now
    contact.save(update_fields=["opted_out_channels", "opted_out_at", "updated_at"])
