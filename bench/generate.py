"""Makes a database full of made-up people and prospects: `python -m bench.generate SIZE ...`.

The same seed, size and moment make the same rows, whatever the machine and however many
processes work. A database that holds them already is left as it is.
"""

import argparse
import os
import sys
from datetime import datetime
from multiprocessing import get_context

from bench import databases
from bench.population.chance import MOMENT, World


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("sizes", nargs="+", metavar="SIZE", help="prospects: 10k, 100k, 1m, 500")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sqlite", action="store_true", help="a file instead of PostgreSQL")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--at", type=datetime.fromisoformat, default=MOMENT, metavar="INSTANT")
    asked = parser.parse_args(given)
    for size in asked.sizes:
        world = World(prospects=databases.count(size), seed=asked.seed, at=asked.at)
        # One process a database: Django's settings name one for the life of a process.
        one = get_context("spawn").Process(target=_ensure, args=(world, asked))
        one.start()
        one.join()
        if one.exitcode:
            return one.exitcode
    return 0


def _ensure(world: World, asked: argparse.Namespace) -> None:
    os.environ["DATABASE_URL"] = databases.url(world, sqlite=asked.sqlite)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
    from bench import filling  # only now: it needs the settings

    filling.ensure(world, processes=asked.processes)


if __name__ == "__main__":
    sys.exit(main())
