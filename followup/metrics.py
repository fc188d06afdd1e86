"""What a monitor wants to know of the house, counted when it asks. Names nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from groundwork.ids import earliest
from groundwork.models import Job
from outbox.models import Breaker, Message
from prospects.models import Prospect
from reminders.models import Heartbeat

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
QUEUES = ("scan", "work", "bulk")
RECENT = timedelta(minutes=15)
BROKER_SECONDS = 0.5


def exposition(*, now: datetime) -> bytes:
    """Return everything in Prometheus' text format. A broker that does not answer is left out.

    Each figure is read by an index; all of them cost some ten statements.
    """
    registry = CollectorRegistry()
    registry.register(_House(now))
    return generate_latest(registry)


class _House:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # so that registering asks no database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._reminders()
        yield from self._outbox()
        yield from self._work()
        yield from self._broker()

    def _reminders(self) -> Iterator[GaugeMetricFamily]:
        due = Prospect.objects.to_raise(now=self._now).order_by()
        oldest = due.aggregate(at=Min("nag_at"))["at"]
        yield _gauge(
            "followup_oldest_due_seconds",
            "How long the oldest due reminder waits to be raised; 0: none does.",
            self._age(oldest),
        )
        beats = _family(
            "followup_heartbeat_age_seconds", "Since a part did its work.", labels=["name"]
        )
        for name, at in Heartbeat.objects.values_list("name", "at"):
            beats.add_metric([name], self._age(at))
        yield beats

    def _outbox(self) -> Iterator[GaugeMetricFamily]:
        waiting = _family(
            "followup_messages_waiting", "Messages whose time has come.", labels=["channel"]
        )
        oldest = _family(
            "followup_oldest_message_seconds", "How long the oldest waits.", labels=["channel"]
        )
        for channel in Message.Channel.values:
            found = Message.objects.waiting(now=self._now).by(channel)
            row = found.aggregate(number=Count("pk"), at=Min("next_try_at"))
            waiting.add_metric([channel], row["number"])
            oldest.add_metric([channel], self._age(row["at"]))
        yield from (waiting, oldest)
        yield self._recent()
        dead = Message.objects.dead().filter(seen_dead_at=None)
        yield _gauge(
            "followup_messages_given_up",
            "Messages that were given up and nobody has seen.",
            dead.count(),
        )
        yield _gauge(
            "followup_hosts_left_alone",
            "Hosts that failed several times in a row.",
            Breaker.objects.filter(open_until__gt=self._now).count(),
        )

    def _recent(self) -> GaugeMetricFamily:
        recent = _family(
            "followup_messages_recent",
            "Messages of the last quarter of an hour, by what became of them.",
            labels=["kind", "state"],
        )
        # Ids hold the machine's time of their making, which knows of no offset.
        since = self._now - timedelta(seconds=settings.FOLLOWUP_CLOCK_OFFSET) - RECENT
        made = Message.objects.filter(pk__gte=earliest(since)).values_list("kind", "state")
        for kind, state, number in made.annotate(number=Count("pk")).order_by("kind", "state"):
            recent.add_metric([kind, state], number)
        return recent

    def _work(self) -> Iterator[GaugeMetricFamily]:
        jobs = _family(
            "followup_jobs_unfinished", "Imports and other long work.", labels=["kind", "state"]
        )
        unfinished = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
        counted = unfinished.values_list("kind", "state").annotate(number=Count("pk"))
        for kind, state, number in counted.order_by("kind", "state"):
            jobs.add_metric([kind, state], number)
        yield jobs

    def _broker(self) -> Iterator[GaugeMetricFamily]:
        from redis import Redis, RedisError

        depth = _family("followup_queue_length", "Hints in the broker.", labels=["queue"])
        try:
            with Redis.from_url(
                settings.REDIS_URL,
                socket_timeout=BROKER_SECONDS,
                socket_connect_timeout=BROKER_SECONDS,
                retry=None,
            ) as broker:
                for queue in QUEUES:
                    depth.add_metric([queue], float(broker.llen(queue)))  # type: ignore[arg-type]
        except (RedisError, OSError):
            yield _gauge("followup_broker_up", "Whether the broker answers.", 0)
            return
        yield _gauge("followup_broker_up", "Whether the broker answers.", 1)
        yield depth

    def _age(self, at: datetime | None) -> float:
        return 0.0 if at is None else max(0.0, (self._now - at).total_seconds())


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def _family(name: str, says: str, *, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=labels)
