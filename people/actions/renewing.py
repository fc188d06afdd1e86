"""Keys for programs: given a new secret, and taken away."""

from datetime import datetime, timedelta

from django.db import transaction

from people.actions.keys import new_secret
from people.actions.recording import record
from people.models import ApiKey, User


@transaction.atomic
def rotate_api_key(
    *, key_id: int, by: User, at: datetime, overlap: timedelta
) -> tuple[ApiKey, str]:
    """Give a key a new secret and return its new text, shown this once.

    The old text opens the door for `overlap` more; one from an earlier rotation no longer.

    :raises ApiKey.DoesNotExist: if the key is revoked, or of another team
    """
    keys = ApiKey.objects.visible_to(by).select_for_update().filter(revoked_at=None)
    key = keys.get(pk=key_id)
    secret, hashed = new_secret()
    key.old_secret_hash, key.old_secret_until = key.secret_hash, at + overlap
    key.secret_hash = hashed
    key.save(update_fields=["secret_hash", "old_secret_hash", "old_secret_until"])
    hours = round(overlap.total_seconds() / 3600)
    record(
        action="key.rotated", by=by, at=at, team=key.team, about=key, details={"overlap_h": hours}
    )
    return key, f"fu_{key.prefix}_{secret}"


@transaction.atomic
def revoke_api_key(*, key_id: int, by: User, at: datetime) -> ApiKey:
    """Take a key away, at once and for good. Repeating changes nothing.

    :raises ApiKey.DoesNotExist: if it is of another team
    """
    key = ApiKey.objects.visible_to(by).select_for_update().get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record(action="key.revoked", by=by, at=at, team=key.team, about=key)
    return key
