"""The only writer of webhook endpoints and of what was told to them."""

from intake.webhooks.actions.endpoints import (
    CannotChangeEndpoint,
    change_endpoint,
    create_endpoint,
    pause,
    remove_endpoint,
    resume,
    rotate_secret,
)
from intake.webhooks.actions.telling import (
    CannotRedeliver,
    forget_deliveries,
    hear,
    heard_back,
    redeliver,
    send_test,
)

__all__ = [
    "CannotChangeEndpoint",
    "CannotRedeliver",
    "change_endpoint",
    "create_endpoint",
    "forget_deliveries",
    "hear",
    "heard_back",
    "pause",
    "redeliver",
    "remove_endpoint",
    "resume",
    "rotate_secret",
    "send_test",
]
