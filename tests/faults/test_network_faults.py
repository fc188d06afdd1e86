"""Faults of the network between our programs and what they lean on: silent, or torn."""

import time
from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.faults.pushing import Vendor
from tests.faults.relay import relay
from tests.faults.rig import RAISERS

pytestmark = pytest.mark.fault_long

CUT_SECONDS = 15


@pytest.fixture
def lines(own_house):
    """The lines to the database, the broker and the mail server, each through a relay."""
    environment = own_house.stack.environment
    with ExitStack() as at_the_end:
        found = {}
        for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
            to = urlsplit(environment[name])
            line = at_the_end.enter_context(relay(to.hostname, to.port))
            environment[name] = environment[name].replace(f":{to.port}", f":{line.port}")
            found[name.partition("_")[0].lower()] = line
        yield found
        own_house.stack.kill(*list(own_house.stack.programs))


@pytest.mark.parametrize("how", ["fall_silent", "tear"])
@pytest.mark.parametrize("what", ["database", "redis", "email"])
def test_f42_a_line_that_is_cut(own_house, lines, what, how):
    house = own_house
    house.seed(reps=10, late=50, coming=60, within=25)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    vendor = Vendor(house, house.key()).start()
    time.sleep(2)

    getattr(lines[what], how)()
    time.sleep(CUT_SECONDS)
    lines[what].mend()
    time.sleep(5)
    vendor.stop()
    vendor.must_have_lost_nothing()

    # 0: the vendor gave up waiting for an answer.
    assert set(vendor.answers) <= {0, 200, 201, 503}, vendor.answers
    if what != "database":
        assert set(vendor.answers) <= {200, 201}, vendor.answers
        assert vendor.slowest < 3
    house.notes.append(f"{what}, {how.replace('_', ' ')}: slowest push {vendor.slowest:.1f} s")
    verdict = house.must_come_clean(within=120)
    assert verdict.lateness <= timedelta(seconds=60)
