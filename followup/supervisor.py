"""Runs the programs of the house side by side: one log, restarts with back-off, one end."""

import contextlib
import ctypes
import os
import runpy
import selectors
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

LONGEST_PAUSE_SECONDS = 30.0
# A program that ran this long was well: its next fall counts as its first.
WELL_AFTER_SECONDS = 60.0
LOOK_SECONDS = 0.2
# What Linux calls PR_SET_PDEATHSIG and PR_SET_NAME.
TELL_ME_WHEN_MY_PARENT_DIES, CALL_ME = 1, 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str, str], None]  # (who says it, what)


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program to keep running: the words of its command line.

    With `python`, the words are those after ``python`` (``-m MODULE ...`` or ``FILE ...``). It
    then runs in a copy of this process where that is safe: the copies share the memory of
    everything that was imported here before.
    """

    name: str
    command: Sequence[str]
    python: bool = False
    # How long it may take to stop when asked, before it is killed.
    patience_seconds: float = 10.0


def become(program: Program, *, folder: Path, output: int) -> NoReturn:
    """Turn this freshly forked process into `program`, writing to `output`. Never returns."""
    code = 1
    try:
        os.setsid()  # Ctrl-C in the terminal reaches the supervisor alone
        if sys.platform == "linux":
            linux = ctypes.CDLL(None)
            # A supervisor that is killed outright has no time to stop anybody.
            linux.prctl(TELL_ME_WHEN_MY_PARENT_DIES, signal.SIGTERM)
            linux.prctl(CALL_ME, f"followup-{program.name}".encode())
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(folder)
        os.environ["PYTHONUNBUFFERED"] = "1"
        if program.python and sys.platform == "linux":
            code = _run_here(program.command)
        else:
            words = [sys.executable, *program.command] if program.python else program.command
            os.execvp(words[0], list(words))  # noqa: S606
    except BaseException as problem:
        code = _exit_code(problem)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _run_here(words: Sequence[str]) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if sys.__stdout__ is not None:
        sys.__stdout__.reconfigure(line_buffering=True)
    if words[0] == "-m":
        sys.argv = list(words[1:])
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(words)
        runpy.run_path(words[0], run_name="__main__")
    return 0


def _exit_code(problem: BaseException) -> int:
    if isinstance(problem, SystemExit):
        if problem.code is None or isinstance(problem.code, int):
            return problem.code or 0
        sys.stderr.write(f"{problem.code}\n")
        return 1
    sys.excepthook(type(problem), problem, problem.__traceback__)
    return 1


class Child:
    """One program, started again whenever it ends, each time after a longer pause."""

    def __init__(self, program: Program, *, folder: Path, say: Say) -> None:
        self.program = program
        self.output = -1  # where its log is read; -1 while it has none
        self._folder = folder
        self._say = say
        self._pid = 0
        self._half_line = b""
        self._started = 0.0
        self._falls = 0
        self._start_again = 0.0

    @property
    def is_running(self) -> bool:
        return self._pid != 0

    def start(self) -> None:
        self.output, theirs = os.pipe()
        os.set_blocking(self.output, False)
        sys.stdout.flush()
        sys.stderr.flush()
        self._started = time.monotonic()
        self._pid = os.fork()
        if self._pid == 0:
            become(self.program, folder=self._folder, output=theirs)
        os.close(theirs)

    def look(self) -> None:
        """Copy what was said, notice an end, and start again once the pause is over."""
        self.copy_log()
        if not self.is_running:
            if time.monotonic() >= self._start_again:
                self.start()
            return
        if (code := self.collect()) is None:
            return
        now = time.monotonic()
        self._falls = 1 if now - self._started > WELL_AFTER_SECONDS else self._falls + 1
        pause = min(2.0 ** (self._falls - 1), LONGEST_PAUSE_SECONDS)
        self._start_again = now + pause
        self._say(self.program.name, f"ended ({_in_words(code)}); starting again in {pause:.0f} s")

    def copy_log(self) -> None:
        """Say each whole line that the program has written."""
        while self.output >= 0:
            try:
                piece = os.read(self.output, 65536)
            except BlockingIOError:
                return
            *lines, self._half_line = (self._half_line + piece).split(b"\n")
            if not piece and self._half_line:
                lines, self._half_line = [self._half_line], b""
            for line in lines:
                self._say(self.program.name, line.decode(errors="replace"))
            if not piece:
                os.close(self.output)
                self.output = -1

    def collect(self) -> int | None:
        """Return the exit code of a program that has ended, None while it runs."""
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        if pid == 0:
            return None
        # What it had started itself ends with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        self._pid = 0
        self.copy_log()
        if self.output >= 0:
            os.close(self.output)
            self.output = -1
        return os.waitstatus_to_exitcode(status)

    def tell(self, number: int) -> None:
        """Send a signal to the program; SIGKILL to everything that it started, too."""
        if self.is_running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                (os.killpg if number == signal.SIGKILL else os.kill)(self._pid, number)


def _in_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


class Supervisor:
    """The children in the order of their start. It starts no thread, so it may fork at any time."""

    def __init__(self, *, folder: Path, say: Say) -> None:
        self._folder = folder
        self._say = say
        self._children: list[Child] = []
        self._requests_to_stop = 0

    def listen_for_signals(self) -> None:
        """Ctrl-C, SIGTERM or a closed terminal stops all; a second one does not wait."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, *_: object) -> None:
        self._requests_to_stop += 1

    @property
    def is_stopping(self) -> bool:
        return self._requests_to_stop > 0

    def start(self, program: Program) -> None:
        child = Child(program, folder=self._folder, say=self._say)
        self._children.append(child)
        child.start()

    def look(self) -> None:
        """Wait a moment for something to be said, then look after every child."""
        self._wait_for_words()
        for child in self._children:
            child.look()

    def _wait_for_words(self) -> None:
        with selectors.DefaultSelector() as selector:
            for child in self._children:
                if child.output >= 0:
                    selector.register(child.output, selectors.EVENT_READ)
            selector.select(LOOK_SECONDS)

    def watch(self) -> None:
        """Keep all running until somebody asks to stop."""
        while not self.is_stopping:
            self.look()

    def stop(self) -> None:
        """Stop every child and wait until all have ended.

        The first child goes last and alone: the others still need their broker to end well.
        """
        self._end(self._children[1:])
        self._end(self._children[:1])

    def _end(self, children: list[Child]) -> None:
        began = time.monotonic()
        for child in reversed(children):
            child.tell(signal.SIGTERM)
        while running := [child for child in children if child.is_running]:
            waited = time.monotonic() - began
            for child in running:
                if waited > child.program.patience_seconds or self._requests_to_stop > 1:
                    child.tell(signal.SIGKILL)
            self._wait_for_words()
            for child in running:
                child.copy_log()
                child.collect()
