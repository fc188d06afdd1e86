"""How often one caller may ask."""

import pytest
from django.core.cache import cache

from groundwork import rate_limit


@pytest.fixture(autouse=True)
def _three_a_minute(settings):
    settings.API_REQUESTS_PER_MINUTE = 3


@pytest.fixture
def wall(monkeypatch):
    at = [1_000_000.0]
    monkeypatch.setattr(rate_limit, "_wall_clock", lambda: at[0])
    return at


def ask(knock, key="one", path="/api/companies/"):
    return knock.get(path, headers={"authorization": f"Bearer {key}"})


def test_every_answer_tells_what_is_left(knock, wall):
    left = [ask(knock)["RateLimit-Remaining"] for _ in range(3)]

    assert left == ["2", "1", "0"]
    assert ask(knock)["RateLimit-Limit"] == "3"


def test_the_one_too_many_is_told_when_to_come_back(knock, wall):
    for _ in range(3):
        assert ask(knock).status_code == 200
    wall[0] += 20

    refused = ask(knock)

    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Retry-After"] == refused["RateLimit-Reset"] == "40"


def test_a_minute_later_the_count_begins_anew(knock, wall):
    for _ in range(4):
        ask(knock)
    wall[0] += 60

    assert ask(knock).status_code == 200


def test_another_key_is_not_affected(knock, wall):
    for _ in range(4):
        ask(knock)

    assert ask(knock, key="two").status_code == 200


def test_an_error_tells_it_too(knock, wall):
    assert ask(knock, path="/api/nothing/")["RateLimit-Remaining"] == "2"


def test_pages_are_not_counted(knock, wall):
    assert "RateLimit-Limit" not in knock.get("/note/")


def test_no_secret_lies_in_the_cache(knock, wall, monkeypatch):
    keys = []
    add = cache.add

    def spied(key, *args, **kwargs):
        keys.append(key)
        return add(key, *args, **kwargs)

    monkeypatch.setattr(cache, "add", spied)

    ask(knock, key="fu_prefix_secret")

    assert keys
    assert "secret" not in " ".join(keys)


def test_while_the_cache_is_down_nobody_is_refused_and_it_is_asked_once(knock, monkeypatch):
    asked = []

    def down(*args, **kwargs):
        asked.append(args)
        raise ConnectionError

    monkeypatch.setattr(cache, "get_or_set", down)

    answers = [ask(knock).status_code for _ in range(5)]

    assert answers == [200] * 5
    assert len(asked) == 1
