"""Leaving alone, for a while, a host that failed several times in a row; all others go on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from outbox.models import Breaker

OPENS_AT = 5  # failures in a row
OPEN_FOR, LONGEST = timedelta(seconds=60), timedelta(minutes=15)


class Breakers:
    """What is known of the hosts of a batch: one read for all of them, writes only in trouble."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._rows = {row.host: row for row in Breaker.objects.filter(host__in=set(hosts))}

    def closed_until(self, host: str, *, now: datetime) -> datetime | None:
        """Return until when nothing may be sent to `host`; None: send now.

        When its time is over, the first who asks is let through, as a probe, and everybody
        else waits for what comes of it.
        """
        row = self._rows.get(host)
        if row is None or row.open_until is None:
            return None
        if row.open_until > now:
            return row.open_until
        probed = Breaker.objects.filter(host=host, open_until=row.open_until)
        row.open_until = now + OPEN_FOR
        return None if probed.update(open_until=row.open_until) else row.open_until

    def succeeded(self, host: str) -> None:
        """Forget what `host` did wrong."""
        if host in self._rows:
            Breaker.objects.filter(host=host).delete()
            del self._rows[host]

    def failed(self, host: str, *, now: datetime) -> None:
        """Count a failure of `host`; from the fifth in a row on, leave it alone."""
        if not host:
            return
        Breaker.objects.bulk_create([Breaker(host=host)], ignore_conflicts=True)
        Breaker.objects.filter(host=host).update(failures=F("failures") + 1)
        row = self._rows[host] = Breaker.objects.get(host=host)
        beyond = row.failures - OPENS_AT
        if beyond >= 0:
            row.open_until = now + min(OPEN_FOR * 2 ** min(beyond, 10), LONGEST)
            Breaker.objects.filter(host=host).update(open_until=row.open_until)


def forget_old(*, now: datetime) -> int:
    """Drop hosts that nothing was sent to for a day; return how many."""
    return Breaker.objects.filter(open_until__lt=now - timedelta(days=1)).delete()[0]
