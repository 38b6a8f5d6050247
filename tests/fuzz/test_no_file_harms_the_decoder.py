"""Whatever bytes come in, a photo or a refusal comes out: no crash, no flood of memory, no endless work.

`make fuzz MINUTES=30` looks longer, with another seed each time; `make test` always looks at the same files.
"""

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import cast

import pytest
from django.conf import settings
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as fuzzing

from tests.fuzz.mutations import broken
from tests.fuzz.seeds import seeds
from tests.fuzz.worker import Answer

MOST_SECONDS, MOST_MB = 1.0, 256.0
MINUTES = float(os.environ.get("MINUTES", "0"))
SEEDS = seeds()
EXAMPLES = 300


class Decoder:
    """A process that decodes; when a file kills it, the file is known and another takes its place."""

    def __init__(self) -> None:
        self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def answer(self, content: bytes) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(len(content).to_bytes(4) + content)
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self.end()
            self._process = self._started()
            pytest.fail(
                f"the decoder died with status {status} of these {len(content)} bytes: {content.hex()}"
            )
        return cast("Answer", json.loads(line))

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.end()


def check(answer: Answer) -> None:
    assert answer["wrong"] == ""
    assert answer["peak_mb"] <= MOST_MB
    assert answer["seconds"] <= MOST_SECONDS


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_are_photos(decoder: Decoder, name: str) -> None:
    answer = decoder.answer(SEEDS[name])

    check(answer)
    assert answer["refused"] == ""


@pytest.mark.timeout(120 + MINUTES * 60)
@pytest.mark.parametrize("name", SEEDS)
def test_a_broken_photo_is_a_photo_or_refused(decoder: Decoder, name: str) -> None:
    until = time.monotonic() + MINUTES * 60 / len(SEEDS)
    rounds = itertools.count() if MINUTES else range(1)

    for number in rounds:
        look(decoder, SEEDS[name], random.randrange(2**64) if MINUTES else number)
        if time.monotonic() > until:
            break


def look(decoder: Decoder, content: bytes, number: int) -> None:
    """Try some broken versions of a photo, others for another number."""

    @seed(number)
    @fuzzing(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(broken(content))
    def is_taken(changed: bytes) -> None:
        check(decoder.answer(changed))

    is_taken()
