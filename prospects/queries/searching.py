"""Finding prospects by what somebody has of them, and by when they will buy."""

from calendar import monthrange
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from people.actors import Actor
from prospects.identifiers import e164, name_key
from prospects.models import Contact, Identifier, Prospect

_FEWEST_DIGITS = 5
# Months ahead: from the first, not included, to the second; open-ended where None.
HORIZONS: dict[str, tuple[int | None, int | None]] = {
    "0-3": (None, 3),
    "4-6": (3, 6),
    "7-12": (6, 12),
    "12+": (12, None),
}


def search(rows: QuerySet[Prospect], text: str, *, actor: Actor) -> QuerySet[Prospect]:
    """Keep what `text` finds: an e-mail, a phone in any spelling, a company or a person."""
    if not text:
        return rows
    if "@" in text:
        return rows.filter(_identified(actor, Identifier.Kind.EMAIL, text.strip().lower()))
    digits = "".join(char for char in text if char.isdigit())
    letters = any(char.isalpha() for char in text)
    if not letters and len(digits) >= _FEWEST_DIGITS:
        return _phoned(rows, text, digits, actor=actor)
    key = name_key(text)
    people = Contact.objects.visible_to(actor).filter(name__icontains=text).values("prospect_id")
    found = Q(name_key__contains=key) if key else Q(name__icontains=text)
    return rows.filter(found | Q(pk__in=people))


def _phoned(
    rows: QuerySet[Prospect], text: str, digits: str, *, actor: Actor
) -> QuerySet[Prospect]:
    """Keep the prospects with this number: whole in any spelling, else by its last digits."""
    whole = e164(text, country=actor.team.country) or f"+{digits}"
    exact = _identified(actor, Identifier.Kind.PHONE, whole)
    if rows.filter(exact).exists():
        return rows.filter(exact)
    tail = Identifier.objects.filter(
        team_id=actor.team_id,
        kind=Identifier.Kind.PHONE,
        value__endswith=digits.lstrip("0") or digits,
    )
    return rows.filter(pk__in=tail.values("prospect_id"))


def _identified(actor: Actor, kind: str, value: str) -> Q:
    known = Identifier.objects.filter(team_id=actor.team_id, kind=kind, value=value)
    return Q(pk__in=known.values("prospect_id"))


def within_horizon(rows: QuerySet[Prospect], horizon: str, *, today: date) -> QuerySet[Prospect]:
    """Keep the open prospects that are to be decided that many months ahead, nurture included.

    That is when the project starts, or, where nobody has said, when they are tried next.
    """
    after, until = HORIZONS[horizon]
    rows = rows.filter(status=Prospect.Status.OPEN).alias(
        decided_on=Coalesce("project_on", "next_local_date")
    )
    if after is not None:
        rows = rows.filter(decided_on__gt=_months_on(today, after))
    if until is not None:
        rows = rows.filter(decided_on__lte=_months_on(today, until))
    return rows


def _months_on(today: date, months: int) -> date:
    """Return the same day so many months on, or the last day of a month that is too short."""
    years, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))
