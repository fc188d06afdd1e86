"""`manage.py demo`: a team at work, to look around in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup import sample
from groundwork import clock


class Command(BaseCommand):
    help = "Make sample data: a team with people, and prospects with four months of history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="also in production")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and not options["yes"]:
            raise CommandError(
                "This is production. The sample team would stay: say --yes if you mean it."
            )
        try:
            made = sample.make(now=clock.now())
        except sample.SampleIsThere as there:
            self.stdout.write(f"{there} manage.py changepassword EMAIL sets a new password.")
            return
        self.stdout.write(f"The team {made.team.name} has {made.prospects} prospects. Sign in as")
        for user in made.people:
            self.stdout.write(f"  {user.email:<26} {user.name}, {user.get_role_display().lower()}")
        self.stdout.write(f"with the password  {made.password}  (shown this once).")
