"""The cache that several web processes share, and what they do while it does not answer."""

import logging
import math
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)

# After a failure, how long this process does without: one that hangs would otherwise cost
# every request its time-out.
REST_SECONDS = 10.0


def _shared_or_own(name: str) -> Callable[..., Any]:
    """Return a method that asks Redis and, while that does not answer, this process's memory."""

    def method(self: "SharedOrOwnCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.rests_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as problem:
                self.rests_until = time.monotonic() + REST_SECONDS
                told = type(problem).__name__
                log.warning("The shared cache does not answer (%s); each does without it.", told)
        return getattr(self.own, name)(*args, **kwargs)

    return method


class SharedOrOwnCache(RedisCache):
    """Redis while it answers. While it does not, no request fails and none waits for it twice.

    What is counted here (attempts to sign in, calls of the API) is then counted by each
    process for itself, and what was counted before is forgotten until Redis is back.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", params)
        self.rests_until = -math.inf

    add = _shared_or_own("add")
    get = _shared_or_own("get")
    set = _shared_or_own("set")
    touch = _shared_or_own("touch")
    delete = _shared_or_own("delete")
    get_many = _shared_or_own("get_many")
    has_key = _shared_or_own("has_key")
    incr = _shared_or_own("incr")
    set_many = _shared_or_own("set_many")
    delete_many = _shared_or_own("delete_many")
    clear = _shared_or_own("clear")
