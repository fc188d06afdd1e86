"""Beat's scheduler: the timetable in memory, and nothing to be put in order at the end."""

from celery.beat import Scheduler


class PlainScheduler(Scheduler):
    """Celery's, without its farewell.

    Celery calls `close` from inside the handler of SIGTERM. There it would close a connection
    that the interrupted code may just be using, and wait for a lock that this code holds. A
    process that ends closes its connections anyway.
    """

    def close(self) -> None:
        """Keep nothing, wait for nobody."""
