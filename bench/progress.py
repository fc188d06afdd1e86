"""A bar on standard error: how far, how fast, how long still."""

import sys
import time

_WIDTH = 30
_EVERY = 0.2  # seconds between two drawings


class Bar:
    """Counts up to `total`. Where nobody watches, it says one line at the end."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, max(total, 1), 0
        self._began = self._drawn = time.monotonic()
        self._is_watched = sys.stderr.isatty()

    def add(self, count: int) -> None:
        self.done = min(self.done + count, self.total)
        now = time.monotonic()
        if self._is_watched and (now - self._drawn > _EVERY or self.done >= self.total):
            self._drawn = now
            sys.stderr.write(f"\r{self._line(now)}\x1b[K")

    def end(self) -> None:
        line = self._line(time.monotonic())
        sys.stderr.write(f"\r{line}\x1b[K\n" if self._is_watched else f"{line}\n")

    def _line(self, now: float) -> str:
        took = max(now - self._began, 1e-6)
        full = _WIDTH * self.done // self.total
        left = took * (self.total - self.done) / max(self.done, 1)
        return (
            f"{self.what:<14} [{'#' * full}{'.' * (_WIDTH - full)}] "
            f"{self.done:,}/{self.total:,}  {self.done / took:,.0f}/s  "
            + (f"{left:,.0f} s left" if self.done < self.total else f"{took:,.0f} s")
        )


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
