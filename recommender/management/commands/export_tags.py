"""All published tags as a file."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.services.writing import Format
from recommender.services.exporting import export

EXAMPLES = """
examples:
  python manage.py export_tags --format parquet --out tags.parquet
  python manage.py export_tags --format csv > tags.csv
  python manage.py export_tags | head

One row for each tag of each product: product, tag, facet, name_ko, name_en, source, confidence, model_key,
published_at. Memory stays flat however many there are. In CSV, text that a spreadsheet would calculate
begins with an apostrophe.
"""


class Command(BaseCommand):
    help = "Write all published tags as CSV, JSON lines or Parquet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--format", choices=list(Format), type=Format, default=Format.JSONL)
        parser.add_argument("--out", metavar="FILE", type=Path, help="by default, standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path | None = options["out"]
        if out is None and options["format"] is Format.PARQUET and sys.stdout.isatty():
            raise CommandError("Parquet is nothing for a terminal. Name a file with --out.")
        try:
            with out.open("wb") if out else nullcontext(sys.stdout.buffer) as file:
                _write(options["format"], file)
        except OSError as error:
            raise CommandError(f"{out or 'standard output'}: {error.strerror}") from error


def _write(file_format: Format, file: BinaryIO) -> None:
    for piece in export(file_format):
        file.write(piece)
