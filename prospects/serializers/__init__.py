"""Prospects, people, touches and queues as the API takes them and tells them."""

from prospects.serializers.shown import (
    PRIORITIES,
    campaign_out,
    contact_out,
    next_attempt,
    person_out,
    policy_out,
    prospect_in_full,
    prospect_out,
    queue_row_out,
    touch_out,
    when,
)
from prospects.serializers.taken import TouchIn

__all__ = [
    "PRIORITIES",
    "TouchIn",
    "campaign_out",
    "contact_out",
    "next_attempt",
    "person_out",
    "policy_out",
    "prospect_in_full",
    "prospect_out",
    "queue_row_out",
    "touch_out",
    "when",
]
