"""Draws the sample catalog: `python manage.py sample_catalog --products 600 --seed 7`."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.sample import generate

EXAMPLE = """\
example:
  python manage.py sample_catalog --products 600 --seed 7 --directory my-sample
  python manage.py import_catalog my-sample/products.csv
"""


class Command(BaseCommand):
    help = (
        "Draw a catalog of product photos, with titles and seller tags that are sometimes wrong or missing."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, epilog=EXAMPLE, **kwargs)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=int, default=600, help="how many products to draw (600)")
        parser.add_argument("--seed", type=int, default=7, help="the same seed draws the same catalog (7)")
        parser.add_argument("--directory", type=Path, help="where to put it (var/sample)")

    def handle(
        self, *args: object, products: int, seed: int, directory: Path | None, **options: object
    ) -> None:
        target = directory or Path(settings.VAR_DIR) / "sample"
        columns = (
            TextColumn("drawing"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        started = time.monotonic()
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("drawing", total=products, rate="")

            def tell(done: int, _: int) -> None:
                rate = done / max(time.monotonic() - started, 1e-3)
                bar.update(task, completed=done, rate=f"{rate:.1f} products/s")

            try:
                summary = generate(target, products=products, seed=seed, progress=tell)
            except (ValueError, OSError) as error:
                raise CommandError(str(error)) from error
        verb = "drawn" if summary.drawn else "already there"
        self.stdout.write(
            f"{summary.products} products with {summary.images} photos {verb}: {summary.directory}"
        )
