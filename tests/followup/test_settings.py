"""The settings: strict about every value, and safe in production or not started at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from followup.environment import Environment, broker_socket, kept_secret_key
from followup.production import why_unsafe

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "secret_key": "k3y-" + "".join(chr(ord("a") + n % 26) for n in range(60)),
    "debug": False,
    "hosts": ["crm.example.com"],
    "clock_offset": 0,
    "site_url": "https://crm.example.com",
    "database_url": "postgres://db/followup",
    "redis_url": "redis://redis:6379/0",
}
PRODUCTION = {
    "FOLLOWUP_ENV": "production",
    "FOLLOWUP_SECRET_KEY": SAFE["secret_key"],
    "FOLLOWUP_HOSTS": "crm.example.com",
    "FOLLOWUP_SITE_URL": "https://crm.example.com",
    "DATABASE_URL": "postgres://127.0.0.1/followup",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def start(*words: str, data_dir: Path, **variables: str) -> subprocess.CompletedProcess:
    """Read the settings in a process of their own, and carry out `words` if there are any."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *(words or ("-c", "import followup.settings"))],
        cwd=ROOT,
        env={**kept, "FOLLOWUP_DATA_DIR": str(data_dir), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_safe_values_are_accepted_in_production():
    assert why_unsafe(**SAFE) == []


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"secret_key": ""}, "FOLLOWUP_SECRET_KEY"),
        ({"secret_key": "short"}, "FOLLOWUP_SECRET_KEY"),
        ({"secret_key": "ab" * 40}, "FOLLOWUP_SECRET_KEY"),
        ({"secret_key": "django-insecure-" + SAFE["secret_key"]}, "FOLLOWUP_SECRET_KEY"),
        ({"debug": True}, "FOLLOWUP_DEBUG"),
        ({"hosts": []}, "FOLLOWUP_HOSTS"),
        ({"hosts": ["*"]}, "FOLLOWUP_HOSTS"),
        ({"hosts": ["crm.example.com", "*.example.com"]}, "FOLLOWUP_HOSTS"),
        ({"clock_offset": 3600}, "FOLLOWUP_CLOCK_OFFSET"),
        ({"clock_offset": -1}, "FOLLOWUP_CLOCK_OFFSET"),
        ({"site_url": "http://crm.example.com"}, "FOLLOWUP_SITE_URL"),
        ({"database_url": ""}, "DATABASE_URL"),
        ({"redis_url": ""}, "REDIS_URL"),
    ],
)
def test_production_refuses_an_unsafe_value_with_one_sentence_that_names_it(unsafe, named):
    problems = why_unsafe(**SAFE | unsafe)

    assert len(problems) == 1
    assert problems[0].startswith(named)
    assert problems[0].endswith(".")


def test_production_tells_every_unsafe_value_at_once(tmp_path):
    refused = start(data_dir=tmp_path, FOLLOWUP_ENV="production", FOLLOWUP_DEBUG="1")

    assert refused.returncode != 0
    for name in ("FOLLOWUP_SECRET_KEY", "FOLLOWUP_DEBUG", "FOLLOWUP_HOSTS", "DATABASE_URL"):
        assert name in refused.stderr


def test_djangos_own_deploy_check_finds_nothing_in_production(tmp_path):
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    checked = start(*check, data_dir=tmp_path, **PRODUCTION)

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOLLOWUP_ENV", "prod"),
        ("FOLLOWUP_DEBUG", "maybe"),
        ("FOLLOWUP_CLOCK_OFFSET", "an hour"),
        ("FOLLOWUP_CLOCK_OFFSET", "99999999999"),
        ("PORT", "0"),
        ("PORT", "http"),
        ("DATABASE_URL", "mysql://localhost/followup"),
        ("DATABASE_URL", "followup"),
        ("DATABASE_URL", "postgres://localhost:notaport/followup"),
        ("REDIS_URL", "amqp://localhost"),
        ("EMAIL_URL", "pigeon://loft"),
        ("EMAIL_URL", "smtp://"),
        ("FOLLOWUP_SITE_URL", "crm.example.com"),
        ("FOLLOWUP_SECRET_KEY_FILE", "/nowhere/at/all"),
        ("FOLLOWUP_DEBIG", "1"),
    ],
)
def test_a_bad_value_stops_the_start_and_names_its_variable(tmp_path, name, value):
    refused = start(data_dir=tmp_path, **{name: value})

    assert refused.returncode != 0
    assert name in refused.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("from a file\n")

    env = Environment({"FOLLOWUP_SECRET_KEY_FILE": str(tmp_path / "key")})

    assert env.text("FOLLOWUP_SECRET_KEY") == "from a file"


def test_a_secret_given_twice_is_refused(tmp_path):
    env = Environment({"FOLLOWUP_SECRET_KEY": "a", "FOLLOWUP_SECRET_KEY_FILE": "b"})

    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.text("FOLLOWUP_SECRET_KEY")


def test_an_empty_variable_counts_as_not_set():
    env = Environment({"FOLLOWUP_DEBUG": "", "PORT": " "})

    assert env.flag("FOLLOWUP_DEBUG") is False
    assert env.number("PORT", 8000, least=1, most=65535) == 8000


def test_the_kept_secret_key_stays_the_same_and_is_ours_alone(tmp_path):
    first, second = kept_secret_key(tmp_path), kept_secret_key(tmp_path)

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_data_folder_with_a_long_path_still_gets_a_socket_that_fits(tmp_path):
    near, far = broker_socket(tmp_path / "a"), broker_socket(tmp_path / ("deep" * 40))

    assert len(str(near)) <= 100
    assert len(str(far)) <= 100
    assert near != far
