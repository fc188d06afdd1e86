"""How much one caller may ask of the API in a minute, told on every answer."""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from groundwork.error_pages import answer, is_api
from groundwork.problems import Refused

WINDOW_SECONDS = 60
# After the cache failed to answer, how long this process does without it: a cache that hangs
# would otherwise cost every request its time-out.
REST_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a caller has left, and in how many seconds the count begins anew."""

    limit: int
    remaining: int
    reset_seconds: int
    exceeded: bool = False

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class RateLimit:
    """Answer 429 past `settings.API_REQUESTS_PER_MINUTE`, and say on each answer what is left.

    A caller is whatever it shows: its key, its session, else its address. While the cache is
    down nobody is refused: a lead is worth more than a count.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._rests_until = -math.inf

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return self.get_response(request)
        allowance = self._count(_caller(request))
        if allowance.exceeded:
            response: HttpResponseBase = answer(request, _refusal(allowance))
        else:
            response = self.get_response(request)
        for name, value in allowance.headers().items():
            response[name] = value
        return response

    def _count(self, caller: str) -> Allowance:
        limit = settings.API_REQUESTS_PER_MINUTE
        unlimited = Allowance(limit=limit, remaining=limit, reset_seconds=WINDOW_SECONDS)
        if time.monotonic() < self._rests_until:
            return unlimited
        try:
            began_at, count = _counted(caller)
        except Exception:  # each cache has exceptions of its own, and none may fail a request
            self._rests_until = time.monotonic() + REST_SECONDS
            return unlimited
        return Allowance(
            limit=limit,
            remaining=max(0, limit - count),
            reset_seconds=max(1, math.ceil(began_at + WINDOW_SECONDS - _wall_clock())),
            exceeded=count > limit,
        )


def _refusal(allowance: Allowance) -> Refused:
    return Refused(
        status=429,
        code="too-many-requests",
        detail=f"More than {allowance.limit} requests in a minute. Nothing was done; try again.",
        headers={"Retry-After": str(allowance.reset_seconds)},
    )


def _caller(request: HttpRequest) -> str:
    shown = (
        request.headers.get("Authorization")
        or request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        or request.META.get("REMOTE_ADDR", "")
    )
    # Hashed, so that no secret lies in the cache.
    return hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()


def _counted(caller: str) -> tuple[float, int]:
    """Count one request; return when the caller's minute began, and the count so far."""
    # A minute begins with the caller's first request, and its two entries end by themselves.
    now = _wall_clock()
    began_at = cache.get_or_set(f"rate-began:{caller}", now, WINDOW_SECONDS)
    if not isinstance(began_at, float) or not now - WINDOW_SECONDS < began_at <= now + 1:
        began_at = now
        cache.set(f"rate-began:{caller}", now, WINDOW_SECONDS)
    key = f"rate:{caller}:{began_at}"
    if cache.add(key, 1, WINDOW_SECONDS):
        return began_at, 1
    return began_at, cache.incr(key)


def _wall_clock() -> float:
    # The host's clock on purpose: this decides nothing but how long a client waits, and must
    # not cost a statement before it is known whether the request is let in.
    return time.time()  # noqa: TID251
