"""How a program or a signed-in browser comes into the API, and what it may do there."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from groundwork import clock
from people import actions
from people.models import ApiKey
from people.permissions import MATRIX, may

if TYPE_CHECKING:  # views import this room, by the name in the settings
    from rest_framework.views import APIView

BEARER = "Bearer"
LAST_USED_EVERY = timedelta(minutes=1)


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer fu_<prefix>_<secret>`; never from the address or a form.

    `beside` names what a door wants to know of every key that comes in, read with it.
    """

    beside: tuple[str, ...] = ()

    def authenticate(self, request: Request) -> tuple[ApiKey, ApiKey] | None:
        header = authentication.get_authorization_header(request)
        if not header:
            return None
        scheme, _, given = header.partition(b" ")
        if scheme.lower() != BEARER.lower().encode():
            raise exceptions.AuthenticationFailed("Use a Bearer key.")
        key = actions.find_api_key(
            given.strip().decode("ascii", "replace"),
            read=partial(self._read, request),
            from_address=request.META.get("REMOTE_ADDR", ""),
        )
        if key is None:
            raise exceptions.AuthenticationFailed("This key is not known, or no longer good.")
        now = clock.of(request)
        if key.last_used_at is None or now - key.last_used_at > LAST_USED_EVERY:
            actions.note_key_use(key, now=now, from_address=request.META.get("REMOTE_ADDR", ""))
        return key, key

    def _read(self, request: Request, keys: QuerySet[ApiKey]) -> tuple[ApiKey | None, datetime]:
        key = clock.read_beside(request, keys.select_related("team", *self.beside))
        return key, clock.of(request)

    def authenticate_header(self, request: Request) -> str:
        return BEARER


class HasScope(permissions.BasePermission):
    """Each API view names what it does, by method, in `permission`; the table decides.

    A view that names nothing is closed to everybody.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.user is None or not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        wanted = getattr(view, "permission", {}).get(request.method)
        if wanted is None and request.method in {"OPTIONS", "HEAD"}:
            wanted = getattr(view, "permission", {}).get("GET")
        if wanted is None:
            # A method that the view does not have is answered 405 by the view itself.
            return not hasattr(view, (request.method or "").lower())
        if any(may(request.user, name) for name in _alternatives(wanted)):
            return True
        scope = MATRIX[_alternatives(wanted)[0]].scope
        self.message = f"This needs the scope {scope}." if scope else "You may not do this."
        return False


def _alternatives(wanted: str | tuple[str, ...]) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else wanted
