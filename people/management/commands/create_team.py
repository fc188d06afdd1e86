"""`manage.py create_team NAME`: for scripts and first set-up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork import clock
from people import actions


class Command(BaseCommand):
    help = "Make a team. A team of that name that is there already is an error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--country", default="US", help="two letters, such as FR")
        parser.add_argument("--timezone", default="UTC", help="such as Europe/Paris")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            team = actions.create_team(
                name=options["name"],
                country=options["country"],
                timezone=options["timezone"],
                at=clock.now(),
            )
        except actions.CannotCreateTeam as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(team.name)
