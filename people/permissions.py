"""Who may do what, as one table. Pages, API and tests all read it from here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from people.actors import Actor
from people.models import ApiKey, User

REP, MANAGER, ADMIN = User.Role.REP, User.Role.MANAGER, User.Role.ADMIN
EVERYBODY = frozenset({REP, MANAGER, ADMIN})
LEADERS = frozenset({MANAGER, ADMIN})
ADMINS = frozenset({ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The roles that may do something, and the scope a key needs for it (None: no key may)."""

    roles: frozenset[str]
    scope: str | None = None


MATRIX: dict[str, Grant] = {
    "prospects.read": Grant(roles=EVERYBODY, scope="prospects:read"),
    "prospects.write": Grant(roles=EVERYBODY, scope="prospects:write"),
    "prospects.export": Grant(roles=LEADERS),
    "prospects.hand_over": Grant(roles=LEADERS, scope="prospects:write"),
    "touches.log": Grant(roles=EVERYBODY, scope="touches:write"),
    "queue.read": Grant(roles=EVERYBODY, scope="prospects:read"),
    "queue.read_of_others": Grant(roles=LEADERS, scope="prospects:read"),
    "overdue.read": Grant(roles=LEADERS, scope="reports:read"),
    "reminders.read": Grant(roles=EVERYBODY),
    "reminders.pause": Grant(roles=LEADERS),
    "reminders.nudge": Grant(roles=LEADERS),
    "messages.handle": Grant(roles=LEADERS),
    "leads.import": Grant(roles=LEADERS),
    "leads.push": Grant(roles=LEADERS, scope="leads:write"),
    "leads.read": Grant(roles=LEADERS, scope="leads:read"),
    "leads.read_own": Grant(roles=frozenset(), scope="leads:read:own"),
    "schema.read": Grant(roles=EVERYBODY, scope="schema:read"),
    "desk.use": Grant(roles=EVERYBODY),
    "preferences.change": Grant(roles=EVERYBODY),
    "team.read": Grant(roles=EVERYBODY, scope="users:read"),
    "team.manage": Grant(roles=LEADERS),
    "webhooks.read": Grant(roles=ADMINS, scope="webhooks:read"),
    "webhooks.manage": Grant(roles=ADMINS, scope="webhooks:write"),
    "people.manage": Grant(roles=ADMINS),  # administrators' own accounts, and who is one
    "policy.read": Grant(roles=EVERYBODY, scope="policies:read"),
    "policy.change": Grant(roles=LEADERS),
    "campaigns.read": Grant(roles=EVERYBODY, scope="campaigns:read"),
    "campaigns.write": Grant(roles=LEADERS, scope="campaigns:write"),
    "playbook.read": Grant(roles=EVERYBODY, scope="playbook:read"),
    "playbook.write": Grant(roles=LEADERS, scope="playbook:write"),
    "law.read": Grant(roles=EVERYBODY),
    "law.tighten": Grant(roles=LEADERS),
    "law.loosen": Grant(roles=ADMINS),
    "keys.manage": Grant(roles=LEADERS),
    "audit.read": Grant(roles=ADMINS),
}
SCOPES: frozenset[str] = frozenset(
    grant.scope for grant in MATRIX.values() if grant.scope is not None
)


def may(actor: Actor, permission: str) -> bool:
    """Return whether `actor` may do what `permission`, a row of the table, names."""
    grant = MATRIX[permission]
    if isinstance(actor, ApiKey):
        return grant.scope is not None and grant.scope in actor.scopes
    return actor.role in grant.roles


def requires(permission: str) -> Callable[..., Any]:
    """Lock a page: whoever may not do `permission` gets 403. The name stays on the view."""

    def lock(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, permission):  # type: ignore[arg-type]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        locked.permission = permission  # type: ignore[attr-defined]
        return locked

    return lock
