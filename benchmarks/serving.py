"""How fast is asking at scale: choosing among a million photos, and leasing to many at once?

A catalog drawn from the seed stands in Postgres with embeddings of 1,280 numbers and their index; some of
its photos were reviewed. Choosing is `refill_queue` as it runs in the application, from the first look at the
queue to its last row; photos are not opened, as nobody has the encoder. Then the queue is made as long as the
catalog, and 50 clients, each a process, lease from it:

saturated  each asks again at once: throughput, beside the same UPDATE ... SKIP LOCKED in plain SQL, by turns
paced      each asks once a second, as a busy browser would: how long it waits

Clients, the application's Python and Postgres share the machine's cores. Making a million embeddings takes
two minutes, their index half an hour; with --keep another run finds them.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import checkout  # noqa: F401 (finds the application)
import classroom
import crowd
import million
import numpy as np
import psutil
from figures import Report, arguments
from scratch import database

PHOTOS, QUICK_PHOTOS, QUICK_QUEUE = 1_000_000, 6_000, 100_000
REVIEWED, QUICK_REVIEWED = 4000, 400
CHOSEN, NEW_VERDICTS = 200, 50
CLIENTS, CURATORS = 50, 8
PEOPLE = 20_000
"""Everybody leases once: a round is over before anybody would be asked to renew."""
ROUNDS, QUICK_ROUNDS = 5, 2
REPEATS, QUICK_REPEATS = 5, 2
SECONDS, QUICK_SECONDS = 4.0, 1.5
PACED_SECONDS, QUICK_PACED_SECONDS = 20.0, 4.0
CONNECTIONS = 150
COSTED = 500
BARS = {"choose_s": 10.0, "choose_incremental_s": 1.0, "peak_mb": 1000.0, "p95_ms": 5.0, "fidelity_gap": 0.05}
LEAST_SHARE = 0.8

EXAMPLES = """examples:
  python benchmarks/serving.py --quick
  python benchmarks/serving.py --json serving.json
  python benchmarks/serving.py --photos 100000 --keep /var/tmp/serving
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--photos", type=int, help="embeddings in the catalog, and items in the queue")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the database there for another run")
    options = arguments(parser)
    embedded = options.photos or (QUICK_PHOTOS if options.quick else PHOTOS)
    photos = max(embedded, QUICK_QUEUE if options.quick else embedded)
    os.environ["MOODLOOP_QUEUE_TARGET"] = str(CHOSEN)
    report = Report("serving", f"{embedded} photos drawn from the seed", options.seed)
    with ExitStack() as stack:
        scratch = options.keep or Path(stack.enter_context(TemporaryDirectory(prefix="moodloop-serving-")))
        scratch.mkdir(parents=True, exist_ok=True)
        stack.enter_context(database(scratch, connections=CONNECTIONS, keep=options.keep is not None))
        prepare(photos, embedded, options)
        choosing(report, options)
        waiting = million.queue(options.seed)
        people = million.people(PEOPLE)
        print(f"{waiting} items wait; {CLIENTS} clients on {os.cpu_count()} cores", flush=True)
        home(report, people, options)
        fidelity(report, people)
        throughput(report, people, options)
        latency(report, people, options)
        end()
    return report.finish(options.json)


def prepare(photos: int, embedded: int, options: Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from catalog.services.vocabulary_file import STARTER, load_vocabulary  # noqa: PLC0415
    from labeling.services.auditing import draw_audit_images  # noqa: PLC0415

    begun = time.perf_counter()
    spent = million.fill(photos, embedded, options.seed)
    load_vocabulary(path=STARTER)
    draw_audit_images(now=timezone.now())
    classroom.review(QUICK_REVIEWED if options.quick else REVIEWED, options.seed, photos=embedded)
    print(f"prepared in {time.perf_counter() - begun:.0f} s, {spent:.0f} of them the index", flush=True)


def choosing(report: Report, options: Namespace) -> None:
    """After each retraining the whole choice, then the one that follows when some of it were answered."""
    anew: list[Spent] = []
    again: list[Spent] = []
    peaks = []
    repeats = QUICK_REPEATS if options.quick else REPEATS
    chance = np.random.default_rng(options.seed)
    filled()  # what is loaded and planned once
    for number in range(repeats):
        classroom.promote(number, options.seed)
        base = forget_peak()
        anew.append(filled())
        peaks.append((memory("VmHWM") - base) / 1000)
        answered(NEW_VERDICTS, chance)
        again.append(filled())
    for name, spent, of in (
        ("choose", anew, "retrainings"),
        ("choose_incremental", again, f"times {NEW_VERDICTS} verdicts were new"),
    ):
        report.add(f"{name}_s", [one.seconds for one in spent], samples=repeats, of=of)
        report.add(f"{name}_cpu_s", [one.cpu for one in spent], samples=repeats, of=of)
    report.add("peak_mb", max(peaks), samples=repeats, of="retrainings", low=min(peaks))
    for name in ("choose_s", "choose_incremental_s", "peak_mb"):
        at_most(report, name, options)


class Spent(NamedTuple):
    """By the clock; and processor time, ours and that of Postgres for us, which others do not lengthen."""

    seconds: float
    cpu: float


def filled() -> Spent:
    """What it takes until the queue is full again."""
    from django.utils import timezone  # noqa: PLC0415

    from labeling.models import QueueItem, Reason  # noqa: PLC0415
    from training.services.choosing import refill_queue  # noqa: PLC0415

    begun, core = time.perf_counter(), cpu()
    refill_queue(now=timezone.now())
    spent = Spent(time.perf_counter() - begun, cpu() - core)
    chosen = QueueItem.objects.open().exclude(reason=Reason.AUDIT).count()
    assert chosen >= CHOSEN, f"{chosen} were chosen"
    return spent


def answered(count: int, chance: np.random.Generator) -> None:
    """So many of the queue have verdicts now, and what else waits is gone: it is to be filled as a whole."""
    from django.utils import timezone  # noqa: PLC0415

    from labeling.models import QueueItem, Reason  # noqa: PLC0415

    waiting = list(QueueItem.objects.open().exclude(reason=Reason.AUDIT).order_by("-priority", "id"))
    classroom.answer(waiting[:count], chance)
    QueueItem.objects.filter(pk__in=[item.pk for item in waiting[count:]]).update(closed_at=timezone.now())


def home(report: Report, people: list[int], options: Namespace) -> None:
    """What the first page costs that tells a curator what waits, by reason and with its first photos."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from labeling.services.waiting import waiting_for  # noqa: PLC0415

    curators = User.objects.in_bulk(people[: (QUICK_REPEATS if options.quick else REPEATS) + 1])
    spent = []
    for curator in curators.values():
        begun = time.perf_counter()
        waiting_for(curator, now=timezone.now())
        spent.append(time.perf_counter() - begun)
    report.add("home_s", spent[1:], samples=len(spent) - 1, of="people, after the first")


def fidelity(report: Report, people: list[int]) -> None:
    """Of what curators at once were served: how far its mean priority lies from the best's."""
    from labeling.models import QueueItem  # noqa: PLC0415

    times = 25
    best = QueueItem.objects.open().order_by("-priority", "id").values_list("pk", "priority")
    ideal = dict(best[: CURATORS * (times + 1) * crowd.COUNT])
    served = crowd.serve(crowd.held, people, clients=CURATORS, seconds=0, times=times)
    priorities = dict(QueueItem.objects.filter(pk__in=served.items).values_list("pk", "priority"))
    wanted = float(np.mean(list(ideal.values())))
    got = float(np.mean([priorities[pk] for pk in served.items]))
    missed = len(ideal.keys() - set(served.items)) / len(ideal)
    of = f"items served to {CURATORS} curators at once"
    report.add("fidelity_gap", (wanted - got) / wanted, samples=len(served.items), of=of)
    report.add("fidelity_missed", missed, samples=len(ideal), of="best items")
    report.require(
        f"what is served is at most {BARS['fidelity_gap']:.0%} worse than the best",
        holds=(wanted - got) / wanted <= BARS["fidelity_gap"],
    )


def throughput(report: Report, people: list[int], options: Namespace) -> None:
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    seconds = QUICK_SECONDS if options.quick else SECONDS
    plain: list[crowd.Served] = []
    ours: list[crowd.Served] = []
    for number in range(rounds):
        for arm in (plain, ours) if number % 2 else (ours, plain):
            make = crowd.plain if arm is plain else crowd.held
            arm.append(crowd.serve(make, people, clients=CLIENTS, seconds=seconds))
    shares = [one.per_second / other.per_second for one, other in zip(ours, plain, strict=True)]
    of = f"rounds of {seconds:g} s, saturated"
    report.add("raw_leases_per_s", [one.per_second for one in plain], samples=rounds, of=of)
    report.add("leases_per_s", [one.per_second for one in ours], samples=rounds, of=of)
    report.add("share_of_raw_sql", shares, samples=rounds, of=of)
    report.add("saturated_p95_ms", [one.p95_ms() for one in ours], samples=rounds, of=of)
    report.add("saturated_raw_p95_ms", [one.p95_ms() for one in plain], samples=rounds, of=of)
    if not os.environ.get("DATABASE_URL"):
        costs = [[crowd.cost_ms(make, people[:COSTED]) for make in (crowd.plain, crowd.held)] for _ in shares]
        of = f"times {COSTED} leases by one client"
        report.add("lease_cpu_ms", [held for _, held in costs], samples=rounds, of=of)
        report.add("share_of_raw_sql_cpu", [raw / held for raw, held in costs], samples=rounds, of=of)
    leased = sum(len(one.items) for one in ours)
    doubled = sum([one.doubled for one in ours])
    report.add("doubled", float(doubled), samples=leased, of="items leased")
    report.require("nothing is served twice", holds=doubled == 0)
    share = float(np.median(shares))
    report.require(f"{share:.2f} of plain SQL, at least {LEAST_SHARE}", holds=share >= LEAST_SHARE)


def latency(report: Report, people: list[int], options: Namespace) -> None:
    seconds = QUICK_PACED_SECONDS if options.quick else PACED_SECONDS
    for name, make in {"p95_ms": crowd.held, "raw_p95_ms": crowd.plain, "screen_p95_ms": crowd.shown}.items():
        served = crowd.serve(make, people, clients=CLIENTS, seconds=seconds, pace=1.0)
        median = float(np.median(served.seconds)) * 1000
        most = max(served.seconds) * 1000
        of = f"leases, {CLIENTS} a second"
        report.add(name, served.p95_ms(), samples=len(served.seconds), of=of, low=median, high=most)
    at_most(report, "p95_ms", options)


def at_most(report: Report, name: str, options: Namespace) -> None:
    [value] = [figure.value for figure in report.figures if figure.name == name]
    claim = f"{name} is {value:.2f}, at most {BARS[name]:g}"
    report.require(
        claim,
        holds=value <= BARS[name],
        enforced=not options.quick,
        why_not="the bars are those of a million",
    )


def cpu() -> float:
    """Processor seconds of this process and of its backend, where that runs here."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    ours = time.process_time()
    if os.environ.get("DATABASE_URL"):
        return ours
    spent = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return ours + float(spent.user + spent.system)


def memory(what: str) -> float:
    """VmRSS or VmHWM of this process, in kB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{what}:")))


def forget_peak() -> float:
    """The memory there is now, from which a new peak is measured."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory("VmRSS")


def end() -> None:
    """Nothing waits for another run, and no champion serves."""
    from django.utils import timezone  # noqa: PLC0415

    from labeling.models import QueueItem  # noqa: PLC0415
    from training.models import ModelVersion  # noqa: PLC0415

    QueueItem.objects.open().update(closed_at=timezone.now())
    ModelVersion.objects.update(is_champion=False)


if __name__ == "__main__":
    sys.exit(main())
