"""A vendor with a key, who pushes leads over HTTP as a program would."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from people.models import ApiKey, Team, User
from tests.factories import create_api_key, create_team, create_user

LEADS = "/api/v1/leads/"


@dataclass
class Vendor:
    """Somebody outside with a key. `push` sends a lead, or any bytes, and returns the answer."""

    key: ApiKey
    text: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @property
    def team(self) -> Team:
        return self.key.team

    def push(self, lead: Any, *, query: str = "", **headers: str) -> HttpResponse:
        body = lead if isinstance(lead, bytes) else json.dumps(lead).encode()
        # Named once more, because the client names no type for an empty body.
        kind = "application/json"
        return self.client.post(
            LEADS + query, body, kind, headers=self._headers(headers), CONTENT_TYPE=kind
        )

    def ask(self, path: str = LEADS, **query: str) -> HttpResponse:
        return self.client.get(path, query, headers=self._headers({}))

    def tell(self, path: str) -> HttpResponse:
        return self.client.post(path, b"", "application/json", headers=self._headers({}))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"authorization": f"Bearer {self.text}", **named}


def create_vendor(*, team: Team | None = None, **columns: Any) -> Vendor:
    return Vendor(*create_api_key(team=team, **columns))


@pytest.fixture
def team(db) -> Team:
    return create_team()


@pytest.fixture
def rep(team) -> User:
    return create_user(team=team, email="rep@team.example")


@pytest.fixture
def vendor(team, rep, clock) -> Vendor:
    """A vendor whose leads go to `rep`. The clock stands at `now`."""
    return create_vendor(team=team, default_source="acme")


def lead(**told: Any) -> dict[str, Any]:
    """The smallest lead that tells who to call, with whatever a test adds."""
    return {
        "company": {"name": "Northwind Traders"},
        "contacts": [{"name": "Dana Reyes", "phone": "+1 312 555 0142"}],
        **told,
    }


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """Return the problem that a refusal tells, or fail with what came instead."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


def fields_of(response: HttpResponse, status: int = 400) -> dict[str, str]:
    """Return the code of each field that a refusal names."""
    return {error["field"]: error["code"] for error in problem(response, status)["errors"]}
