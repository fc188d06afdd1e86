"""The rooms, what they may be called, and that none stands outside the contract."""

import ast
import sys
import tomllib
from pathlib import Path

from django.apps import apps

from tests.house.source import HOUSE, ROOMS, ROOT, imported, offenders, python_files, tree

NO_ROOM_FOR = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "services",
    "service",
    "misc",
}
TOP = {*HOUSE, "docs", "templates", "static", "tests", "bench", "var", "node_modules"}
SIGNALS = ("django.db.models.signals", "django.dispatch", "django.core.signals", "celery.signals")


def contracts() -> dict[str, dict]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"]: each for each in config["tool"]["importlinter"]["contracts"]}


def test_every_app_of_ours_stands_in_the_contract_of_the_rooms():
    ours = {app.name for app in apps.get_app_configs() if (ROOT / app.name).is_dir()}
    layers = contracts()["rooms"]["layers"]
    in_contract = {room.strip() for layer in layers for room in layer.split("|")}

    assert ours == in_contract == set(HOUSE)
    assert set(contracts()["inside"]["containers"]) == set(ROOMS)


def test_the_rooms_stand_in_the_order_of_the_house():
    assert contracts()["rooms"]["layers"] == [
        "followup",
        "desk | dashboards",
        "intake | reminders",
        "prospects",
        "playbook | cadence",
        "people",
        "outbox",
        "groundwork",
    ]


def test_nothing_else_lies_about_at_the_top():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}

    assert {name for name in folders if name[0] not in "._"} <= TOP


def test_no_file_is_named_for_nothing_in_particular():
    def vague(path: Path) -> list[str]:
        return sorted(NO_ROOM_FOR.intersection(path.relative_to(ROOT).with_suffix("").parts))

    assert offenders(python_files(), vague) == {}


def test_nothing_happens_behind_the_readers_back():
    def signals(path: Path) -> list[str]:
        return [name for name in imported(path) if name.startswith(SIGNALS)]

    assert offenders(python_files(), signals) == {}


def test_imports_say_where_they_come_from():
    def relative(path: Path) -> list[int]:
        nodes = ast.walk(tree(path))
        return [node.lineno for node in nodes if isinstance(node, ast.ImportFrom) and node.level]

    assert offenders(python_files(migrations=True), relative) == {}


def test_the_rules_need_nothing_but_the_standard_library():
    def outside(path: Path) -> list[str]:
        names = [name for name in imported(path) if not name.startswith("cadence.rules")]
        return [name for name in names if name.split(".")[0] not in sys.stdlib_module_names]

    assert offenders(python_files("cadence/rules"), outside) == {}
