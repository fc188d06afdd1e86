"""Taking a touch back within ten seconds, by a correcting one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cadence import rules
from people.actors import Actor, as_columns
from prospects import queries
from prospects.actions.remembering import forget
from prospects.actions.touching import Logged, settle
from prospects.facts import standing
from prospects.models import Touch

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
    prospect = queries.locked(touch.prospect_id, by=by)
    touches = queries.touches_of(prospect)
    if earlier := next((t for t in touches if t.corrects_id == touch.pk), None):
        return Logged(touch=earlier, prospect=prospect, is_new=False)
    _check(touch, touches, by=by, now=now)
    columns = as_columns(by)
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
        lesson="",
        corrects=touch,
        submission_id=submission_id,
    )
    contacts = queries.contacts_of(prospect)
    forget(prospect, touch, touches=touches, contacts=contacts, now=now)
    settle(prospect, [*touches, void], contacts=contacts, now=now)
    return Logged(touch=void, prospect=prospect, is_new=True)


def _check(touch: Touch, touches: list[Touch], *, by: Actor, now: datetime) -> None:
    if touch.rep_id != getattr(as_columns(by)["user"], "pk", None):
        raise CannotUndo("Only the one who logged it can take it back.")
    if now - touch.recorded_at > UNDO_WITHIN + timedelta(seconds=5):  # the page's own slowness
        raise CannotUndo("Ten seconds have passed. Log what really happened as another touch.")
    later = [row for row in standing(touches) if row.pk > touch.pk]
    if any(not rules.Outcome(row.outcome).is_no_interaction for row in later):
        raise CannotUndo("Another touch has been logged since.")
