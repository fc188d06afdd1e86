"""Public identifiers: UUIDs of version 7 (RFC 9562), which sort by the time they were made."""

import os
import time
import uuid
from datetime import datetime


def uuid7() -> uuid.UUID:
    """Return a new random UUIDv7. Its time part is this host's clock and decides nothing."""
    milliseconds = time.time_ns() // 1_000_000  # noqa: TID251 (orders ids, decides nothing)
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return uuid.UUID(int=value)


def earliest(at: datetime) -> uuid.UUID:
    """Return an id that is smaller than any that a host whose clock was right made after `at`."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)
