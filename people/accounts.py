"""How people sign in: by e-mail, into an account that an administrator made."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: accounts are made on the team page, by invitation or command."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class WithTheirTeam(AuthenticationBackend):
    """Reads the person of a session together with the team, which every page asks for."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("team").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
