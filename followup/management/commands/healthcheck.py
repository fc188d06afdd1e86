"""`manage.py healthcheck WHO`: whether a program of the house has done its work lately."""

import http.client
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from groundwork import clock
from reminders import queries

WEB_SECONDS = 4
# A work that is done by others too proves nothing: each of these writes a heartbeat of its own.
HEARTBEATS = ("worker", "watchdog")


class Command(BaseCommand):
    help = "End with exit code 0 while WHO does its work, and say why not otherwise."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", choices=("web", *HEARTBEATS))

    def handle(self, *args: object, who: str, **options: Any) -> None:
        if who == "web":
            check_web()
        else:
            check_heartbeat(who)
        self.stdout.write("well")


def check_web() -> None:
    """:raises CommandError: unless this host's web server answers as it should"""
    connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=WEB_SECONDS)
    # A name that the site answers for: to any other it says 400. A dot in front means subdomains.
    host = next(iter(settings.ALLOWED_HOSTS), "localhost").lstrip(".")
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        raise CommandError(f"The web server does not answer: {problem}") from None
    finally:
        connection.close()
    if status != http.client.OK:
        raise CommandError(f"The web server answers {status}.")


def check_heartbeat(who: str) -> None:
    """:raises CommandError: if the last heartbeat of `who` is too old, or there is none"""
    try:
        if not queries.is_stale(who, now=clock.now()):
            return
    except DatabaseError as problem:
        raise CommandError(f"The database does not answer: {problem}") from None
    seconds = queries.STALE_AFTER.total_seconds()
    raise CommandError(f"No work of the {who} has been seen for {seconds:.0f} seconds.")
