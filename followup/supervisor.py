"""Runs the programs of the house side by side: one log, restarts with back-off, one end."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
LONGEST_PAUSE_SECONDS = 30.0
# A program that ran this long was well: its next fall counts as its first.
WELL_AFTER_SECONDS = 60.0
# Longer than the 25 s that a worker may take to finish its task.
STOP_SECONDS = 30.0
LOOK_SECONDS = 0.2

Say = Callable[[str, str], None]  # (who says it, what)


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program to keep running, and what to add to its environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """One program, started again whenever it ends, each time after a longer pause."""

    def __init__(self, program: Program, *, folder: Path, say: Say) -> None:
        self.program = program
        self._folder = folder
        self._say = say
        self._process: subprocess.Popen[str] | None = None
        self._copying: threading.Thread
        self._started = 0.0
        self._falls = 0
        self._start_again = 0.0

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), *self.program.command],
            cwd=self._folder,
            env={**os.environ, **self.program.environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Ctrl-C in the terminal reaches us alone; we tell the children in our order.
            start_new_session=True,
        )
        self._started = time.monotonic()
        self._copying = threading.Thread(target=self._copy_log, args=(self._process,), daemon=True)
        self._copying.start()

    def _copy_log(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101
        with process.stdout as lines:
            for line in lines:
                self._say(self.program.name, line.rstrip("\n"))

    def look(self) -> None:
        """Notice an end, say it, and start again once the pause is over."""
        if self._process is None:
            if time.monotonic() >= self._start_again:
                self.start()
            return
        if (code := self._process.poll()) is None:
            return
        self.clear_away()
        now = time.monotonic()
        self._falls = 1 if now - self._started > WELL_AFTER_SECONDS else self._falls + 1
        pause = min(2.0 ** (self._falls - 1), LONGEST_PAUSE_SECONDS)
        self._say(self.program.name, f"ended ({_in_words(code)}); starting again in {pause:.0f} s")
        self._process, self._start_again = None, now + pause

    def tell(self, signal_number: int) -> None:
        if self.is_running:
            self._process.send_signal(signal_number)

    def clear_away(self) -> None:
        """End whatever is left of the program, its own children too, and read its last words."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._copying.join(timeout=1)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None


def _in_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


class Supervisor:
    """The children in the order of their start; they are stopped the other way round."""

    def __init__(self, *, folder: Path, say: Say) -> None:
        self._folder = folder
        self._say = say
        self._children: list[Child] = []
        self._asked_to_stop = threading.Event()
        self._in_a_hurry = threading.Event()

    def listen_for_signals(self) -> None:
        """Ctrl-C, SIGTERM or a closed terminal stops all; a second one does not wait."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, *_: object) -> None:
        if self._asked_to_stop.is_set():
            self._in_a_hurry.set()
        self._asked_to_stop.set()

    @property
    def is_stopping(self) -> bool:
        return self._asked_to_stop.is_set()

    def start(self, program: Program) -> None:
        child = Child(program, folder=self._folder, say=self._say)
        self._children.append(child)
        child.start()

    def look(self) -> None:
        """Look after every child once, and rest a moment."""
        for child in self._children:
            child.look()
        self._asked_to_stop.wait(LOOK_SECONDS)

    def watch(self) -> None:
        """Keep all running until somebody asks to stop."""
        while not self.is_stopping:
            self.look()

    def stop(self) -> None:
        """Stop every child, the last one started first, and wait until all have ended.

        The first child goes last and alone: the others still need their broker to end well.
        """
        self._asked_to_stop.set()
        deadline = time.monotonic() + STOP_SECONDS
        self._end(self._children[1:], deadline)
        self._end(self._children[:1], deadline)

    def _end(self, children: list[Child], deadline: float) -> None:
        for child in reversed(children):
            child.tell(signal.SIGTERM)
        while any(child.is_running for child in children):
            if time.monotonic() > deadline or self._in_a_hurry.is_set():
                break
            time.sleep(0.05)
        for child in children:
            child.clear_away()
