"""The product and the floors, served beside each other, and the requests that are timed."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bench import work
from bench.clients import Client, hidden
from bench.population import ranks
from bench.ratios import PAIRS, Ratio, Sample, interleaved, ratio

CLIENTS = 8


class Stand:
    """One product beside the floors. Each method is one request, timed; it returns seconds."""

    def __init__(
        self, *, port: int, key: str, prospects: Iterator[str], numbers: Iterator[int]
    ) -> None:
        self.port, self.key = port, key
        self._prospects, self._numbers = prospects, numbers
        self._rep, self._manager = Client(port), Client(port)
        self._rep.sign_in(ranks.rep_email(0), ranks.PASSWORD)
        self._manager.sign_in(ranks.manager_email(ranks.team_of(0)), ranks.PASSWORD)
        self._program = self.program()
        self._card = f"/desk/{next(prospects)}/"

    def program(self) -> Client:
        """Return a client with the key, on a connection of its own."""
        return Client(self.port, headers={"Authorization": f"Bearer {self.key}"})

    def queue(self) -> float:
        return self._rep.get("/").seconds

    def card(self) -> float:
        """Open a card beside the queue, as the browser does."""
        return self._rep.get(self._card, headers={"HX-Request": "true"}).seconds

    def overdue(self) -> float:
        return self._manager.get("/overdue/").seconds

    def log(self) -> float:
        """Log a touch by the form; opening the page before is not counted."""
        path = f"/desk/{next(self._prospects)}/"
        form = work.touch_form(hidden(self._rep.get(path).body))
        return self._rep.post_form(f"{path}log/", form).seconds

    def log_json(self) -> float:
        """Log a touch through the API, as the rep's own program."""
        path = f"/api/v1/prospects/{next(self._prospects)}/touches/"
        body = {**work.touch_json(), "rep": ranks.rep_email(0)}
        return self._program.post_json(path, body).seconds

    def push(self) -> float:
        return self.push_by(self._program)

    def push_by(self, client: Client) -> float:
        return client.post_json("/api/v1/leads/", work.lead(next(self._numbers))).seconds


class Floors:
    """The floors, each one request, timed; it returns seconds."""

    def __init__(self, *, port: int, numbers: Iterator[int]) -> None:
        self.port, self._numbers = port, numbers
        self._client = Client(port)

    def f0(self) -> float:
        return self._client.get("/f0/").seconds

    def f1(self) -> float:
        return self._client.get("/f1/").seconds

    def f2(self) -> float:
        return self.f2_by(self._client)

    def f2_by(self, client: Client) -> float:
        return client.post_json("/f2/", work.plain_lead(next(self._numbers))).seconds


# --- rows of the table -----------------------------------------------------------------------


def against_floors(stand: Stand, floors: Floors, *, each: int) -> dict[str, Ratio]:
    """Return the ratio of each request to its floor."""
    rows: dict[str, tuple[Sample, Sample]] = {
        "queue": (stand.queue, floors.f1),
        "card": (stand.card, floors.f1),
        "overdue": (stand.overdue, floors.f1),
        "push": (stand.push, floors.f2),
        "log": (stand.log, floors.f2),
        "log_json": (stand.log_json, floors.f2),
    }
    found = {name: interleaved(a, b, each=each) for name, (a, b) in rows.items()}
    found["push_by_eight"] = _by_eight(stand, floors)
    return found


def growth(large: Stand, small: Stand, *, each: int) -> dict[str, Ratio]:
    """Return how much longer each request takes where there is more, both asked in turn."""
    names = ("queue", "card", "log", "push", "overdue")
    return {
        name: interleaved(getattr(large, name), getattr(small, name), each=each) for name in names
    }


def _by_eight(stand: Stand, floors: Floors, *, seconds: float = 2.0) -> Ratio:
    """Return the time a lead over the time a plain row, each at eight clients."""
    programs = [stand.program() for _ in range(CLIENTS)]
    plain = [Client(floors.port) for _ in range(CLIENTS)]
    pairs = []
    for turn in range(PAIRS + 1):
        pushed = _crowd([lambda c=c: stand.push_by(c) for c in programs], seconds)
        stored = _crowd([lambda c=c: floors.f2_by(c) for c in plain], seconds)
        if turn:  # the first one warms up
            pairs.append(([pushed], [stored]))
    return ratio(pairs)


def _crowd(work: list[Callable[[], float]], seconds: float) -> float:
    """Let everybody work for so long; return seconds a piece."""
    until = time.perf_counter() + seconds
    done = [0] * len(work)

    def labour(place: int) -> None:
        while time.perf_counter() < until:
            work[place]()
            done[place] += 1

    began = time.perf_counter()
    with ThreadPoolExecutor(len(work)) as pool:
        list(pool.map(labour, range(len(work))))  # raises what went wrong
    return (time.perf_counter() - began) / sum(done)
