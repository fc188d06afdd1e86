"""The small house of `doors.py`, and somebody who knocks at it with anything at all."""

import pytest
from django.test import Client

from tests.groundwork import doors

OUTSIDE = [
    "groundwork.rate_limit.RateLimit",
    "groundwork.middleware.BodyLimit",
    "groundwork.middleware.TextGate",
    "groundwork.middleware.UploadGate",
]


@pytest.fixture
def knock(settings, db) -> Client:
    """A client of the small house. It sees a 500 as a stranger would, not as an exception."""
    settings.ROOT_URLCONF = doors.__name__
    settings.MIDDLEWARE = [*OUTSIDE, "groundwork.middleware.UnsafeInOneTransaction"]
    return Client(raise_request_exception=False)
