"""The watchdog's second half: a thread that watches its rounds, and tells when they go wrong."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings

from followup import telling
from followup.alarm import Book, in_words

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
# A round is over in seconds; one that takes this long waits for something that hangs.
STUCK_SECONDS = 90.0
PING_SECONDS = 60.0
FILE = "watchdog.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a round found: what is alarming (name -> sentence), and whether all was counted as 0."""

    wrong: dict[str, str] = field(default_factory=dict)
    is_all_well: bool = False
    administrators: Sequence[str] | None = None  # None: the database could not be asked


class Guard:
    """Told of each round by `note`; `look` tells administrators. Asks no database."""

    def __init__(self) -> None:
        self._book = Book(settings.DATA_DIR / FILE)
        self._report = Report()
        self._at = time.monotonic()
        self._pinged = float("-inf")
        self._ended = threading.Event()

    def start(self) -> None:
        """Look every quarter of a minute, in a thread of its own, until `stop`."""
        threading.Thread(target=self._watch, name="guard", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def note(self, report: Report) -> None:
        """Take the report of a round that has just ended."""
        self._report, self._at = report, time.monotonic()

    def look(self) -> None:
        """Tell administrators what is to be told now, or ping that all is well."""
        report, age = self._report, time.monotonic() - self._at
        if report.administrators is not None and not settings.ALARM_EMAILS:
            self._book.note_administrators(list(report.administrators))
        wrong = dict(report.wrong)
        if age > STUCK_SECONDS:
            wrong["watchdog"] = (
                f"The watchdog's own round has not ended for {age:.0f} seconds. "
                "The database or the mail server hangs."
            )
        now = datetime.now(UTC)  # noqa: TID251 (there may be no database to ask)
        news = self._book.observe(wrong, now=now)
        if news:
            subject, text = in_words(news, site=settings.SITE_URL, now=now)
            addresses = settings.ALARM_EMAILS or self._book.administrators
            if telling.tell(subject, text, addresses=addresses, now=now):
                self._book.told(news, now=now)
        if not wrong and report.is_all_well:
            self._ping()

    def _ping(self) -> None:
        if settings.PING_URL and time.monotonic() - self._pinged >= PING_SECONDS:
            self._pinged = time.monotonic()
            telling.ping(settings.PING_URL)

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as problem:
                log.error("The watchdog's guard stumbled: %s", type(problem).__name__)
