"""The team's own numbers: added, retired, taken up again. Never one that is not theirs."""

from datetime import datetime

import phonenumbers
from django.db import IntegrityError, transaction

from groundwork.text import one_line
from people.actions.recording import record
from people.models import OwnNumber, Team, User


class CannotKeepNumber(Exception):
    """The message says what to change, `field` where."""

    def __init__(self, message: str, *, field: str = "number") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def add_number(*, team: Team, number: str, label: str, by: User, now: datetime) -> OwnNumber:
    """Add a number that the team truly owns, as it is dialled from abroad or at home.

    :raises CannotKeepNumber: if it is no number that could ring, or in the list already
    """
    try:
        read = phonenumbers.parse(number, team.country)
    except phonenumbers.NumberParseException as problem:
        raise CannotKeepNumber("Write it with its country code, +1 …") from problem
    if not phonenumbers.is_possible_number(read):
        raise CannotKeepNumber("There is no such number; look at its digits again.")
    written = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    try:
        with transaction.atomic():
            row = OwnNumber.objects.create(
                team=team,
                number=written,
                label=one_line(label)[:80],
                country=phonenumbers.region_code_for_number(read) or "",
                created_at=now,
            )
    except IntegrityError as problem:
        raise CannotKeepNumber("That number is in the list already.") from problem
    _record("number.added", row, by=by, now=now)
    return row


@transaction.atomic
def use_number(*, number: OwnNumber, is_active: bool, by: User, now: datetime) -> None:
    """Retire a number from being proposed, or take it up again. Repeating changes nothing."""
    if number.is_active == is_active:
        return
    number.is_active = is_active
    number.save(update_fields=["is_active"])
    _record("number.taken_up" if is_active else "number.retired", number, by=by, now=now)


def _record(action: str, row: OwnNumber, *, by: User, now: datetime) -> None:
    record(action=action, by=by, at=now, team=row.team, about=row, details={"number": row.number})
