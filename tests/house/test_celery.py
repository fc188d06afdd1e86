"""Celery carries work, never time or state."""

import ast
import inspect
from pathlib import Path

import pytest

from followup.celery import TIMETABLE, app
from tests.house.source import ROOT, calls, offenders, python_files

TIME = {"eta", "countdown", "retry_backoff", "default_retry_delay"}
# The one place that hurries work along, after commit, and may fail without harm.
HINTS = {"outbox/actions/hurrying.py"}


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_no_task_is_asked_to_wait():
    def waits(path: Path) -> list[str]:
        words = (word.arg for call in calls(path) for word in call.keywords)
        return [word for word in words if word in TIME]

    assert offenders(python_files(), waits) == {}


def test_only_the_hint_publishes_a_task():
    def publishes(path: Path) -> list[str]:
        names = (call.func.attr for call in calls(path) if isinstance(call.func, ast.Attribute))
        return [name for name in names if name in {"delay", "apply_async", "send_task"}]

    assert set(offenders(python_files(), publishes)) <= HINTS


def test_every_task_of_the_timetable_exists_and_gives_way_to_the_next_run(tasks):
    for entry in TIMETABLE.values():
        assert entry["task"] in tasks
        assert entry["options"]["expires"] < entry["schedule"]


def test_a_task_takes_words_it_does_not_know_yet(tasks):
    assert tasks
    for task in tasks.values():
        kinds = {parameter.kind for parameter in inspect.signature(task.run).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD in kinds, task.name
        assert inspect.Parameter.POSITIONAL_OR_KEYWORD not in kinds, task.name


def test_a_task_that_a_dead_worker_held_is_done_again_and_keeps_no_result(tasks):
    for task in tasks.values():
        assert task.acks_late, task.name
        assert task.reject_on_worker_lost, task.name
        assert task.ignore_result, task.name


def test_a_dead_broker_is_noticed_in_seconds():
    options = app.conf.broker_transport_options or {}
    fresh = _options_as_written()

    assert fresh["socket_timeout"] == fresh["socket_connect_timeout"] == 2
    assert fresh["visibility_timeout"] >= 2 * app.conf.task_time_limit
    assert options == {} or options == fresh


def _options_as_written() -> dict:
    """Tests replace the broker, so read the options from the file itself."""
    for call in calls(ROOT / "followup" / "celery.py"):
        for keyword in call.keywords:
            if keyword.arg == "broker_transport_options":
                pairs = zip(keyword.value.keys, keyword.value.values, strict=True)
                return {
                    key.value: value.value
                    for key, value in pairs
                    if key and isinstance(value, ast.Constant)
                }
    raise AssertionError("the broker's options are not where they were")
