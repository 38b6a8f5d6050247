"""Runs the whole application on this machine: `python manage.py demo`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.services.demo import Plan, run_demo
from config.services.errors import ServiceError
from config.services.programs import Site


class Command(BaseCommand):
    help = (
        "Run database, broker, web server, workers and beat in the foreground until Ctrl-C, with one log and "
        "demo logins whose passwords everybody knows. Listens on the loopback only."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--catalog", type=Path, help="import this catalog; else one is drawn when there is none"
        )
        parser.add_argument("--port", type=int, default=8000, help="where the site listens (8000)")
        parser.add_argument("--products", type=int, default=600, help="how many products to draw (600)")

    def handle(self, *args: Any, catalog: Path | None, port: int, products: int, **options: Any) -> None:
        if catalog is not None and not catalog.exists():
            raise CommandError(f"There is no catalog at {catalog}.")
        site = Site(base_dir=Path(settings.BASE_DIR), var_dir=Path(settings.VAR_DIR), port=port)
        absolute = catalog.resolve() if catalog is not None else None
        try:
            run_demo(Plan(site=site, catalog=absolute, products=products))
        except ServiceError as error:
            raise CommandError(str(error)) from error
