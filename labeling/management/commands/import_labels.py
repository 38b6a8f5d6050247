"""Takes labels from elsewhere in: `python manage.py import_labels PATH`."""

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from labeling.models import LabelSource
from labeling.services.sourcing import SourcingError, bring, confirm
from labeling.services.sourcing.taking import take_in_sources

EXPLANATION = """\
PATH is a CSV, JSONL or Parquet file with the columns

  external_id and/or sha256, tag (a slug or a name), value (yes, no or unsure)

or a Moodloop archive (.zip), whose vocabulary, products and photos come along. A row that names no photo is
of the product's first. With --history, who said what in the archive arrives as that: people become accounts
that nobody can sign in to. Without, labels are the word of a source, which can be withdrawn as a whole.
Exit status 1: some rows were refused.
"""


class Command(BaseCommand):
    help = "Take in trusted labels, or a Moodloop archive."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, epilog=EXPLANATION, **kwargs)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a .csv, .jsonl, .parquet or .zip file")
        parser.add_argument("--by", required=True, help="the user name of whoever answers for it")
        parser.add_argument("--name", help="of the source; the file's name, unless given")
        parser.add_argument("--weight", default="1", help="as many people's word (0.05 to 20)")
        parser.add_argument("--history", action="store_true", help="of an archive: who said what, and when")

    def handle(
        self, *args: object, path: Path, by: str, name: str | None, weight: str, history: bool, **_: object
    ) -> None:
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"there is nobody called “{by}”")
        try:
            with path.open("rb") as file:
                source = bring(
                    name=name or path.name[:80],
                    weight=Decimal(weight),
                    file=file,
                    original_name=path.name,
                    by=person,
                    now=timezone.now(),
                    with_history=history,
                )
        except InvalidOperation as error:
            raise CommandError(f"the weight “{weight}” is no number") from error
        except (OSError, SourcingError) as error:
            raise CommandError(str(error)) from error
        confirm(source)
        if not take_in_sources(now=timezone.now()):
            self.stdout.write("Others are being taken in; this waits for its turn.")
            return
        source.refresh_from_db()
        self._tell(source)

    def _tell(self, source: LabelSource) -> None:
        if source.state != LabelSource.State.DONE:
            raise CommandError(source.why or f"it is {source.get_state_display()}")
        self.stdout.write(
            f"{source.done - source.refused_count} rows taken in, {source.refused_count} refused"
        )
        if source.refused_count:
            raise CommandError(f"Refused rows with reasons: {source.refused_file} in private storage.")
