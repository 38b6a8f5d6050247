"""Courses run by two processes, arm by arm and seed by seed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
from al_arms import LEARNERS, Arm, strategy_of
from al_rare import thinned

from ml.backtest import Course, tag_curves

Floats = npt.NDArray[np.float64]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Job:
    """An arm's course with one seed; rare is the tag of which few are left in the pool."""

    arm: Arm
    seed: int
    budgets: tuple[int, ...]
    rare: int | None = None


Courses = Mapping[bool, Course]
"""By whether the embeddings are raw."""
_courses: Courses = {}


def run(jobs: Iterable[Job], courses: Courses, *, workers: int) -> dict[Job, Floats]:
    """[b, t] average precisions of each job, the longest begun first; how far it is on one line."""
    waiting = sorted(set(jobs), key=lambda job: (-job.budgets[-1], job.seed))
    for name in THREADS:  # read when a worker loads NumPy and torch
        os.environ[name] = "1"
    began, curves = time.monotonic(), {}
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (courses,)) as pool:
        running = {pool.submit(_curve, job): job for job in waiting}
        for count, done in enumerate(as_completed(running), 1):
            job = running[done]
            curves[job] = done.result()
            passed = time.monotonic() - began
            _tell(f"{count} of {len(waiting)} curves, {passed / 60:.1f} min, last {job.arm.name} {job.seed}")
    _tell("\n")
    return curves


def _tell(words: str) -> None:
    """On a terminal each line takes the place of the last; in a file there is one from time to time."""
    if sys.stderr.isatty() or words == "\n":
        print(words if words == "\n" else f"\r\033[K{words}", end="", file=sys.stderr, flush=True)
    elif int(words.split(" ", 1)[0]) % 20 == 0:
        print(words, file=sys.stderr, flush=True)


def _begin(courses: Courses) -> None:
    global _courses  # noqa: PLW0603 (a worker's own, sent once and not with each job)
    _courses = courses


def _curve(job: Job) -> Floats:
    course = _courses[job.arm.raw]
    if job.rare is not None:
        course = thinned(course, job.rare, seed=job.seed)
    learner, strategy = LEARNERS[job.arm.learner], strategy_of(job.arm.strategy, course)
    budgets = [budget for budget in job.budgets if budget <= len(course.pool)]
    curves = np.full((len(job.budgets), course.truth.shape[1]), np.nan)
    curves[: len(budgets)] = tag_curves(course, strategy, learner, budgets, seed=job.seed)
    return curves
