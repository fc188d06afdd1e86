"""How people sign in: by e-mail, into an account that an administrator made."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from groundwork import clock
from people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: accounts are made on the team page, by invitation or command."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class WithTheirTeam(AuthenticationBackend):
    """Reads the person of a session with what every page asks for: their team, and the time."""

    def get_user(self, user_id: int) -> User | None:
        rows = clock.with_time(User.objects.select_related("team"))
        user = rows.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
