"""Imports every module, for `make check`: `python manage.py import_everything`."""

import importlib
import pkgutil
from typing import Any

from django.core.management.base import BaseCommand

PACKAGES = ["catalog", "labeling", "training", "recommender", "config", "ml"]


class Command(BaseCommand):
    help = "Import every module of the application; the first that fails ends it with its traceback."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for package in PACKAGES:
            path = importlib.import_module(package).__path__
            for module in pkgutil.walk_packages(path, f"{package}."):
                importlib.import_module(module.name)
                count += 1
        self.stdout.write(f"{count} modules can be imported")
