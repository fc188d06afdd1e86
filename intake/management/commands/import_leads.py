"""`manage.py import_leads FILE --by E-MAIL`: takes a spreadsheet in and says what came of it."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork import clock, jobs
from intake.imports import actions, columns, queries
from intake.imports.files import CannotRead
from intake.imports.models import Import
from people.models import User
from prospects.models import Campaign


class Command(BaseCommand):
    help = "Take leads in from a CSV or XLSX. The same rows again change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="the e-mail of whoever imports")
        parser.add_argument("--source", default="", help="whom the leads come from")
        parser.add_argument("--campaign", default="", help="its short name")
        parser.add_argument("--rep", default="", help="the e-mail of whose leads they become")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADING=TARGET",
            help=f"what a column holds; targets: {', '.join(columns.BY_KEY)}, or none",
        )
        parser.add_argument("--day-first", action="store_true", help="dates are day/month/year")
        parser.add_argument("--dry-run", action="store_true", help="tell of 20 rows, keep nothing")
        parser.add_argument("--refused", type=Path, help="where to write the refused rows, as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _person(options["by"])
        try:
            with options["file"].open("rb") as upload:
                file = actions.store_upload(
                    upload=upload, name=options["file"].name, by=by, now=clock.now()
                )
            self._name(file, by=by, options=options)
            if options["dry_run"]:
                self._rehearse(file)
                return
            actions.start_import(file_id=file.pk, by=by, now=clock.now())
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}.") from None
        except (CannotRead, actions.CannotName, actions.CannotStart) as problem:
            raise CommandError(str(problem)) from problem
        self._tell(_worked_off(file), refused=options["refused"])

    def _name(self, file: Import, *, by: User, options: dict[str, Any]) -> None:
        actions.name_columns(
            file_id=file.pk,
            mapping=_mapping(file, options["column"]),
            now=clock.now(),
            day_first=options["day_first"] or file.day_first,
            encoding=file.encoding,
            delimiter=file.delimiter,
            source=options["source"] or file.source,
            campaign=_campaign(options["campaign"], by=by),
            owner=_person(options["rep"], team_of=by) if options["rep"] else None,
        )
        file.refresh_from_db()

    def _rehearse(self, file: Import) -> None:
        rows = queries.first_rows(file)
        for taken in actions.preview(file=file, rows=rows, now=clock.now()):
            self.stdout.write(f"{taken.row.line}: {taken.fate} {taken.name}{taken.reason}".strip())
        actions.discard(file_id=file.pk)

    def _tell(self, file: Import, *, refused: Path | None) -> None:
        if refused is not None and file.refused:
            with refused.open("w", encoding="utf-8", newline="") as out:
                out.writelines(queries.refused_csv(file))
        counts = ("rows", "created", "merged", "known", "suppressed", "refused")
        self.stdout.write(", ".join(f"{getattr(file, name)} {name}" for name in counts))
        if file.state != "done":
            raise CommandError(f"It ended as {file.state}. Run it again: no row counts twice.")


def _worked_off(file: Import) -> Import:
    """Work here until the file is done, whether this process or a worker does it."""
    while True:
        jobs.work(clock=clock.now, seconds=5)
        found = Import.objects.select_related("job").get(pk=file.pk)
        if found.state != "running":
            return found
        time.sleep(0.2)


def _person(email: str, *, team_of: User | None = None) -> User:
    people = User.objects.active().select_related("team").filter(email__iexact=email)
    found = (people.visible_to(team_of) if team_of else people).first()
    if found is None:
        raise CommandError(f"Nobody has the e-mail {email}.")
    return found


def _campaign(slug: str, *, by: User) -> Campaign | None:
    if not slug:
        return None
    found = Campaign.objects.visible_to(by).filter(slug=slug, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no campaign {slug}.")
    return found


def _mapping(file: Import, said: list[str]) -> list[str]:
    mapping = list(file.mapping)
    for each in said:
        heading, _, target = each.rpartition("=")
        if heading not in file.headers:
            raise CommandError(f"There is no column {heading}: {', '.join(file.headers)}.")
        if target != "none" and target not in columns.BY_KEY:
            raise CommandError(f"A column cannot hold {target}: {', '.join(columns.BY_KEY)}.")
        mapping[file.headers.index(heading)] = "" if target == "none" else target
    return mapping
