"""Runs the embedded services alone, for development: `python manage.py services`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.services.demo import run_services
from config.services.errors import ServiceError


class Command(BaseCommand):
    help = "Run the embedded PostgreSQL and Valkey in the foreground until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run_services(Path(settings.VAR_DIR))
        except ServiceError as error:
            raise CommandError(str(error)) from error
