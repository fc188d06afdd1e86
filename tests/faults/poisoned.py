"""`python -m tests.faults.poisoned ADDRESS FILE PROGRAM...`: a worker that a letter kills.

Sending to ADDRESS takes all memory. Who died of it is written to FILE, a process id a line.
"""

import os
import resource
import signal
import sys
from pathlib import Path

import django

LEFT_BYTES = 200 * 1024 * 1024


def take_all_memory() -> None:
    """End as under a limit of memory: killed by the kernel, with no word to anybody."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + LEFT_BYTES, used + LEFT_BYTES))
    taken = []
    try:
        while True:
            taken.append(b"x" * 1024 * 1024)
    except MemoryError:
        os.kill(os.getpid(), signal.SIGKILL)


def main(address: str, file: str, *program: str) -> None:
    from outbox.mail import MailServer

    send, harmed = MailServer.send, Path(file)

    def poisoned(self, mail, *, message_id, address: str, at) -> None:
        if address == poison:
            with harmed.open("a") as log:
                log.write(f"{os.getpid()}\n")
            take_all_memory()
        send(self, mail, message_id=message_id, address=address, at=at)

    poison = address
    MailServer.send = poisoned

    from celery.__main__ import main as celery

    sys.argv = list(program)
    celery()


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
