"""A vendor's program that pushes leads, and tries again as the client contract has it."""

import http.client
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.rig import Rig

AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 507}
LEADS = (
    "SELECT id, cycle, owner_id, next_attempt_at FROM prospects_prospect"
    " WHERE name LIKE 'Lead %' AND next_attempt_at IS NOT NULL"
)


@dataclass
class Vendor:
    """Pushes one lead after the other until it is stopped; keeps what it was answered."""

    house: Rig
    key: str
    pause: float = 0.05
    taken: list[int] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    slowest: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> "Vendor":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop after the lead in hand was taken."""
        self._over.set()
        self._thread.join(120)
        assert not self._thread.is_alive()

    def must_have_lost_nothing(self) -> None:
        """Every lead that was answered is there, once."""
        there = Counter(
            name for (name,) in self.house.rows(
                "SELECT name FROM prospects_prospect WHERE name LIKE 'Lead %'"
            )
        )  # fmt: skip
        assert there == Counter(f"Lead {number}" for number in self.taken)
        self.house.work.add_leads(self.house.rows(LEADS))

    def _run(self) -> None:
        number = 0
        while not self._over.is_set():
            self._push(number)
            number += 1
            time.sleep(self.pause)

    def _push(self, number: int) -> None:
        while True:
            try:
                status, seconds = self.house.push_lead(self.key, number)
            except (OSError, http.client.HTTPException):
                status, seconds = 0, 0.0
            self.answers[status] += 1
            self.slowest = max(self.slowest, seconds)
            if status in {200, 201}:
                self.taken.append(number)
                return
            assert status == 0 or status in AGAIN, status
            time.sleep(0.2)
