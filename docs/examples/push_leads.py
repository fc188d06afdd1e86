"""Push leads to Followup, none lost and none doubled. Python 3.11's standard library is enough.

    FOLLOWUP_URL=https://crm.example.com FOLLOWUP_KEY=fu_... python push_leads.py < leads.ndjson

Reads a lead a line (JSON), writes a line for each in the same order: what became of it. Ends
with 0 if all were taken in, 1 if some were refused (they are to be mended), 2 if the server
could not be reached for too long: start it again, nothing is doubled.
"""

import hashlib
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any

# Below this many leads each is pushed alone: its answer comes at once.
BATCH_FROM = 20
BATCH_SIZE = 1_000
LONGEST_PAUSE = 60.0
# A request that was not answered with one of these has said its last word.
AGAIN = {408, 425, 429, 500, 502, 503, 504}


class NotReached(Exception):
    """The server did not take it in after many tries. Nothing is doubled by trying later."""


class Refused(Exception):
    """The server will not take this, however often it is sent. `problem` says why."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


class Client:
    """Pushes leads. Every method may be repeated: the same lead is taken in once."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        tries: int = 10,
        timeout: float = 30,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.key = key
        self.tries = tries
        self.timeout = timeout
        self.sleep = sleep

    def push(self, lead: dict[str, Any]) -> dict[str, Any]:
        """Push one lead; return what became of it.

        :raises Refused: if it is not acceptable
        :raises NotReached: if the server did not answer for too long
        """
        return json.loads(self._post("/api/v1/leads/", lead))

    def push_all(self, leads: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Push many leads; yield what became of each, in their order: `status`, `result`, `errors`.

        Few go one by one, many in batches. One that is refused does not hold up the others.

        :raises NotReached: if the server did not answer for too long
        """
        waiting = iter(leads)
        while some := list(islice(waiting, BATCH_SIZE)):
            yield from self._one_by_one(some) if len(some) < BATCH_FROM else self._batch(some)

    def _one_by_one(self, leads: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for lead in leads:
            try:
                answer = self.push(lead)
            except Refused as refused:
                errors = refused.problem.get("errors") or [{"detail": str(refused)}]
                yield {"status": refused.status, "result": "refused", "errors": errors}
            else:
                yield {"status": 200, "result": answer["result"], "errors": [], **answer}

    def _batch(self, leads: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        lines = json.loads(self._post("/api/v1/leads/batch/", leads))
        for lead, line in zip(leads, lines, strict=True):
            # A lead that the server itself stumbled over is worth another try, alone.
            yield from self._one_by_one([lead]) if line["status"] >= 500 else [line]

    def _post(self, path: str, body: Any) -> bytes:
        raw = json.dumps(body, ensure_ascii=False).encode()
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            # The same body has the same key, also after this program was started again: the
            # server answers as it did the first time.
            "Idempotency-Key": hashlib.sha256(raw).hexdigest(),
        }
        for tried in range(1, self.tries + 1):
            request = urllib.request.Request(self.url + path, data=raw, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return answer.read()
            except urllib.error.HTTPError as error:
                told, wait = error.read(), error.headers.get("Retry-After")
                # 409 with Retry-After: the same push is being worked on at this moment.
                if error.code not in AGAIN and not (error.code == 409 and wait):
                    raise Refused(error.code, _problem(told)) from error
                why = f"{error.code}"
            except (OSError, ValueError) as error:  # no connection, or it broke off
                why, wait = str(error), None
            if tried < self.tries:
                self.sleep(_pause(tried, wait))
        raise NotReached(f"{path}: {why}, after {self.tries} tries")


def _problem(told: bytes) -> dict[str, Any]:
    try:
        problem = json.loads(told)
    except ValueError:
        return {"detail": told[:200].decode("utf-8", "replace")}
    return problem if isinstance(problem, dict) else {"detail": str(problem)}


def _pause(tried: int, retry_after: str | None) -> float:
    """Return the seconds to wait: a growing random pause, and at least what the server asks for."""
    asked = 0.0
    if retry_after and retry_after.isdecimal():
        asked = float(retry_after)
    elif retry_after:
        try:
            asked = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except ValueError:
            asked = 1.0
    # Random, so that many programs that failed together do not come back together.
    return max(asked, random.uniform(0, min(LONGEST_PAUSE, 0.5 * 2**tried)))


def main() -> int:
    client = Client(os.environ["FOLLOWUP_URL"], os.environ["FOLLOWUP_KEY"])
    leads = (json.loads(line) for line in sys.stdin if line.strip())
    refused = 0
    try:
        for line in client.push_all(leads):
            refused += line["status"] >= 400
            print(json.dumps(line, ensure_ascii=False), flush=True)
    except NotReached as problem:
        print(problem, file=sys.stderr)
        return 2
    return int(refused > 0)


if __name__ == "__main__":
    sys.exit(main())
