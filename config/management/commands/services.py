"""Runs the embedded services alone, for development: `python manage.py services`."""

import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.services import postgres, valkey
from config.services.errors import ServiceError
from config.services.leftovers import end_leftovers
from config.services.lock import only_supervisor
from config.services.processes import running


class Command(BaseCommand):
    help = "Run the embedded PostgreSQL and Valkey in the foreground until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        var_dir = Path(settings.VAR_DIR)
        try:
            with only_supervisor(var_dir):
                self.run_services(var_dir)
        except ServiceError as error:
            raise CommandError(str(error)) from error

    def run_services(self, var_dir: Path) -> None:
        end_leftovers(var_dir, postgres.data_directory(var_dir))
        postgres.prepare(var_dir)
        valkey.prepare(var_dir)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        with (
            running(postgres.program(var_dir), None) as database,
            running(valkey.program(var_dir), None) as broker,
        ):
            postgres.wait_until_ready(var_dir, database)
            valkey.wait_until_ready(var_dir, broker)
            self.stdout.write(f"PostgreSQL and Valkey listen in {var_dir}. Ctrl-C stops them.")
            self.stdout.flush()
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
