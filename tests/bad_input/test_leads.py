"""The lead door: every value of a lead replaced by everything in the corpus; every broken body."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from intake.models import Lead
from prospects.models import Contact, Prospect, Touch
from tests.bad_input.corpus import BODIES, VALUES, WORST
from tests.bad_input.house import House, assert_alive
from tests.intake.test_pushing import WHOLE

pytestmark = pytest.mark.either_database

SOUND = {name: value for name, value in WHOLE.items() if name not in {"campaign", "assign_to"}}
Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value in a lead, containers included."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))


def with_value(value: Any, *paths: Path) -> bytes:
    """Return the sound lead with one value put in these places."""
    lead = copy.deepcopy(SOUND)
    for path in paths:
        inner: Any = lead
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
    return json.dumps(lead).encode()


PATHS = list(leaves(SOUND))
EVERY_VALUE = [
    kind if kind in WORST else pytest.param(kind, marks=pytest.mark.slow) for kind in VALUES
]


@pytest.mark.parametrize("kind", EVERY_VALUE)
def test_a_lead_with_wrong_values_is_taken_or_refused_and_everything_lives_on(
    house: House, kind: str
):
    answers = {}
    for path in PATHS:
        response = house.push(with_value(VALUES[kind], path), query="?dry_run=true")
        answers[path] = response.status_code
        if response.status_code == 400:
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["errors"], path

    assert set(answers.values()) <= {200, 400, 413}
    # All that it may hold at once, stored for good, for every page and list to bear.
    taken = [path for path, status in answers.items() if status == 200 and is_leaf(path)]
    response = house.push(with_value(VALUES[kind], *taken))
    assert response.status_code in {200, 201, 400}, response.content[:300]
    assert_alive(house)


def is_leaf(path: Path) -> bool:
    inner: Any = SOUND
    for step in path:
        inner = inner[step]
    return not isinstance(inner, dict | list)


@pytest.mark.parametrize("kind", BODIES)
def test_a_broken_body_gets_the_status_of_its_kind(house: House, kind: str):
    body, status = BODIES[kind]
    before = _counts()

    response = house.push(body)

    assert response.status_code == status, response.content[:300]
    if status >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert _counts() == before
    if status == 400:
        kept = Lead.objects.get(fate="refused")
        assert bytes(kept.raw) == body
    for lead in Lead.objects.all():
        shown = house.program.get(f"/api/v1/leads/{lead.public_id}/", headers=house.bearer())
        assert shown.status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in BODIES if BODIES[kind][1] == 400])
def test_a_broken_body_logs_no_touch(house: House, kind: str):
    before = _counts()

    response = house.program.generic(
        "POST",
        f"/api/v1/prospects/{house.prospect.public_id}/touches/",
        BODIES[kind][0],
        headers=house.bearer(),
        CONTENT_TYPE="application/json",
    )

    assert response.status_code == 400, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    assert _counts() == before


TOUCH: dict[str, Any] = {
    "outcome": "maybe_later",
    "channel": "call",
    "direction": "outbound",
    "occurred_at": "2026-03-03T14:00:00Z",
    "promised_at": None,
    "contact": None,
    "rep": "admin@team.example",
    "note": "in two months",
    "hook": "pricing",
    "own_number": "+13125550100",
    "details": {"period_days": 60},
    "submission_id": None,
}
OUTCOMES: dict[str, dict[str, Any]] = {
    "voicemail_left": {"promised_on": "2026-03-04"},
    "gatekeeper": {"best_time": "Tue-Thu 07:30-08:30", "until": "2026-03-09"},
    "maybe_later": {"period_days": 60},
    "project_date": {"on": "2027-06-01"},
    "lost": {"reason": "no budget", "revisit_on": "2027-01-01"},
    "opted_out": {"channel": "email"},
}


@pytest.mark.parametrize("kind", EVERY_VALUE)
def test_a_touch_with_one_wrong_value_is_taken_or_refused_and_everything_lives_on(
    house: House, kind: str
):
    address = f"/api/v1/prospects/{house.prospect.public_id}/touches/"
    answers = []
    for outcome, details in OUTCOMES.items():
        whole = {**TOUCH, "outcome": outcome, "details": details}
        for path in leaves(whole):
            told = copy.deepcopy(whole)
            inner: Any = told
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = VALUES[kind]
            response = house.program.post(
                address, json.dumps(told), "application/json", headers=house.bearer()
            )
            answers.append((outcome, path, response.status_code))

    assert [answer for answer in answers if answer[2] not in {200, 201, 400, 409}] == []
    assert_alive(house)


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Prospect, Contact, Touch))
