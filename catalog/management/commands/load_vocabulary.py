"""Loads facets and tags: `python manage.py load_vocabulary [PATH]`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.services.vocabulary_file import STARTER, VocabularyError, load_vocabulary


class Command(BaseCommand):
    help = "Add and update facets and tags from a JSON file (else the starter vocabulary). Deletes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, default=STARTER, help="a JSON file; see catalog/data"
        )

    def handle(self, *args: object, path: Path, **options: object) -> None:
        try:
            loaded = load_vocabulary(path=path)
        except VocabularyError as error:
            raise CommandError(str(error)) from error
        changes = {"added": loaded.added, "updated": loaded.updated, "unchanged": loaded.unchanged}
        self.stdout.write(", ".join(f"{len(slugs)} {change}" for change, slugs in changes.items()))
        if loaded.seller_tags_matched:
            self.stdout.write(f"{loaded.seller_tags_matched} seller tags mean one of our tags now")
