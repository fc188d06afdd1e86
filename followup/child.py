"""Becomes a child program that does not outlive its parent: `child.py PARENT COMMAND...`.

Run as a file by `followup.supervisor`, so that it costs no import of the house.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        # The parent may be killed outright and have no time to stop anybody. Linux then
        # tells the child; it outlasts the exec below.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit("The parent ended before this program began.")
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
