"""One fine-tuning: from a frozen snapshot to an encoder that is a candidate, or to the reason for none."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.models import ProductImage
from catalog.services.photos import open_photo
from catalog.services.regions import curated_boxes
from training import runtime
from training.models import TrainingRun, TunedEncoder
from training.runtime import tuning
from training.services.running import RunError, Watch
from training.services.snapshots import Frozen

if TYPE_CHECKING:
    from training.runtime import Box, Look
    from training.runtime.tuning import Moment, Outcome

logger = logging.getLogger(__name__)
State = TrainingRun.State
PORTION = 32
READ, TUNED = 0.05, 0.8
"""Shares of a whole run: after reading the photos, and after the tuning, when embeddings are built."""


def tune(run: TrainingRun, *, now: dt.datetime) -> TunedEncoder | None:
    """Fine-tune the settings' encoder on the run's snapshot; None, and rejected, where it gains nothing.

    Raises RunError where it cannot be done, is cancelled, or takes too long; `run.plan` says whether there is
    something to go on with.
    """
    watch, folder = Watch(run), folder_of(run)
    run.plan |= {"base": runtime.encoder_key(), "unfinished": True}
    run.save(update_fields=["plan"])
    forget_folders(but=folder)
    if not tuning.is_filled(folder):
        _fill(folder, Frozen.from_bytes(bytes(run.snapshot.payload)), watch)
    tuning.order(
        folder,
        seed=run.seed,
        epochs=run.plan.get("epochs"),
        minutes=run.plan.get("minutes"),
        threads=int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1),
    )
    _carry_out(folder, watch)
    outcome, weights = tuning.outcome(folder)
    watch.note(
        _("%(epochs)s번 돌았습니다: 남겨 둔 사진의 평균 정밀도 %(before)s → %(after)s (초당 %(pace)s장)"),
        epochs=outcome.epochs,
        pace=f"{outcome.images_per_second:.0f}",
        **_change(outcome),
    )
    better = outcome.after > outcome.before
    tuned = _keep(run, outcome, weights, now) if better else None
    run.plan["unfinished"] = False
    run.save(update_fields=["plan"])
    shutil.rmtree(folder)
    if tuned is None:
        run.finish(
            State.REJECTED,
            _("이미 있는 인코더와 같습니다. 인코더를 바꾸지 않습니다.")
            if better
            else _(
                "남겨 둔 사진에서 나아지지 않았습니다 (평균 정밀도 %(before)s). 인코더를 바꾸지 않습니다."
            ),
            now=timezone.now(),
            **_change(outcome),
        )
    return tuned


def folder_of(run: TrainingRun) -> Path:
    """Where it works, and where one that goes on with it will; it is there afterwards."""
    folder = Path(settings.VAR_DIR) / "tuning" / str(run.plan["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_folders(*, but: Path) -> None:
    """Thousands of photos take gigabytes: what an earlier one left for being gone on with is over."""
    for folder in but.parent.iterdir():
        if folder != but:
            shutil.rmtree(folder)


def _fill(folder: Path, frozen: Frozen, watch: Watch) -> None:
    """The photos as the encoder sees them and what was said of them. Raises RunError where none opens."""
    kept: list[int] = []
    pixels = None
    total = len(frozen.images)
    for row, look in _looks(frozen.images.tolist()):
        if look is not None:
            if pixels is None:
                pixels = tuning.pixels_in(folder, (total, *look.pixels.shape))
            pixels[len(kept)] = look.pixels
            kept.append(row)
        watch(READ * (row + 1) / total, _("사진을 읽는 중: %(done)s/%(total)s"), done=row + 1, total=total)
    if pixels is None:
        raise RunError(_("답이 달린 사진을 하나도 열 수 없습니다."))
    if len(kept) < total:
        watch.note(_("사진 %(lost)s장은 열 수 없어 빼고 배웁니다."), lost=total - len(kept))
    tuning.fill(
        folder,
        targets=frozen.targets()[kept],
        weights=frozen.weights()[kept],
        groups=frozen.products[kept],
        choice_groups=frozen.choice_groups,
    )


def _looks(image_ids: list[int]) -> Iterator[tuple[int, Look | None]]:
    """Each image's row and views; None where the photo is gone or broken."""
    hashes = dict(ProductImage.objects.filter(pk__in=image_ids).values_list("pk", "sha256"))
    boxes = curated_boxes(image_ids)
    with ThreadPoolExecutor(os.cpu_count(), "look") as pool:
        for start in range(0, len(image_ids), PORTION):
            portion = image_ids[start : start + PORTION]
            # Only files are touched in the threads: the database stays here.
            looks = pool.map(_look, map(hashes.get, portion), map(boxes.get, portion))
            yield from enumerate(looks, start)


def _look(sha256: str | None, region: Box | None) -> Look | None:
    if sha256 is None:
        return None
    try:
        with open_photo(sha256) as file:
            return runtime.look(file, region)
    except OSError:
        return None  # counted by the caller


def _carry_out(folder: Path, watch: Watch) -> None:
    """Follow the tuning's own process: a cancel is heard each second, whatever it is doing."""
    share, epoch = READ, 0
    message, details = _("학습을 시작하는 중"), dict[str, str | int]()
    with closing(tuning.moments(folder)) as moments:
        try:
            for moment in moments:
                if moment is not None:
                    share = READ + (TUNED - READ) * moment.share
                    message, details = _said(moment)
                    if moment.precision is not None and moment.epoch > epoch > 0:
                        watch.note(
                            _("%(epoch)s번째 돌기를 마쳤습니다: 남겨 둔 사진의 평균 정밀도 %(precision)s"),
                            epoch=epoch,
                            precision=f"{moment.precision:.3f}",
                        )
                    epoch = moment.epoch
                watch(share, message, **details)
        except tuning.TuningFailed as error:
            raise RunError(_("미세 조정을 할 수 없습니다: %(reason)s"), reason=str(error)[:300]) from error


def _said(moment: Moment) -> tuple[str, dict[str, str | int]]:
    if not moment.epoch:
        return _("사진을 앞쪽 층에 통과시키는 중"), {}
    minutes = moment.seconds_left / 60
    return _(
        "%(epochs)s번 중 %(epoch)s번째, 묶음 %(batch)s/%(batches)s, 초당 %(pace)s장, 약 %(minutes)s분 남음"
    ), {
        "epoch": moment.epoch,
        "epochs": moment.epochs,
        "batch": moment.batch,
        "batches": moment.batches,
        "pace": f"{moment.images_per_second:.0f}",
        "minutes": f"{minutes:.0f}" if minutes >= 1 else "<1",
    }


def _change(outcome: Outcome) -> dict[str, str | int]:
    return {"before": f"{outcome.before:.3f}", "after": f"{outcome.after:.3f}"}


def _keep(run: TrainingRun, outcome: Outcome, weights: bytes, now: dt.datetime) -> TunedEncoder | None:
    """The weights in the storage and the row that vouches for them; None where they serve or wait already.

    Where the same came out of an earlier run and was retired, it is a candidate once more.
    """
    known = TunedEncoder.objects.filter(encoder_key=outcome.key).first()
    if known is not None:
        if known.retired_at is None:
            return None
        known.run, known.retired_at = run, None
        known.save(update_fields=["run", "retired_at"])
        return known
    digest = hashlib.sha256(weights).hexdigest()
    name = f"encoders/{outcome.key}-{digest[:12]}.safetensors"
    if default_storage.exists(name):  # left by a crash a moment before the row was written
        default_storage.delete(name)
    return TunedEncoder.objects.create(
        encoder_key=outcome.key,
        network=settings.ENCODER,
        run=run,
        file=default_storage.save(name, ContentFile(weights)),
        sha256=digest,
        gain=outcome.after - outcome.before,
        created_at=now,
    )
