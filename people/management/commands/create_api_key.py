"""`manage.py create_api_key --team NAME --name N --scopes a,b`: prints the key alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork import clock
from people import actions
from people.models import Team
from people.permissions import SCOPES


class Command(BaseCommand):
    help = "Make an API key and print it, this once: only a hash of it is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--team", required=True, help="the team's name")
        parser.add_argument("--name", required=True, help="who will use it")
        parser.add_argument("--scopes", required=True, help=", ".join(sorted(SCOPES)))
        parser.add_argument("--source", default="", help="the source of leads that name none")
        parser.add_argument("--test", action="store_true", help="answer, and create nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        team = Team.objects.filter(name=options["team"]).first()
        if team is None:
            raise CommandError(f"There is no team named {options['team']}.")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            _, text = actions.create_api_key(
                team=team,
                name=options["name"],
                scopes=scopes,
                default_source=options["source"],
                is_test=options["test"],
                at=clock.now(),
            )
        except actions.CannotCreateApiKey as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(text)
