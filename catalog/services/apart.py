"""HEIC and AVIF photos are decoded in a process of their own, which may die of one without harm.

HEIC's reader is native code that a few wrong bytes bring down (the fuzz found some within minutes). And of
both, how large a picture becomes stands in its video stream, where no header is believed: an AVIF of two
kilobytes that calls itself 64 × 64 takes 300 MB. So the process has a limit of memory, and each photo a limit
of time.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, NamedTuple

from catalog.services.refusing import RefusalError

SECONDS = 20.0
_ROOT = Path(__file__).resolve().parent.parent.parent


class Decoded(NamedTuple):
    """What `decoding.Pictures` holds."""

    size: tuple[int, int]
    display: bytes
    thumb: bytes


def is_of_video(content: bytes) -> bool:
    """Whether it is a file of the family that HEIC and AVIF belong to."""
    return content[4:8] == b"ftyp"


def decode_apart(content: bytes, *, seconds: float = SECONDS) -> Decoded:
    """The pictures of a HEIC or AVIF photo, one at a time. Raises RefusalError."""
    return _READER.decode(content, seconds)


class _Reader:
    """The process, started with the first photo and again after each that it died of."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def decode(self, content: bytes, seconds: float) -> Decoded:
        with self._turn:
            process = self._running()
            watch = threading.Timer(seconds, process.kill)
            watch.start()
            try:
                return _asked(process, content)
            except (OSError, EOFError) as error:
                self.end()
                raise RefusalError("the photo is broken: its decoder died of it") from error
            finally:
                watch.cancel()

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():  # a fork's parent still needs it
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent to the dead cannot be
                    pipe.close()
        process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self.end()
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "catalog.services.apart_reader"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def _asked(process: subprocess.Popen[bytes], content: bytes) -> Decoded:
    """Raises RefusalError, and OSError or EOFError when the process is no more."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(len(content).to_bytes(4) + content)
    process.stdin.flush()
    answer = json.loads(exactly(process.stdout, int.from_bytes(exactly(process.stdout, 4))))
    if "refused" in answer:
        raise RefusalError(answer["refused"])
    width, height = answer["size"]
    display, thumb = (exactly(process.stdout, answer[name]) for name in ("display", "thumb"))
    return Decoded((width, height), display, thumb)


def exactly(stream: IO[bytes], size: int) -> bytes:
    """So many bytes. Raises EOFError."""
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


_READER = _Reader()
atexit.register(_READER.end)
