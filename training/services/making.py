"""One training: from a frozen snapshot to a version that the gate has judged."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from training import runtime
from training.models import Evaluation, ModelVersion, TrainingRun
from training.runtime import Head
from training.services.evaluating import AuditTruth, audit_truth, evaluate
from training.services.gate import judge
from training.services.serving import champion_head
from training.services.snapshots import Frozen
from training.services.vectors import load_vectors

if TYPE_CHECKING:
    from training.runtime import FittedHead

logger = logging.getLogger(__name__)
State = TrainingRun.State


class TrainingError(Exception):
    """A run that cannot be finished: why, with placeholders for its details; both are stored on the run."""

    def __init__(self, why: str, **details: str | int) -> None:
        super().__init__(why % details)
        self.why, self.details = why, details


def train(run: TrainingRun) -> ModelVersion:
    """Fit a head on the run's snapshot, measure it beside the champion, and let the gate decide."""
    frozen = Frozen.from_bytes(bytes(run.snapshot.payload))
    fitted = _fit(run, frozen)
    content = fitted.head.to_bytes()
    now = timezone.now()
    run.report(0.9, _("감사 세트에서 재는 중"), now=now)
    version = ModelVersion(
        model_key=_model_key(run, content),
        encoder_key=run.snapshot.encoder_key,
        run=run,
        tags=frozen.tags.tolist(),
        head=content,
        created_at=now,
    )
    audit = audit_truth(version.encoder_key)
    figures = evaluate(version, fitted.head, audit)
    champion = champion_head()
    rival = _measured(champion, audit, version.encoder_key) if champion else []
    judgement = judge(
        candidate=_mean_of(figures), champion=_mean_of(rival), has_champion=champion is not None
    )
    with transaction.atomic():
        version.save()
        Evaluation.objects.bulk_create(figures)
        if judgement.promoted:
            reason = judgement.why % judgement.details
            version.promote(now=now, reason=reason, by=run.requested_by)
        state = State.PROMOTED if judgement.promoted else State.REJECTED
        run.finish(state, judgement.why, now=now, **judgement.details)
    seconds = (timezone.now() - (run.started_at or now)).total_seconds()
    logger.info(
        "run %d on %d labels: %s after %.1f s", run.pk, run.snapshot.label_count, state.value, seconds
    )
    return version


def _measured(champion: tuple[ModelVersion, Head], audit: AuditTruth, encoder_key: str) -> list[Evaluation]:
    """The champion's figures on the same audit images, as its own encoder sees them."""
    version, head = champion
    own = audit if version.encoder_key == encoder_key else audit_truth(version.encoder_key)
    return evaluate(version, head, own)


def _fit(run: TrainingRun, frozen: Frozen) -> FittedHead:
    vectors = load_vectors(run.snapshot.encoder_key, frozen.images.tolist())
    lost = np.setdiff1d(frozen.images, vectors.image_ids)
    if len(lost):
        raise TrainingError(_("벡터가 없는 이미지가 있습니다: %(images)s장"), images=len(lost))

    def report(share: float, what: str) -> None:
        run.report(0.9 * share, _("답에서 배우는 중"), now=timezone.now())

    return runtime.fit(
        embeddings=vectors.matrix[vectors.rows_of(frozen.images)],
        targets=frozen.targets(),
        weights=frozen.weights(),
        choice_groups=frozen.choice_groups,
        sample_groups=frozen.products,
        seed=run.seed,
        progress=report,
    )


def _model_key(run: TrainingRun, head: bytes) -> str:
    """Names encoder, head and run: two runs that give the same bytes are still two versions."""
    digest = hashlib.sha256(run.snapshot.encoder_key.encode() + head).hexdigest()
    return f"{digest[:12]}-{run.pk}"


def _mean_of(figures: list[Evaluation]) -> Evaluation | None:
    return next((figure for figure in figures if figure.tag_id is None), None)
