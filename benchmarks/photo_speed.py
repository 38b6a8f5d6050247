"""From the upload to the results, over HTTP as the page does it, against a running demo."""

from __future__ import annotations

import io
import os
import time
from argparse import Namespace
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import HTTPCookieProcessor, Request, build_opener

import desk_crowd
import numpy as np
from desk import EMBEDDED
from desk import _some as some_of
from figures import Report
from photos import Photos
from PIL import Image

from tests.e2e.demo import Demo, running_demo

CATALOG, QUICK_CATALOG = 1000, 150
UPLOADS, QUICK_UPLOADS = 100, 10
PEOPLE, RETRAIN_AFTER = 8, 5
FIRST_LOOK, GROWTH, LONGEST_WAIT = 0.040, 1.15, 2.0  # static/js/photowait.js
PAUSE = 0.3  # seconds between two photos: one shopper, not a queue of them
GIVE_UP = 30.0
SIDE = 1600  # static/js/photoshrink.js
RUNS = (
    "select extract(epoch from started_at), extract(epoch from coalesce(finished_at, now()))"
    " from training_trainingrun where started_at is not null"
)
INDEXED = "select exists (select from recommender_stylespace where state = 'serving')"


class Shopper:
    """A browser without the screen."""

    def __init__(self, demo: Demo) -> None:
        self._address, self._cookies = demo.address, CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies))
        self._opener.open(f"{self._address}/style/photo/").close()

    def seconds_to_results(self, photo: bytes) -> float:
        """Upload, be sent on to the page, ask until the results are there."""
        token = next(cookie.value for cookie in self._cookies if cookie.name == "csrftoken")
        boundary = "photo-of-a-shopper"
        part = f"--{boundary}\r\nContent-Disposition: form-data; name="
        head = f'{part}"csrfmiddlewaretoken"\r\n\r\n{token}\r\n{part}"photo"; filename="p.jpg"\r\n\r\n'
        body = head.encode() + photo + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        begun = time.perf_counter()
        with self._opener.open(Request(f"{self._address}/style/photo/", body, headers)) as page:  # noqa: S310
            here = page.geturl()
            page.read()
        pause = FIRST_LOOK
        while time.perf_counter() - begun < GIVE_UP:
            time.sleep(pause)
            with self._opener.open(f"{here}found/") as answer:
                found = answer.read()
                if answer.status == 200:
                    assert b"product__link" in found, "the results are empty"
                    return time.perf_counter() - begun
            pause = min(pause * GROWTH, LONGEST_WAIT)
        raise TimeoutError(f"no results within {GIVE_UP:.0f} s")


def measure(report: Report, found: Photos, options: Namespace) -> None:
    """`upload_to_results_p95_ms` on idle cores, and `…_retraining` of the photos that met a training."""
    os.environ["MOODLOOP_PHOTOS_PER_MINUTE"] = "1000000"
    count = QUICK_UPLOADS if options.quick else UPLOADS
    with TemporaryDirectory(prefix="photo-") as scratch:
        folder, var_dir = Path(scratch) / "catalog", Path(scratch) / "var"
        folder.mkdir()
        var_dir.mkdir()
        catalog = some_of(found, folder, QUICK_CATALOG if options.quick else CATALOG, report.seed)
        sent = [_as_a_phone(path) for path in sorted(folder.glob("*.*")) if path.suffix != ".csv"][:count]
        with running_demo(var_dir=var_dir, catalog=catalog, retrain_after=RETRAIN_AFTER) as demo:
            demo.wait_for(EMBEDDED, seconds=1800)
            demo.wait_for(INDEXED, seconds=300)
            shopper = Shopper(demo)
            shopper.seconds_to_results(sent[0])
            idle = [one for one, _ in _uploads(shopper, sent)]
            _tell(report, idle, "", "uploads on idle cores")
            people = desk_crowd.enrol(demo, PEOPLE)
            with desk_crowd.Crowd(demo, people, seed=report.seed):
                demo.wait_for("select count(*) > 0 from training_trainingrun", seconds=300)
                busy = _uploads(shopper, sent)
            met = [seconds for seconds, at in busy if _met_a_training(demo, at, seconds)]
            _tell(report, met, "_retraining", f"of {len(busy)} uploads, those that met a training")
            if options.shots is not None:
                import photo_shots  # noqa: PLC0415 (a browser, which nothing else here needs)

                photo_shots.take(demo, sent[0], options.shots)


def _uploads(shopper: Shopper, photos: list[bytes]) -> list[tuple[float, float]]:
    """For each photo the seconds that it took, and when it was sent."""
    took = []
    for photo in photos:
        time.sleep(PAUSE)
        at = time.time()
        took.append((shopper.seconds_to_results(photo), at))
    return took


def _met_a_training(demo: Demo, at: float, seconds: float) -> bool:
    return any(begun < at + seconds and at < ended for begun, ended in demo.rows(RUNS))


def _tell(report: Report, seconds: list[float], suffix: str, of: str) -> None:
    values = 1000 * np.array(seconds)
    for quantile in (50, 95):
        value = float(np.percentile(values, quantile)) if len(values) else float("nan")
        bounds = {"low": float(values.min()), "high": float(values.max())} if len(values) else {}
        report.add(f"upload_to_results_p{quantile}_ms{suffix}", value, samples=len(values), of=of, **bounds)


def _as_a_phone(path: Path) -> bytes:
    """As large as the page sends it."""
    with Image.open(path) as file:
        picture = file.convert("RGB")
    scale = SIDE / max(picture.size)
    out = io.BytesIO()
    picture.resize((round(picture.width * scale), round(picture.height * scale))).save(
        out, "JPEG", quality=90
    )
    return out.getvalue()
