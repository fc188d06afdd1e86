"""What was known before, and which prospects look like one that is about to be written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from desk import clocks
from desk.words import KNOWN
from people.models import User
from prospects.identifiers import e164, name_key
from prospects.models import Contact, FactChange, Identifier, Prospect

_SHOWN = 50
_ALIKE = 5
_FEWEST = 3
_NAMES = {
    **{name: title.lower() for name, title in KNOWN.items()},
    "name": "name",
    "phone": "telephone",
    "address_line1": "street",
    "value_amount": "worth",
    "value_currency": "currency",
    "project_on": "project start",
    "size": "people there",
    "no_voicemail": "no voicemail",
    "contact_every_days": "rhythm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One fact that somebody changed. `about` is whom, empty for the company."""

    when: str
    who: str
    about: str
    what: str
    before: str
    after: str


def history(prospect: Prospect, *, rep: User) -> list[Changed]:
    """Return what changed of what is known, the newest first, in one statement."""
    rows = FactChange.objects.visible_to(rep).filter(prospect=prospect)
    rows = rows.select_related("by", "api_key", "contact").order_by("-at", "-pk")[:_SHOWN]
    return [_changed(row, zone=rep.timezone) for row in rows]


def _changed(row: FactChange, *, zone: str) -> Changed:
    by = row.by or row.api_key
    return Changed(
        when=clocks.on_clock(row.at, zone).strftime("%-d %b %Y, %H:%M"),
        who=str(by.name if row.by is None and by else by or ""),
        about=str(row.contact) if row.contact else "",
        what=_NAMES.get(row.column, row.column.replace("_", " ")),
        before=row.before,
        after=row.after,
    )


def alike(rep: User, *, name: str, phone: str, email: str) -> Sequence[Prospect]:
    """Return up to five prospects of the team that look like this one, in one statement.

    The same telephone number or e-mail, or a company whose name begins alike.
    """
    wanted = Q()
    if len(key := name_key(name)) >= _FEWEST:
        wanted |= Q(name_key__startswith=key)
    known = {(Identifier.Kind.EMAIL, email.strip().lower())} if "@" in email else set()
    if number := e164(phone, country=rep.team.country) if phone else "":
        known.add((Identifier.Kind.PHONE, number))
    for kind, value in known:
        same = Identifier.objects.filter(team=rep.team_id, kind=kind, value=value)
        wanted |= Q(pk__in=same.values("prospect_id"))
    if not wanted:
        return ()
    rows = Prospect.objects.visible_to(rep).exclude(status=Prospect.Status.MERGED)
    return list(rows.filter(wanted).select_related("owner").order_by("name_key", "pk")[:_ALIKE])


def person_of(prospect: Prospect, public_id: UUID) -> Contact | None:
    """Return the person with that id at the prospect, unless they were removed."""
    rows = Contact.objects.filter(prospect__in=prospect.keys_of_all, blanked_at=None)
    return rows.filter(public_id=public_id).first()
