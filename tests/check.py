"""Everything that must hold before a change lands: changes nothing, reports every failure.

`python -m tests.check --without-tests` leaves the tests to somebody who runs them anyway.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.run import heading

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

TESTS = "tests"
# Values that production accepts; nothing listens there and nothing is asked.
PRODUCTION = {
    "FOLLOWUP_ENV": "production",
    "FOLLOWUP_SECRET_KEY": "a-key-for-the-deploy-check-only-0123456789-abcdefghijklmnopq",
    "FOLLOWUP_HOSTS": "crm.example.com",
    "FOLLOWUP_SITE_URL": "https://crm.example.com",
    "DATABASE_URL": "postgres://127.0.0.1/followup",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
CHECKS: list[tuple[str, list[str | Path], dict[str, str]]] = [
    ("format", [BIN / "ruff", "format", "--check", "."], {}),
    ("lint", [BIN / "ruff", "check", "."], {}),
    ("templates", [BIN / "djlint", "--lint", "templates"], {}),
    ("types", [BIN / "mypy", "."], {}),
    ("walls", [BIN / "lint-imports"], {}),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    (
        "deploy check",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
    (
        "compose file",
        [
            *(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec"),
            "docker-compose.yml",
        ],
        {},
    ),
    (TESTS, [PYTHON, "-m", "tests.run", "quick"], {}),
]


def passes(command: list[str | Path], variables: dict[str, str]) -> bool:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with tempfile.TemporaryDirectory(prefix="followup-check-") as folder:
        ended = subprocess.run(
            command, cwd=ROOT, env={"FOLLOWUP_DATA_DIR": folder, **kept, **variables}, check=False
        )
    return ended.returncode == 0


def main(arguments: list[str]) -> int:
    wanted = [check for check in CHECKS if check[0] != TESTS or not arguments]
    failed = []
    for name, command, variables in wanted:
        heading(name)
        if not passes(command, variables):
            failed.append(name)
    heading("make check")
    sys.stdout.write(f"NOT in order: {', '.join(failed)}\n" if failed else "all in order\n")
    sys.stdout.write(f"checks: {len(wanted) - len(failed)} passed, {len(failed)} failed\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
