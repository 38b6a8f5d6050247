"""Imports a catalog: `python manage.py import_catalog PATH`."""

import argparse
import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from catalog.services.downloading import Downloads
from catalog.services.importing import ImportReport, import_catalog
from catalog.services.refusing import Refused
from catalog.services.sources import SourceError

SHOWN = 50
EXPLANATION = """\
PATH is a folder of class folders (dress/1.jpg, hat/2.jpg …), a CSV, JSONL or Parquet file, a folder with a
products.csv, products.jsonl or products.parquet, or a ZIP of such a folder. Of its columns only `image` must
be there, a path relative to the file or, with --fetch, an https address:

  external_id, title, image, category, seller, seller_tags (a|b|c), tags (ours; must be known)

Rows with the same external_id are photos of one product. Other columns are kept as attributes.
Running it again changes nothing, and brings what was added. Exit status 1: some rows were refused.
"""


class Command(BaseCommand):
    help = "Import products with their photos; say which rows were refused, and why."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, epilog=EXPLANATION, **kwargs)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, a .csv, .jsonl, .parquet or .zip file")
        parser.add_argument(
            "--update", action="store_true", help="let changed titles and the like replace ours"
        )
        parser.add_argument(
            "--fetch", action="store_true", help="photos may be https addresses on the public internet"
        )
        parser.add_argument(
            "--refused", type=Path, metavar="FILE", help="write the refused rows to this CSV file"
        )

    def handle(
        self,
        *args: object,
        path: Path,
        update: bool,
        fetch: bool,
        refused: Path | None,
        **options: object,
    ) -> None:
        try:
            with refused_rows(refused) as on_refused:
                report = self._import(path, update, Downloads() if fetch else None, on_refused)
        except (SourceError, OSError) as error:
            raise CommandError(str(error)) from error
        self._tell(report)
        if report.refused_count:
            rows = "1 row was" if report.refused_count == 1 else f"{report.refused_count} rows were"
            raise CommandError(f"{rows} refused; the rest is imported.")

    def _import(
        self,
        path: Path,
        update: bool,
        downloads: Downloads | None,
        on_refused: Callable[[Refused], None] | None,
    ) -> ImportReport:
        columns = (
            TextColumn("importing"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(file=cast("IO[str]", self.stderr._out))) as bar:
            task = bar.add_task("importing", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            return import_catalog(
                path=path,
                now=timezone.now(),
                progress=show,
                update=update,
                downloads=downloads,
                on_refused=on_refused,
            )

    def _tell(self, report: ImportReport) -> None:
        rows = report.images + report.unchanged + report.refused_count
        self.stdout.write(
            f"{report.products} products and {report.images} photos added, {report.updated} updated; "
            f"{report.unchanged} rows unchanged, {report.refused_count} refused "
            f"({report.seconds:.1f} s, {rows / max(report.seconds, 1e-9):.0f} rows/s)"
        )
        if report.refused:
            Console(file=cast("IO[str]", self.stdout._out)).print(
                table_of(report.refused, report.refused_count)
            )


class Rate(ProgressColumn):
    """Rows per second, once two are known."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f} rows/s" if task.speed else "")


def table_of(refused: list[Refused], count: int) -> Table:
    more = f"and {count - SHOWN} more; --refused FILE writes all" if count > SHOWN else None
    table = Table("row", "product", "photo", "reason", title="Refused", caption=more, title_justify="left")
    for row in refused[:SHOWN]:
        table.add_row(str(row.row), *(printable(text) for text in (row.external_id, row.image, row.reason)))
    return table


def printable(text: str) -> Text:
    """What a stranger's file may show on a terminal: no markup, no control sequences."""
    return Text("".join(sign if sign.isprintable() else "�" for sign in text), overflow="fold")


@contextmanager
def refused_rows(path: Path | None) -> Iterator[Callable[[Refused], None] | None]:
    """Writes each refused row to a CSV file at once, so that none has to be remembered."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "external_id", "image", "reason"])
        yield lambda row: writer.writerow([row.row, row.external_id, row.image, row.reason])
