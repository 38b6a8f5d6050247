"""Fills the demo's catalog, telling its progress in lines of a log: `python manage.py fill_catalog`."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.sample import generate
from catalog.services.importing import import_catalog
from catalog.services.refusing import Refused
from catalog.services.sources import SourceError
from config.services import filling

TOLD_EVERY_SECONDS = 3.0
REFUSALS_SHOWN = 20
FIRST_PRODUCTS = 48


class Command(BaseCommand):
    help = (
        "Import a catalog, or a drawn sample when none is given; refused rows are told and cost nothing else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--catalog", type=Path, help="a folder, .csv, .jsonl, .parquet or .zip; else a sample is drawn"
        )
        parser.add_argument("--products", type=int, default=600, help="how many products to draw (600)")

    def handle(self, *args: Any, catalog: Path | None, products: int, **options: Any) -> None:
        var_dir = Path(settings.VAR_DIR)
        filling.begin(var_dir, catalog)
        try:
            if catalog is not None:
                self.import_from(catalog)
            else:
                self.draw_and_import(products)
        except (SourceError, ValueError, OSError) as error:
            filling.finish(var_dir)  # trying again would not help
            raise CommandError(str(error)) from error
        filling.finish(var_dir)

    def draw_and_import(self, products: int) -> None:
        """A few first: drawing all takes minutes, and people can begin on these after some seconds."""
        directory = Path(settings.VAR_DIR) / "sample"
        for count in sorted({min(FIRST_PRODUCTS, products), products}):
            generate(directory, products=count, seed=7, progress=self.teller("drawn", "products"))
            self.import_from(directory)

    def import_from(self, source: Path) -> None:
        report = import_catalog(path=source, now=timezone.now(), progress=self.teller("imported", "rows"))
        self.stdout.write(
            f"{report.products} products and {report.images} photos added, {report.unchanged} unchanged, "
            f"{report.refused_count} refused ({report.seconds:.0f} s)"
        )
        self.tell_refusals(report.refused, report.refused_count)

    def teller(self, done_what: str, of_what: str) -> Callable[[int, int], None]:
        """A callback that tells the pace every few seconds, and the end."""
        told = began = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= TOLD_EVERY_SECONDS or done == total:
                told = now
                rate = done / max(now - began, 1e-3)
                self.stdout.write(f"{done_what} {done} of {total} {of_what} ({rate:.0f}/s)")
                self.stdout.flush()

        return tell

    def tell_refusals(self, refused: list[Refused], count: int) -> None:
        for row in refused[:REFUSALS_SHOWN]:
            self.stdout.write(f"row {row.row} refused ({row.external_id or row.image}): {row.reason}")
        if count > REFUSALS_SHOWN:
            self.stdout.write(f"and {count - REFUSALS_SHOWN} more; import_catalog lists them all")
