"""Decodes what it is sent, in a process of its own: run as `python -m tests.fuzz.worker`.

Each message is a length and so many bytes; each answer a line of JSON.
"""

import json
import os
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import TypedDict

from catalog.services.decoding import DISPLAY_SIDE, decode
from catalog.services.refusing import RefusalError

MOST_MEMORY = 4 * 1024**3


class Answer(TypedDict):
    """What became of some bytes: a photo, unless `refused` says why not; what else came out is `wrong`."""

    refused: str
    wrong: str
    seconds: float
    peak_mb: float


def main() -> None:
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))  # the machine is not to be swept away
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # decoders that print must not answer for us
    while size := sys.stdin.buffer.read(4):
        print(json.dumps(_answer(sys.stdin.buffer.read(int.from_bytes(size)))), file=answers, flush=True)


def _answer(content: bytes) -> Answer:
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak
    before, began = _memory("VmRSS"), time.process_time()
    refused = wrong = ""
    try:
        pictures = decode(content)
        if max(pictures.size) > DISPLAY_SIDE or not pictures.display or not pictures.thumb:
            wrong = f"a picture of {pictures.size}"
    except RefusalError as refusal:
        refused = str(refusal)
    except BaseException as error:  # noqa: BLE001 (told to the test, which fails)
        wrong = repr(error)
    return {
        "refused": refused,
        "wrong": wrong,
        "seconds": time.process_time() - began,
        "peak_mb": _memory("VmHWM") - before,
    }


def _memory(name: str) -> float:
    """Megabytes, from what Linux says of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


if __name__ == "__main__":
    main()
