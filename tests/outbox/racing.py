"""Several threads that do one thing at the same moment, each with its own connection."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(times: int, do: Callable[[], Any]) -> list[Any]:
    """Call `do` in so many threads, released together; return what each returned or raised."""
    gate = threading.Barrier(times)
    results: list[Any] = [None] * times

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(10)
            results[place] = do()
        except BaseException as problem:
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
