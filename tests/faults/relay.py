"""A piece of network between a program and a server: to be cut without a word, or torn."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 65_536


class Relay:
    """Carries bytes between whoever connects to `port` and the server at `to`."""

    def __init__(self, to: tuple[str, int]) -> None:
        self._to = to
        self._ears = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ears.getsockname()[1]
        self._is_silent = self._is_torn = self._is_over = False
        self._pairs: dict[socket.socket, socket.socket] = {}

    def fall_silent(self) -> None:
        """Carry nothing in either direction, as a dropped line: no answer, and no end."""
        self._is_silent = True

    def tear(self) -> None:
        """Reset every connection, and every new one at once."""
        self._is_torn = True

    def mend(self) -> None:
        """Carry again. What hung on a silent line is reset, as its server gave it up."""
        self._is_torn = self._is_torn or self._is_silent
        self._is_silent = False
        threading.Timer(0.5, self._whole).start()

    def _whole(self) -> None:
        self._is_torn = False

    def _run(self) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._ears, selectors.EVENT_READ)
            while not self._is_over:
                if self._is_torn:
                    for end in list(self._pairs):
                        self._drop(end, waiting)
                if self._is_silent:
                    threading.Event().wait(0.1)
                    continue
                for key, _ in waiting.select(0.1):
                    self._carry(key.fileobj, waiting)
            for end in list(self._pairs):
                self._drop(end, waiting)
        self._ears.close()

    def _carry(self, end: socket.socket, waiting: selectors.BaseSelector) -> None:
        if end is self._ears:
            self._connect(waiting)
        elif end in self._pairs:
            try:
                data = end.recv(PIECE)
                if data:
                    self._pairs[end].sendall(data)
            except OSError:
                data = b""
            if not data:
                self._drop(end, waiting)

    def _connect(self, waiting: selectors.BaseSelector) -> None:
        near, _ = self._ears.accept()
        try:
            if self._is_torn:
                raise ConnectionResetError
            far = socket.create_connection(self._to, timeout=5)
            far.settimeout(None)
        except OSError:
            near.close()
            return
        self._pairs |= {near: far, far: near}
        for end in (near, far):
            waiting.register(end, selectors.EVENT_READ)

    def _drop(self, end: socket.socket, waiting: selectors.BaseSelector) -> None:
        for one in (end, self._pairs.get(end)):
            if one is not None and self._pairs.pop(one, None) is not None:
                with suppress(KeyError):
                    waiting.unregister(one)
                # Reset, not a farewell: nothing lingers.
                with suppress(OSError):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                one.close()


@contextmanager
def relay(host: str, port: int) -> Iterator[Relay]:
    """Yield a relay to that server; nothing of it is left behind."""
    line = Relay((host, port))
    thread = threading.Thread(target=line._run, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line._is_over = True
        thread.join(5)
