"""How people sign in: by e-mail, into an account that an administrator made."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: accounts are made on the team page, by invitation or command."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
