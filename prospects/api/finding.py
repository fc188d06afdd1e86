"""What every view of this room's API looks up, and how it says what is wrong."""

from uuid import UUID

from django.db import connection
from django.http import Http404
from rest_framework.request import Request

from groundwork.problems import FieldError, Refused
from people.models import ApiKey, User
from prospects.models import Campaign, Contact, Prospect

SHOWN = ("owner", "campaign", "team")


def bad(field: str, code: str, detail: str, *, status: int = 400) -> Refused:
    """Return the refusal of one value."""
    errors = [FieldError(field=field, code=code, detail=detail)]
    told = f"{field}: {detail}" if field else detail
    return Refused(status=status, code="invalid", detail=told, errors=errors)


def conflict(code: str, detail: str) -> Refused:
    """Return the refusal of what contradicts how things stand."""
    return Refused(status=409, code=code, detail=detail)


def find(request: Request, public_id: UUID, *, to_change: bool = False) -> Prospect:
    """Return the prospect if the caller may know of it; `to_change`: locked until it is answered.

    :raises Http404: if not: another team's looks exactly like one that never was
    """
    found = Prospect.objects.visible_to(request.user).filter(public_id=public_id)
    if to_change and connection.features.has_select_for_update:
        # The key alone: a row that waited for its lock is then read as it is.
        list(found.select_for_update().values_list("pk"))
    prospect = found.select_related(*SHOWN, "merged_into").first()
    if prospect is None:
        raise Http404
    return prospect


def find_contact(request: Request, public_id: UUID, *, to_change: bool = False) -> Contact:
    """Return the person if the caller may know of them, as `find` does."""
    found = Contact.objects.visible_to(request.user).filter(public_id=public_id)
    if to_change and connection.features.has_select_for_update:
        list(found.select_for_update(of=("self",)).values_list("pk"))
    contact = found.select_related("prospect__merged_into").first()
    if contact is None:
        raise Http404
    return contact


def colleague(request: Request, email: str, *, field: str) -> User:
    """Return who works in the caller's team and signs in with `email`.

    :raises Refused: 400, in the same words for an unknown person and for one of another team
    """
    team = User.objects.active().visible_to(request.user)
    user = team.filter(email=email.strip().lower()).select_related("team").first()
    if user is None:
        raise bad(field, "unknown", "Nobody in this team signs in with this e-mail.")
    return user


def campaign(request: Request, slug: str) -> Campaign | None:
    """Return the team's campaign of that short name, None for "".

    :raises Refused: 400 if there is none
    """
    if not slug:
        return None
    found = Campaign.objects.visible_to(request.user).filter(slug=slug)
    chosen = found.select_related("policy").first()
    if chosen is None:
        raise bad("campaign", "unknown", "This team has no campaign of this short name.")
    return chosen


def rep_of(request: Request, email: str) -> User | None:
    """Return for whom a key acts, who must be named; a person acts as themselves (None)."""
    if not isinstance(request.user, ApiKey):
        return None
    if not email:
        raise bad("rep", "required", "What a key logs names its rep, by e-mail.")
    return colleague(request, email, field="rep")
