"""The shared cache: a convenience, whose absence nobody at work may feel."""

import socket
import time

import pytest

from followup.cache import SharedOrOwnCache
from tests.services import free_port, own_redis

PARAMS = {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}}


@pytest.fixture(scope="module")
def redis():
    with own_redis() as address:
        yield address


@pytest.fixture
def away() -> SharedOrOwnCache:
    """A cache whose Redis nobody has started."""
    return SharedOrOwnCache(f"redis://127.0.0.1:{free_port()}/0", PARAMS)


@pytest.fixture
def hanging():
    """A cache whose Redis takes calls and never answers."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        yield SharedOrOwnCache(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0", PARAMS)


def test_what_one_process_counts_another_sees(redis):
    SharedOrOwnCache(redis, PARAMS).set("attempts", 3)

    assert SharedOrOwnCache(redis, PARAMS).incr("attempts") == 4


def test_while_redis_is_away_each_process_counts_for_itself(away):
    assert away.get("attempts") is None
    assert away.add("attempts", 1) is True
    assert away.incr("attempts") == 2
    away.set_many({"a": 1, "b": 2})
    assert away.get_many(["a", "b"]) == {"a": 1, "b": 2}
    away.delete_many(["a"])
    assert not away.has_key("a")
    away.clear()
    assert away.get("b") is None


def test_a_redis_that_hangs_is_waited_for_once(hanging):
    hanging.get("attempts")  # pays the time-out

    began = time.monotonic()
    for _ in range(50):
        hanging.get("attempts")

    assert time.monotonic() - began < 0.2


def test_a_redis_that_is_back_is_used_again(redis):
    mine = SharedOrOwnCache(redis, PARAMS)
    mine.rests_until = time.monotonic() + 60
    mine.set("place", "here")

    mine.rests_until = time.monotonic()

    assert mine.get("place") is None
