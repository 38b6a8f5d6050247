"""The vector index, built anew by hand; and the style space, learned anew."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recommender.services.by_hand import NotNowError, build_now, learn_now

EXAMPLES = """
examples:
  python manage.py rebuild_index
  python manage.py rebuild_index --space style-0f3a9c12b7de
  python manage.py rebuild_index --learn

The index is built beside the one that answers, and changes places with it when it is finished: no search
fails meanwhile, and a build that was cut off goes on. After MOODLOOP_INDEX_M or
MOODLOOP_INDEX_EF_CONSTRUCTION was set otherwise, this is how they come to count.

--learn makes a style space from the champion's labels and the photos of today; it is judged on the frozen
queries, and serves only if none is worse.
"""


class Command(BaseCommand):
    help = "Build the vector index of the serving style space anew, or learn the style space anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--space", metavar="KEY", help="only if this is the space that serves")
        parser.add_argument("--learn", action="store_true", help="learn the style space instead")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            if options["learn"]:
                space = learn_now(now=now)
                self.stdout.write(f"{space.key}: {space.get_state_display()}. {space.said}")
                return
            built = build_now(options["space"], now=now)
        except NotNowError as refusal:
            raise CommandError(str(refusal)) from refusal
        seconds = (timezone.now() - now).total_seconds()
        self.stdout.write(
            f"{built.name}: {built.photos:,} photos in {seconds:.1f} s. It answers shoppers now."
        )
