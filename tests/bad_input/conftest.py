"""The house that the corpus is thrown at."""

import pytest

from tests.bad_input.house import House, build


@pytest.fixture
def house(db, clock, settings) -> House:
    """A house with people in it, and nobody counting how often they are asked."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return build()
