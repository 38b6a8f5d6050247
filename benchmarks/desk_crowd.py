"""Fifty curators at once, over HTTP: each holds photos ahead and answers at a human pace."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from urllib.error import HTTPError, URLError

import numpy as np
from application import Item, Person, Tag
from figures import Report

from tests.e2e.demo import Demo, environment

PACE = 2.0  # seconds from one answer to the next
AHEAD = 6
ENROL = """
from django.contrib.auth.models import Group, User
group = Group.objects.get(name="curators")
for name in {names!r}:
    person = User.objects.create_user(name, password=name + "-demo")
    person.groups.add(group)
"""


def enrol(demo: Demo, count: int) -> list[str]:
    """Accounts for so many curators, in the demo's database."""
    names = [f"person{number:02}" for number in range(count)]
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", ENROL.format(names=names)],
        env=environment(demo.var_dir, demo.retrain_after),
        cwd=os.fspath(checkout_folder()),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return names


def checkout_folder() -> str:
    from django.conf import settings  # noqa: PLC0415 (settings are not read before the demo's are known)

    return str(settings.BASE_DIR)


class Crowd:
    """People at work from `with` until its end; what the server acknowledged, and how soon."""

    def __init__(self, demo: Demo, names: list[str], seed: int) -> None:
        self.people = [Person(demo, name) for name in names]
        self.acknowledged: list[str] = []
        self.ms: list[float] = []
        self.failed: list[str] = []
        self._ended = threading.Event()
        self._chance = np.random.default_rng(seed)

    def __enter__(self) -> Crowd:
        starts = self._chance.random(len(self.people)) * PACE
        self._threads = [
            threading.Thread(target=self._work, args=(person, start))
            for person, start in zip(self.people, starts, strict=True)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Person, start: float) -> None:
        self._ended.wait(start)
        try:
            while not self._ended.is_set():
                for item in person.lease(AHEAD):
                    self._answer(person, item["id"], [_said(item, one["tag"]) for one in item["suggestions"]])
                    if self._ended.wait(PACE):
                        return
                self._ended.wait(PACE)  # nothing waits: asked again, as the screen does
        except (HTTPError, URLError) as error:
            self.failed.append(str(error))

    def _answer(self, person: Person, item: int, verdicts: list[dict[str, object]]) -> None:
        client_id = str(uuid.uuid4())
        body = {
            "client_id": client_id, "item": item, "outcome": "answered", "verdicts": verdicts,
            "shown_tags": [said["tag"] for said in verdicts], "seconds": PACE,
        }  # fmt: skip
        begun = time.perf_counter()
        person.post("/api/reviews/", body)
        self.ms.append((time.perf_counter() - begun) * 1000)
        self.acknowledged.append(client_id)


def _said(item: Item, tag: Tag) -> dict[str, object]:
    """Of a category what the catalog says, of everything else one yes in four, the same for all people."""
    if tag["facet"]["slug"] == "category":
        holds = tag["slug"] == item["product"]["category"]
    else:
        holds = tag["facet"]["choice"] != "single" and (item["id"] * 31 + tag["id"]) % 4 == 0
    return {"tag": tag["id"], "value": "yes" if holds else "no"}


def judge(report: Report, demo: Demo, crowd: Crowd, by_browser: int) -> None:
    """What the database knows of what was acknowledged: lost answers, doubled ones, items given to two."""
    recorded = Counter(str(one) for (one,) in demo.rows("select client_id from labeling_review"))
    lost = sum(one not in recorded for one in crowd.acknowledged)
    screen = demo.scalar(
        "select count(*) from labeling_review join auth_user on auth_user.id = curator_id"
        " where username = 'curator'"
    )
    twice = demo.scalar(
        "select count(*) from (select item_id from labeling_review join labeling_queueitem item"
        " on item.id = item_id where item.reason <> 'disagreement' and not exists (select from"
        " labeling_withdrawal where review_id = labeling_review.id)"
        " group by item_id having count(*) > 1) as several"
    )
    people = f"answers of {len(crowd.people)} people and a browser"
    told = len(crowd.acknowledged) + by_browser
    report.add("ack_of_others_p95_ms", float(np.percentile(crowd.ms, 95)), samples=len(crowd.ms), of=people)
    report.add("lost", float(lost + max(0, by_browser - screen)), samples=told, of=people)
    report.add("doubled", float(sum(n - 1 for n in recorded.values()) + twice), samples=told, of=people)
    report.require(f"nobody of the crowd was turned away ({crowd.failed[:3]})", holds=not crowd.failed)
