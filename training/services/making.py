"""One training: from a frozen snapshot to a version that the gate has judged."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.models import ProductImage, same_picture_as
from labeling.models import AuditImage
from training import runtime
from training.models import Calibration, Evaluation, LearningCurve, ModelVersion, TrainingRun, TunedEncoder
from training.runtime.reading import TextHead, fit_text
from training.services.calibrating import calibrated, calibrations
from training.services.comparing import judged
from training.services.curving import learning_curves
from training.services.evaluating import AuditTruth, audit_truth, evaluate
from training.services.gate import Judgement, overtaken
from training.services.reading import texts_of
from training.services.running import RunError, Watch
from training.services.serving import champion_head
from training.services.snapshots import Frozen
from training.services.vectors import Vectors, load_vectors

if TYPE_CHECKING:
    from training.runtime import FittedHead

logger = logging.getLogger(__name__)
State = TrainingRun.State


@dataclass(frozen=True)
class Measured:
    """What is known of an unsaved version: rows that are written with it."""

    figures: list[Evaluation]
    calibrations: list[Calibration]
    curves: list[LearningCurve]

    def write(self) -> None:
        Evaluation.objects.bulk_create(self.figures)
        Calibration.objects.bulk_create(self.calibrations)
        LearningCurve.objects.bulk_create(self.curves)


def train(run: TrainingRun) -> ModelVersion:
    """Fit a head on the run's snapshot, measure it beside the champion, and let the gate decide.

    Raises RunError where the run cannot or must not be finished; nothing is kept of it then.
    """
    watch = Watch(run)
    frozen = Frozen.from_bytes(bytes(run.snapshot.payload))
    vectors = _vectors(run, frozen)
    fitted = _fit(run, frozen, vectors, watch)
    reader = _reader(run, frozen, fitted, watch)
    watch(0.6, _("감사 세트에서 재는 중"))
    audit = audit_truth(run.snapshot.encoder_key)
    pushes = reader.pushes(texts_of(audit.vectors.image_ids.tolist())) if reader else None
    head = calibrated(fitted.head, audit, tags=frozen.tags.tolist(), pushes=pushes)
    watch(0.62, _("감사 세트에서 재는 중"))
    version = _version(run, frozen, head.to_bytes(), reader.to_bytes() if reader else b"")
    figures = evaluate(version, head, audit)
    kept = calibrations(version, fitted.head, head, audit, pushes=pushes)
    watch.done(_("감사 이미지 %(images)s장에서 쟀습니다 (%(seconds)s초)."), images=len(audit.truth))
    curves = _curves(version, frozen, vectors, audit, penalty=fitted.penalty, watch=watch)
    watch(0.95, _("지금 모델과 견주는 중"))
    champion = champion_head()
    judgement = judged(version, head, audit, champion=champion)
    _write(
        version,
        Measured(figures, kept, curves),
        judgement,
        watch,
        rival=champion[0].model_key if champion else "",
    )
    logger.info(
        "run %d on %d labels: %s after %.1f s", run.pk, run.snapshot.label_count, run.state, watch.seconds
    )
    return version


@transaction.atomic
def _write(
    version: ModelVersion, measured: Measured, judgement: Judgement, watch: Watch, *, rival: str
) -> None:
    """All of what was made, and who serves from now on; or nothing. `rival` is whom it was judged against."""
    watch.last_call()
    made_here = TunedEncoder.objects.select_for_update(no_key=True).filter(encoder_key=version.encoder_key)
    if any(encoder.retired_at for encoder in made_here):
        raise RunError(_("이 인코더는 그사이 물러났습니다."))
    if judgement.promoted and ModelVersion.objects.locked_champion_key() != rival:
        judgement = overtaken()
    now, run = timezone.now(), watch.run
    version.save()
    measured.write()
    if judgement.promoted:
        version.promote(now=now, reason=judgement.why % judgement.details, by=run.requested_by)
    state = State.PROMOTED if judgement.promoted else State.REJECTED
    run.finish(state, judgement.why, now=now, **judgement.details)


def _vectors(run: TrainingRun, frozen: Frozen) -> Vectors:
    vectors = load_vectors(run.snapshot.encoder_key, frozen.images.tolist())
    lost = np.setdiff1d(frozen.images, vectors.image_ids)
    if len(lost):
        raise RunError(_("벡터가 없는 이미지가 있습니다: %(images)s장"), images=len(lost))
    return vectors


def _fit(run: TrainingRun, frozen: Frozen, vectors: Vectors, watch: Watch) -> FittedHead:
    fitted = runtime.fit(
        embeddings=vectors.matrix[vectors.rows_of(frozen.images)],
        targets=frozen.taught(),
        weights=frozen.weights(),
        unlabeled=load_vectors(run.snapshot.encoder_key, _not_audited(frozen.unlabeled.tolist())).matrix,
        choice_groups=frozen.choice_groups,
        sample_groups=frozen.products,
        seed=run.seed,
        progress=lambda share, _what: watch(0.5 * share, _("답에서 배우는 중")),
    )
    watch.done(
        _("라벨 %(labels)s개, 사진 %(images)s장에서 배웠습니다 (%(seconds)s초)."),
        labels=run.snapshot.label_count,
        images=run.snapshot.image_count,
    )
    return fitted


def _not_audited(image_ids: list[int]) -> list[int]:
    """Since the snapshot some may have been drawn for the audit set, or turned out to be copies of it."""
    audited = same_picture_as(AuditImage.objects.photos_of_products())
    return list(ProductImage.objects.filter(pk__in=image_ids).exclude(audited).values_list("pk", flat=True))


def _reader(run: TrainingRun, frozen: Frozen, fitted: FittedHead, watch: Watch) -> TextHead | None:
    """What words about the products add, where they do; known only where some rows could be held out."""
    if fitted.held_out is None:
        return None
    reader = fit_text(
        frozen.read(),
        held_out=fitted.held_out,
        targets=frozen.targets(),
        weights=frozen.weights(),
        choice_groups=frozen.choice_groups,
        sample_groups=frozen.products,
        seed=run.seed,
        progress=lambda share, _what: watch(0.5 + 0.1 * share, _("상품 글에서 배우는 중")),
    )
    watch.done(
        _("상품 글이 도움이 되는 태그: %(tags)s개 (%(seconds)s초)."),
        tags=len(reader.columns) if reader else 0,
    )
    return reader


def _curves(
    version: ModelVersion,
    frozen: Frozen,
    vectors: Vectors,
    audit: AuditTruth,
    *,
    penalty: npt.NDArray[np.float32],
    watch: Watch,
) -> list[LearningCurve]:
    curves = learning_curves(
        version,
        frozen,
        vectors.matrix[vectors.rows_of(frozen.images)],
        audit,
        penalty=penalty,
        seed=version.run.seed,
        progress=lambda share, message: watch(0.65 + 0.3 * share, message),
    )
    drawn = sum(1 for curve in curves if curve.points)
    watch.done(_("태그 %(tags)s개의 학습 곡선을 그렸습니다 (%(seconds)s초)."), tags=drawn)
    return curves


def _version(run: TrainingRun, frozen: Frozen, head: bytes, text_head: bytes) -> ModelVersion:
    """Unsaved. Its key names encoder, head and run: of two runs the same bytes are still two versions."""
    digest = hashlib.sha256(run.snapshot.encoder_key.encode() + head + text_head).hexdigest()
    return ModelVersion(
        model_key=f"{digest[:12]}-{run.pk}",
        encoder_key=run.snapshot.encoder_key,
        run=run,
        tags=frozen.tags.tolist(),
        head=head,
        text_head=text_head,
        created_at=timezone.now(),
    )
