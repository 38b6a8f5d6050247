"""Runs several programs in the foreground with one log, mends them, and ends them in order.

One thread: it sleeps until a child writes, a child ends, or a signal comes.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import IO, Self

from config.services.errors import ServiceError
from config.services.processes import Program, Stage, kill_group, manner_of_end, start

STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
"""After so long without an end, a program's next end counts as its first."""
NAME_WIDTH = 8


class StopAsked(Exception):  # noqa: N818 - not an error: somebody pressed Ctrl-C
    """Raised out of a start that was interrupted."""


@dataclass
class Child:
    """A program, its process, and how often in a row it has failed."""

    program: Program
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    started: float
    failures: int = 0
    unfinished: bytes = b""
    """The beginning of a line that was not written to its end yet."""


class Supervisor:
    """Use as a context manager: leaving the block ends every child, whatever the reason."""

    def __init__(self) -> None:
        self.children: dict[str, Child] = {}
        self.waiting: dict[str, tuple[float, Program, int]] = {}
        self.requests = 0
        self.stopping = False
        self.selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_read, False)
        os.set_blocking(self.wake_write, False)
        self.selector.register(self.wake_read, selectors.EVENT_READ)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        self.handlers = {
            number: signal.signal(number, self._asked)
            for number in STOPPING_SIGNALS
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN  # nohup is obeyed
        }
        self.handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        for number, handler in self.handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self.selector.close()
        os.close(self.wake_read)
        os.close(self.wake_write)

    def say(self, who: str, text: str) -> None:
        """One line of the log. A log that nobody reads any more ends everything, like a closed terminal."""
        try:
            print(f"{who:<{NAME_WIDTH}} | {text}", flush=True)  # noqa: T201 - this is the log
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - for the rest of this process
            self.requests += 1

    def start(self, *programs: Program) -> None:
        """Start them together, and return when all answer. Raises ServiceError when one does not."""
        for program in programs:
            self._start(program, failures=0)
        for program in programs:
            self.wait_until(program.answers, seconds=program.ready_seconds, needs=program.name)

    def wait_until(self, condition: Callable[[], bool], *, seconds: float, needs: str) -> None:
        """Keep the log going until the condition holds. Raises ServiceError when the program `needs` ends."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.pump(timeout=0.05)
            self.raise_if_asked()
            if needs not in self.children:
                raise ServiceError(f"{needs} ended at its start; the log above says why.")
            if time.monotonic() > deadline:
                raise ServiceError(f"{needs} did not answer within {seconds:.0f} seconds.")

    def run(self) -> None:
        """Watch until somebody asks to stop."""
        while not self.requests:
            self.pump(timeout=None)

    def raise_if_asked(self) -> None:
        if self.requests:
            raise StopAsked

    def pump(self, timeout: float | None) -> None:
        """Wait for something to happen, then log, note ends, and start again what is due."""
        due = [moment for moment, _, _ in self.waiting.values()]
        if due:
            soon = max(0.0, min(due) - time.monotonic())
            timeout = soon if timeout is None else min(timeout, soon)
        for key, _ in self.selector.select(timeout):
            if key.data is None:
                os.read(self.wake_read, 4096)
            else:
                self._relay(key.data)
        for child in list(self.children.values()):
            if child.process.poll() is not None:
                self._note_end(child)
        self._start_what_is_due()

    def _start(self, program: Program, failures: int) -> None:
        process = start(program, subprocess.PIPE)
        assert process.stdout is not None  # noqa: S101 - we have just asked for it
        child = Child(program, process, process.stdout, time.monotonic(), failures)
        os.set_blocking(child.output.fileno(), False)
        self.children[program.name] = child
        self.selector.register(child.output, selectors.EVENT_READ, child)

    def _relay(self, child: Child) -> None:
        """Copy what the child has written to the log, line by line."""
        with suppress(BlockingIOError):
            while chunk := os.read(child.output.fileno(), 65536):
                *lines, child.unfinished = (child.unfinished + chunk).split(b"\n")
                for line in lines:
                    self._say_line(child, line)
            self.selector.unregister(child.output)  # it has closed its output

    def _say_line(self, child: Child, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        hides = child.program.hides
        if text and not (hides and hides in text):
            self.say(child.program.name, text)

    def _note_end(self, child: Child) -> None:
        kill_group(child.process)
        self._close(child)
        program, status = child.program, child.process.returncode
        del self.children[program.name]
        if self.stopping or (program.once and status == 0):
            return
        if program.once:
            self.say("demo", f"{program.name} ended: {manner_of_end(status)}")
            return
        steady = time.monotonic() - child.started > STEADY_SECONDS
        self._start_later(program, 0 if steady else child.failures, manner_of_end(status))

    def _close(self, child: Child) -> None:
        """Log what it said last. A grandchild may hold its output open: that is not waited for."""
        if child.output.fileno() in self.selector.get_map():
            self._relay(child)
        if child.output.fileno() in self.selector.get_map():
            self.selector.unregister(child.output)
        self._say_line(child, child.unfinished)
        child.output.close()

    def _start_later(self, program: Program, failures: int, why: str) -> None:
        delay = min(LONGEST_WAIT, 2.0**failures)
        self.waiting[program.name] = (time.monotonic() + delay, program, failures + 1)
        self.say("demo", f"{program.name} ended unexpectedly ({why}); it starts again in {delay:.0f} s")

    def _start_what_is_due(self) -> None:
        for name, (moment, program, failures) in list(self.waiting.items()):
            if moment <= time.monotonic() and not self.stopping:
                del self.waiting[name]
                try:
                    self._start(program, failures)
                except ServiceError as error:
                    self._start_later(program, failures, str(error))

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.requests += 1

    def _stop(self) -> None:
        """End the children, what stands on others first."""
        self.stopping = True
        for stage in sorted(Stage, reverse=True):
            group = [child for child in self.children.values() if child.program.stage == stage]
            self._end(group, patient=stage == Stage.DATABASE)

    def _end(self, group: list[Child], *, patient: bool) -> None:
        """Ask all of them at once; kill those that take too long, or at a second Ctrl-C."""
        for child in reversed(group):
            with suppress(ProcessLookupError):
                child.process.send_signal(child.program.stop_signal)
        began, impatience = time.monotonic(), max(2, self.requests + 1)
        while alive := [child for child in group if child.program.name in self.children]:
            for child in alive:
                over = time.monotonic() - began > child.program.grace
                if over or (self.requests >= impatience and not patient):
                    kill_group(child.process)
            self.pump(timeout=0.1)
