"""An end to everything that waits for somebody else's computer."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def at_most(seconds: float, *, cut: Callable[[], None]) -> Iterator[None]:
    """Call `cut` when the block has not ended after `seconds`, and again until it ends."""
    done = threading.Event()

    def watch() -> None:
        if not done.wait(seconds):
            cut()
            while not done.wait(0.5):  # it may just be connecting: again, until it ends
                cut()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()


def hang_up(line: socket.socket | None) -> None:
    """Close a connection in both directions, whoever is waiting for it."""
    if line is not None:
        with suppress(OSError):
            # Past TLS, whose own shutdown would wait for the other side's answer.
            socket.socket.shutdown(line, socket.SHUT_RDWR)
