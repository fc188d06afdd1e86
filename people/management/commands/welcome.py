"""`manage.py welcome`: prints the link of the very first page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import first_run


class Command(BaseCommand):
    help = "Make the link that opens the first page, and print it. Earlier links stop working."

    def handle(self, *args: Any, **options: Any) -> None:
        link = first_run.offer()
        if link is None:
            raise CommandError("Somebody works here already: sign in as an administrator.")
        self.stdout.write(link)
