"""E-mails of this room, written when they leave."""

from datetime import datetime
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from outbox.models import Message
from people.models import User


def invitation(message: Message, now: datetime) -> EmailMessage | None:
    """Return the link by which an invited person sets their password, or None if they have.

    The link is made here, so that no secret waits in the outbox.
    """
    user = (
        User.objects.active().select_related("team").filter(pk=message.payload.get("user")).first()
    )
    if user is None or user.email != message.address or user.has_usable_password():
        return None
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    context = {
        "name": user.name,
        "team": user.team.name,
        "url": urljoin(f"{settings.SITE_URL}/", path),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "again_url": urljoin(f"{settings.SITE_URL}/", reverse("account_reset_password")),
    }
    return EmailMessage(
        subject=f"Your account in Followup, team {user.team.name}",
        body=render_to_string("people/invitation.txt", context),
    )
