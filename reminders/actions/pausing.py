"""Letting reminders rest for a while: of a team, of a rep, or of one prospect."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from people import actions as people
from people.models import User
from prospects import actions as prospects
from prospects.models import Prospect
from reminders.models import Pause

# Whatever needs longer is no pause: leave with a cover, a snooze, or the team's policy.
LONGEST = timedelta(days=14)


class CannotPause(Exception):
    """The message is fit to show. `field` names the input at fault, if one is."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def pause(
    *,
    by: User,
    until: datetime,
    reason: str,
    now: datetime,
    rep: User | None = None,
    prospect: Prospect | None = None,
) -> Pause:
    """Raise nothing before `until`: about `prospect`, or what is `rep`'s, or of the whole team.

    Attempts stay planned and become overdue as ever; only the telling waits. It ends by
    itself. One that stands over the same is replaced.

    :raises CannotPause: without a reason, for a time that is past or more than two weeks
        ahead, or for somebody of another team
    """
    _check(by=by, until=until, reason=reason, now=now, rep=rep, prospect=prospect)
    standing = Pause.objects.visible_to(by).standing(now=now).filter(rep=rep, prospect=prospect)
    for earlier in standing:
        _end(earlier, by=by, now=now)
    made = Pause.objects.create(
        team_id=by.team_id,
        rep=rep,
        prospect=prospect,
        by=by,
        reason=reason.strip(),
        at=now,
        until=until,
    )
    if prospect is not None:
        prospects.pause_prospect(
            prospect_id=prospect.pk, until=until, reason=made.reason, by=by, now=now
        )
    _record("reminders.paused", made, by=by, now=now)
    return made


@transaction.atomic
def lift(*, public_id: UUID, by: User, now: datetime) -> bool:
    """End a pause now; return whether it stood. What came meanwhile is raised by the next scan."""
    found = Pause.objects.visible_to(by).standing(now=now).filter(public_id=public_id).first()
    if found is None:
        return False
    _end(found, by=by, now=now)
    _record("reminders.pause_lifted", found, by=by, now=now)
    return True


def _end(pause: Pause, *, by: User, now: datetime) -> None:
    pause.lifted_at = now
    pause.save(update_fields=["lifted_at"])
    if pause.prospect_id is not None:
        prospects.pause_prospect(
            prospect_id=pause.prospect_id, until=now, reason="Lifted", by=by, now=now
        )
    else:
        prospects.wake_nags(
            team_id=pause.team_id, owner_id=pause.rep_id, asleep_until=pause.until, now=now
        )


def _check(
    *,
    by: User,
    until: datetime,
    reason: str,
    now: datetime,
    rep: User | None,
    prospect: Prospect | None,
) -> None:
    if not reason.strip():
        raise CannotPause("Say why: everybody can read it.", field="reason")
    if until <= now:
        raise CannotPause("Choose a time ahead.", field="until")
    if until - now > LONGEST:
        raise CannotPause(f"A pause is at most {LONGEST.days} days.", field="until")
    if rep is not None and rep.team_id != by.team_id:
        raise CannotPause("Choose somebody who works in this team.", field="rep")
    if prospect is not None and prospect.team_id != by.team_id:
        raise CannotPause("Choose a prospect of this team.", field="prospect")


def _record(action: str, pause: Pause, *, by: User, now: datetime) -> None:
    details: dict[str, str] = {"until": pause.until.isoformat(), "reason": pause.reason}
    people.record(action=action, by=by, at=now, team=by.team, about=pause, details=details)
