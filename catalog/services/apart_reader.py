"""The process that decodes HEIC and AVIF: `python -m catalog.services.apart_reader`, run by `apart.py` alone.

A question is a length and so many bytes of a photo; an answer the length of a line of JSON, the line, and the
two JPEGs whose lengths stand in it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

import pi_heif
from PIL import AvifImagePlugin

from catalog.services.apart import exactly
from catalog.services.decoding import pictures_of
from catalog.services.refusing import RefusalError

MEMORY = 256 * 1024 * 1024
"""Beyond what the process has when it starts: enough for 30 megapixels."""


def main() -> None:
    # Of a HEIC file only the picture is wanted. Threads would want address space of their own.
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints must not answer
    _limit_memory()
    while length := sys.stdin.buffer.read(4):
        for part in _answer(exactly(sys.stdin.buffer, int.from_bytes(length))):
            answers.write(part)
        answers.flush()


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():  # Linux; elsewhere address space cannot be limited usefully
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))


def _answer(content: bytes) -> list[bytes]:
    try:
        pictures = pictures_of(content, formats=("AVIF", "HEIF"))
    except RefusalError as refusal:
        return _line({"refused": str(refusal)})
    lengths = {"display": len(pictures.display), "thumb": len(pictures.thumb)}
    return [*_line({"size": pictures.size, **lengths}), pictures.display, pictures.thumb]


def _line(answer: dict[str, object]) -> list[bytes]:
    line = json.dumps(answer).encode()
    return [len(line).to_bytes(4), line]


if __name__ == "__main__":
    main()
