"""The supervisor: keeps programs running, copies their logs, and leaves nobody behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from followup.supervisor import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 15


class Log(list):
    def say(self, who: str, what: str) -> None:
        self.append((who, what))


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def supervisor(log, tmp_path):
    supervisor = Supervisor(folder=tmp_path, say=log.say)
    yield supervisor
    supervisor.stop()


def python(name: str, text: str) -> Program:
    return Program(name=name, command=[sys.executable, "-uc", text])


def look_until(supervisor: Supervisor, happened) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            return False
        supervisor.look()
    return True


def test_each_line_of_a_program_is_said_in_its_name(supervisor, log):
    supervisor.start(python("web", "import time; print('hello'); time.sleep(600)"))

    assert look_until(supervisor, lambda: ("web", "hello") in log)


def test_a_python_program_runs_in_a_copy_of_this_process(supervisor, log, tmp_path):
    (tmp_path / "who.py").write_text("import sys; print(sys.argv[1:]); raise SystemExit('gone')")
    supervisor.start(Program(name="watchdog", command=["who.py", "--loop"], python=True))

    assert look_until(supervisor, lambda: any("exit code 1" in what for _, what in log))
    assert log[:2] == [("watchdog", "['--loop']"), ("watchdog", "gone")]


def test_the_traceback_of_a_program_that_broke_is_in_the_log(supervisor, log, tmp_path):
    (tmp_path / "broken.py").write_text("1 / 0")
    supervisor.start(Program(name="web", command=["broken.py"], python=True))

    assert look_until(supervisor, lambda: any("exit code 1" in what for _, what in log))
    assert ("web", "ZeroDivisionError: division by zero") in log


def test_a_program_that_ends_is_said_and_started_again_after_a_longer_pause_each_time(
    supervisor, log
):
    supervisor.start(python("worker", "raise SystemExit(3)"))

    ends = ("worker", "ended (exit code 3); starting again in 1 s")
    assert look_until(supervisor, lambda: ends in log)
    again = ("worker", "ended (exit code 3); starting again in 2 s")
    assert look_until(supervisor, lambda: again in log)


def test_stopping_ends_every_program_and_the_broker_last(supervisor, log):
    says_bye = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit()))\n"
        "print('up')\n"
        "time.sleep(600)"
    )
    for name in ("broker", "web", "beat"):
        supervisor.start(python(name, says_bye))
    assert look_until(supervisor, lambda: len(log) == 3)

    supervisor.stop()

    said_bye = [who for who, what in log if what == "bye"]
    assert sorted(said_bye) == ["beat", "broker", "web"]
    assert said_bye[-1] == "broker"


def test_programs_end_even_when_the_supervisor_is_killed_outright(tmp_path):
    pid_file = tmp_path / "pid"
    child = (
        f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\n"
            "from pathlib import Path\n"
            "from followup.supervisor import Program, Supervisor\n"
            "supervisor = Supervisor(folder=Path('.'), say=lambda *_: None)\n"
            "supervisor.start(Program(name='x', command=[sys.executable, '-c', sys.argv[1]]))\n"
            "supervisor.watch()",
            child,
        ],
        cwd=ROOT,
    )
    assert _in_time(lambda: pid_file.exists() and pid_file.read_text())
    pid = int(pid_file.read_text())
    assert _is_alive(pid)

    parent.kill()
    parent.wait()

    assert _in_time(lambda: not _is_alive(pid)), "the program outlived its supervisor"


def test_a_second_request_to_stop_does_not_wait(supervisor, log):
    deaf = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('up')\n"
        "time.sleep(600)"
    )
    supervisor.start(python("worker", deaf))
    assert look_until(supervisor, lambda: ("worker", "up") in log)
    before = {number: signal.getsignal(number) for number in (2, 15, 1)}
    supervisor.listen_for_signals()
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        began = time.monotonic()
        supervisor.stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert time.monotonic() - began < PATIENCE_SECONDS


def _in_time(happened) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
