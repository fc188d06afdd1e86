"""`python -m tests.faults.wrong_clock SECONDS COMMAND...`: on a host whose clock is wrong.

Everything that Python can ask the host for the time is off by so many seconds.
"""

import sys
import time
from datetime import UTC, datetime

import time_machine
from django.core.management import execute_from_command_line


def main(seconds: float, *command: str) -> None:
    wrong = datetime.fromtimestamp(time.time() + seconds, UTC)  # noqa: TID251
    with time_machine.travel(wrong, tick=True):
        execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    main(float(sys.argv[1]), *sys.argv[2:])
