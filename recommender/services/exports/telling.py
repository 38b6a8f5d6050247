"""What is known of a file under way, and hearing that it is not wanted any more."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from recommender.models import ExportJob

TELL_SECONDS = 1.0


class CancelledError(Exception):
    """Somebody does not want the file any more."""


@dataclass
class Told:
    """What is known of a job under way, written down once a second; where it is cancelled, that is heard."""

    job: ExportJob
    done: int = 0
    total: int = 0
    remark: str = ""
    _last: float = field(default_factory=time.monotonic)

    def expect(self, total: int) -> None:
        self.total = total
        self._tell()

    def note(self, *, done: int = 0, remark: str = "") -> None:
        """So many rows or photos more, or a word for whoever fetches the file. Raises CancelledError."""
        self.done += done
        self.remark = remark or self.remark
        if time.monotonic() - self._last > TELL_SECONDS:
            self._tell()

    def _tell(self) -> None:
        self._last = time.monotonic()
        running = ExportJob.objects.filter(pk=self.job.pk, state=ExportJob.State.RUNNING)
        if not running.update(done=self.done, total=self.total):
            raise CancelledError
