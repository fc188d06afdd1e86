"""What leaves by webhook, written just before it leaves; and the mail about a paused one."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from groundwork import sealing
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from outbox.models import Message
from outbox.posting import Post


def post(message: Message, now: datetime) -> Post | None:
    """Write a delivery, signed by the secrets that are good at `now`. None if it went away."""
    found = WebhookDelivery.objects.select_related("endpoint")
    delivery = found.filter(public_id=message.payload["delivery"]).first()
    if delivery is None:
        return None
    return Post(
        body=delivery.body.encode(),
        headers={"Content-Type": "application/json"},
        secrets=secrets_of(delivery.endpoint, now=now),
    )


def secrets_of(endpoint: WebhookEndpoint, *, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign at `now`: the present one, and for a day the one before."""
    sealed = [endpoint.sealed_secret]
    if endpoint.old_secret_until is not None and endpoint.old_secret_until > now:
        sealed.append(endpoint.sealed_old_secret)
    return tuple(sealing.unseal(each) for each in sealed)


def paused(message: Message, now: datetime) -> EmailMessage | None:
    """Tell an administrator of an endpoint that takes nothing. None if it is resumed by now."""
    rows = WebhookEndpoint.objects.filter(pk=message.payload["endpoint"])
    endpoint = rows.exclude(paused_at=None).first()
    if endpoint is None:
        return None
    page = settings.SITE_URL + reverse("webhooks:webhook", args=[endpoint.public_id])
    return EmailMessage(
        subject=f"Webhook paused: {endpoint}",
        body=(
            f"The webhook to {endpoint.url} takes nothing, so it is told nothing more.\n\n"
            f"{endpoint.paused_why}\n\n"
            "When it works again, resume it and send anew what it missed:\n"
            f"{page}\n"
        ),
        to=[message.address],
    )
