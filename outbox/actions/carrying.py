"""One batch of claimed messages, each carried to one end by its channel's sender."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from outbox.actions import leases, settling
from outbox.actions.breaking import Breakers
from outbox.actions.settling import stubbornly
from outbox.actions.suppressing import suppressed
from outbox.models import Message
from outbox.senders import AddressRefused, Sender, Unreachable

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# The last message of a batch must be begun so early that connecting and sending (10 s and
# 20 s at most) end within its lease.
BEGIN_WITHIN_SECONDS = 25.0


@dataclass(slots=True)
class Sent:
    """How many messages of one run came to which end; `put_off` waits for a host in trouble."""

    sent: int = 0
    pointless: int = 0
    failed: int = 0
    put_off: int = 0


@dataclass(slots=True, eq=False)
class _Try:
    message: Message
    host: str
    began: float = field(default_factory=time.monotonic)


class Batch:
    """Messages of one channel, in their order, at most one at a time for each host."""

    def __init__(
        self, claimed: list[Message], sender: Sender, *, clock: Clock, done: Sent, end: float
    ) -> None:
        self._waiting = deque(claimed)
        self._sender, self._clock, self._done = sender, clock, done
        self._begin_by = min(time.monotonic() + BEGIN_WITHIN_SECONDS, end)
        self._running: dict[Future[int | None], _Try] = {}
        self._breakers = Breakers(self._host(each) for each in claimed)
        self._suppressed = suppressed(claimed) if sender.suppresses else {}
        self._in_trouble: set[str] = set()  # hosts that failed in this batch

    def run(self) -> None:
        with _pool(self._sender.at_once) as pool:
            while self._waiting or self._running:
                self._begin(pool)
                self._finish()

    def _host(self, message: Message) -> str:
        host = self._sender.host_of(message.address)
        return f"{message.channel}:{host}"[:300] if host else ""

    # --- Beginning ------------------------------------------------------------------------------

    def _begin(self, pool: Any) -> None:
        """Start as many as the sender carries side by side, one for each host."""
        busy = {each.host for each in self._running.values()} - {""}
        for message in list(self._waiting):
            if len(self._running) >= self._sender.at_once:
                return
            if (host := self._host(message)) in busy:
                continue
            self._waiting.remove(message)
            if time.monotonic() > self._begin_by:
                leases.release([message])
                continue
            thing = self._written(message, host)
            if thing is not None:
                busy.add(host) if host else None
                self._start(pool, message, host, thing)

    def _start(self, pool: Any, message: Message, host: str, thing: Any) -> None:
        future = pool.submit(
            self._sender.send,
            thing,
            message_id=message.pk,
            address=message.address,
            at=self._clock(),
        )
        self._running[future] = _Try(message, host)

    def _written(self, message: Message, host: str) -> Any:
        """Return what is to be carried; None if nothing is, and then it is settled already."""
        now = self._clock()
        if not leases.still_mine(message, now=now):
            return None
        reason = self._suppressed.get((message.team_key, message.address.lower()))
        if reason is not None:
            settling.held_back(message, reason, now=now)
            self._done.failed += 1
            return None
        if (until := self._not_before(host, now=now)) is not None:
            leases.put_off(message, until=until)
            self._done.put_off += 1
            return None
        try:
            thing = _render(message, now=now)
        except Exception as problem:
            self._fail(_Try(message, ""), problem)
            return None
        if thing is None:
            stubbornly(lambda: leases.settle_pointless(message))
            self._done.pointless += 1
        return thing

    def _not_before(self, host: str, *, now: datetime) -> datetime | None:
        if host in self._in_trouble:
            return now + leases.FIRST_PAUSE
        return self._breakers.closed_until(host, now=now) if host else None

    # --- Ending ---------------------------------------------------------------------------------

    def _finish(self) -> None:
        """Wait until one has ended, and settle all that have."""
        if not self._running:
            return
        ended, _ = wait(self._running, return_when=FIRST_COMPLETED)
        for future in ended:
            each = self._running.pop(future)
            problem = future.exception()
            if problem is None:
                self._succeed(each, future.result())
            elif isinstance(problem, Exception):
                self._fail(each, problem)
            else:
                raise problem

    def _succeed(self, each: _Try, status: int | None) -> None:
        settling.sent(each.message, status, began=each.began, clock=self._clock)
        self._breakers.succeeded(each.host)
        self._done.sent += 1

    def _fail(self, each: _Try, problem: Exception) -> None:
        settling.failed(
            each.message,
            problem,
            began=each.began,
            clock=self._clock,
            suppresses=self._sender.suppresses,
        )
        self._done.failed += 1
        if isinstance(problem, Unreachable):
            # What failed at the door fails for all of them: do not wait for each in turn.
            rest, self._waiting = list(self._waiting), deque()
            refuse_all(rest, problem, clock=self._clock, done=self._done)
        elif each.host and self._sender.blames_host(problem):
            self._breakers.failed(each.host, now=self._clock())
            if self._sender.at_once > 1:  # one that hangs would hang for each in turn
                self._in_trouble.add(each.host)
        elif isinstance(problem, AddressRefused) and problem.status is not None:
            self._breakers.succeeded(each.host)  # it answered, and clearly


def refuse_all(
    messages: Sequence[Message], problem: Exception, *, clock: Clock, done: Sent
) -> None:
    """Settle messages that were not begun as failed by `problem`."""
    for message in messages:
        settling.failed(message, problem, began=time.monotonic(), clock=clock)
        done.failed += 1


def _render(message: Message, *, now: datetime) -> Any:
    """Ask the room that knows this kind what there is to say now; None: nothing any more."""
    handler = settings.OUTBOX_HANDLERS.get(message.kind)
    if handler is None:
        raise LookupError(f"Nobody knows how to write a {message.kind}.")
    return import_string(handler)(message, now)


class _Here:
    """Carries one after the other, in this thread: what a connection for many messages needs."""

    def submit(self, work: Callable[..., Any], *args: Any, **words: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **words))
        except Exception as problem:
            future.set_exception(problem)
        return future


def _pool(at_once: int) -> AbstractContextManager[Any]:
    return ThreadPoolExecutor(at_once) if at_once > 1 else nullcontext(_Here())
