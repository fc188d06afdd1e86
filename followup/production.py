"""What production must not start with, one sentence each."""

from urllib.parse import urlsplit

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 10  # different ones, in a key


def why_unsafe(
    *,
    secret_key: str,
    debug: bool,
    hosts: list[str],
    clock_offset: int,
    site_url: str,
    database_url: str,
    redis_url: str,
) -> list[str]:
    """Return a sentence for each value that production refuses; none when all is well.

    Each sentence names its variable and says what to set instead.
    """
    judged = [
        (not secret_key, "FOLLOWUP_SECRET_KEY is missing: give it 50 random characters or more."),
        (
            secret_key and _guessable(secret_key),
            f"FOLLOWUP_SECRET_KEY can be guessed: give it {SHORTEST_KEY} random characters "
            "or more.",
        ),
        (debug, "FOLLOWUP_DEBUG shows the house's insides to strangers: set it to 0."),
        (not hosts, "FOLLOWUP_HOSTS is missing: name the hosts that this site answers for."),
        (
            any("*" in host for host in hosts),
            "FOLLOWUP_HOSTS answers for any host: name each one, without '*'.",
        ),
        (clock_offset, "FOLLOWUP_CLOCK_OFFSET moves the clock: leave it out."),
        (
            urlsplit(site_url).scheme != "https",
            "FOLLOWUP_SITE_URL must start with https://: it stands in every mail.",
        ),
        (
            not database_url,
            "DATABASE_URL is missing: name the database, so that none is started by accident.",
        ),
        (not redis_url, "REDIS_URL is missing: name the broker that the workers share."),
    ]
    return [sentence for is_wrong, sentence in judged if is_wrong]


def _guessable(key: str) -> bool:
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_CHARACTERS
        or key.startswith("django-insecure-")
    )
