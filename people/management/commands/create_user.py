"""`manage.py create_user EMAIL --team NAME --role ROLE --password-stdin`."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork import clock
from people import actions
from people.models import Team, User


class Command(BaseCommand):
    help = "Make a person who signs in by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--team", required=True, help="the team's name")
        parser.add_argument("--role", choices=User.Role.values, default=User.Role.REP.value)
        parser.add_argument("--name", default="")
        parser.add_argument("--timezone", default="", help="default: the team's")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        team = Team.objects.filter(name=options["team"]).first()
        if team is None:
            raise CommandError(f"There is no team named {options['team']}.")
        if options["password_stdin"]:
            password = sys.stdin.readline().rstrip("\r\n")
        else:
            password = getpass.getpass()
        try:
            user = actions.create_user(
                email=options["email"],
                team=team,
                role=options["role"],
                name=options["name"],
                timezone=options["timezone"],
                password=password,
                at=clock.now(),
            )
        except actions.CannotCreateUser as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(user.email)
