"""Telling administrators that the house itself fails: when, how often, and without its database.

What is wrong and who was told stands in a small file in the data folder, so that a restart
begins nothing anew. The machine's own clock counts here: nothing else may be there to ask.
"""

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

# After so long for the first, second and third time; then every hour.
TELL_AFTER = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
THEN_EVERY = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class Incident:
    """Something that is wrong since `since`; `told` is how often somebody was told of it."""

    name: str
    says: str
    since: datetime
    told: int = 0
    told_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to tell of it, once or once more."""
        if self.told < len(TELL_AFTER):
            return now - self.since >= TELL_AFTER[self.told]
        return self.told_at is None or now - self.told_at >= THEN_EVERY

    def tell(self, now: datetime) -> None:
        # After a long time without a way to tell, one message catches up with all of them.
        passed = sum(now - self.since >= after for after in TELL_AFTER)
        self.told, self.told_at = max(self.told + 1, passed), now


@dataclass(slots=True, kw_only=True)
class News:
    """What is to be told now: incidents that are due, and told ones that are over."""

    due: list[Incident] = field(default_factory=list)
    over: list[Incident] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.due or self.over)


class Book:
    """The file. Every call reads it afresh and writes it whole; an unreadable one is begun anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def administrators(self) -> list[str]:
        """Who was to be told when the database last answered."""
        return list(self._read().get("administrators", []))

    def note_administrators(self, addresses: list[str]) -> None:
        """Keep who is to be told, for when the database does not answer."""
        if addresses != self.administrators:
            self._write({**self._read(), "administrators": addresses})

    def observe(self, wrong: Mapping[str, str], *, now: datetime) -> News:
        """Take down what is wrong at `now` (name -> sentence); return what is to be told of it."""
        known = {each.name: each for each in self._incidents()}
        open_now = [
            known.get(name) or Incident(name=name, says=says, since=now)
            for name, says in wrong.items()
        ]
        for each in open_now:
            each.says = wrong[each.name]
        over = [each for each in known.values() if each.name not in wrong]
        # One that is over stays in the book until that was told, if it was told at all.
        to_tell = [each for each in over if each.told]
        self._keep([*open_now, *to_tell])
        return News(due=[each for each in open_now if each.is_due(now)], over=to_tell)

    def told(self, news: News, *, now: datetime) -> None:
        """Take down that somebody was reached with `news`."""
        due, over = {each.name for each in news.due}, {each.name for each in news.over}
        kept = [each for each in self._incidents() if each.name not in over]
        for each in kept:
            if each.name in due:
                each.tell(now)
        self._keep(kept)

    def _incidents(self) -> list[Incident]:
        try:
            return [
                Incident(
                    name=row["name"],
                    says=row["says"],
                    since=datetime.fromisoformat(row["since"]),
                    told=int(row["told"]),
                    told_at=datetime.fromisoformat(row["told_at"]) if row["told_at"] else None,
                )
                for row in self._read().get("incidents", [])
            ]
        except (KeyError, TypeError, ValueError):
            return []

    def _keep(self, incidents: list[Incident]) -> None:
        rows = [
            {
                **asdict(each),
                "since": each.since.isoformat(),
                "told_at": each.told_at and each.told_at.isoformat(),
            }
            for each in incidents
        ]
        found = self._read()
        if rows != found.get("incidents", []):
            self._write({**found, "incidents": rows})

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, content: dict[str, Any]) -> None:
        """Replace the file as a whole; a full disk must not stop the alarm."""
        try:
            handle, draft = tempfile.mkstemp(dir=self._path.parent)  # 0600 from birth
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, indent=1)
            os.replace(draft, self._path)
        except OSError as problem:
            log.error("The watchdog's file cannot be written: %s", type(problem).__name__)


def in_words(news: News, *, site: str, now: datetime) -> tuple[str, str]:
    """Return the subject and the text of a message about `news`."""
    if news.due:
        more = f" (and {len(news.due) - 1} more)" if len(news.due) > 1 else ""
        subject = f"Followup needs you: {news.due[0].says.splitlines()[0]}{more}"
    else:
        subject = "Followup is well again"
    lines = [f"Followup at {site} tells:", ""]
    for each in news.due:
        lines += [f"* {each.says}", f"  Since {_clock(each.since)}, {_for(now - each.since)}.", ""]
    for each in news.over:
        lines += [f"* Over: {each.says.splitlines()[0]}", ""]
    lines.append("`manage.py doctor` looks at everything and says what to do.")
    return subject[:200], "\n".join(lines)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%-d %B %H:%M} UTC"


def _for(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 120:
        return f"for {minutes} minutes"
    return f"for {minutes // 60} hours"
