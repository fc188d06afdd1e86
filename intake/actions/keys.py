"""What the leads of a key belong to when they do not say."""

from intake.models import KeyDefaults
from people.models import ApiKey
from prospects.models import Campaign


def keep_key_defaults(*, key: ApiKey, campaign: Campaign | None, asked_us: bool) -> KeyDefaults:
    """Keep the campaign of a key's leads, and whether they are hand-raisers."""
    defaults, _ = KeyDefaults.objects.update_or_create(
        api_key=key, defaults={"campaign": campaign, "asked_us": asked_us}
    )
    return defaults
