"""From verdicts to a champion: when to train, the training itself, and the gate behind it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from labeling.models import Review
from training import runtime
from training.models import Evaluation, ModelVersion, Snapshot, TrainingRun
from training.runtime import Head
from training.services.evaluating import AuditTruth, audit_truth, evaluate
from training.services.gate import judge
from training.services.locks import Lock, held
from training.services.serving import champion_head, learning_encoder_key, serving_encoder_key
from training.services.snapshots import Frozen, freeze
from training.services.vectors import load_vectors

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from training.runtime import FittedHead

logger = logging.getLogger(__name__)
State = TrainingRun.State
ATTEMPTS = 3
"""At a snapshot whose training kills its process: it would kill the next one too."""


class TrainingError(Exception):
    """A run that cannot be finished: why, with placeholders for its details; both are stored on the run."""

    def __init__(self, why: str, **details: str | int) -> None:
        super().__init__(why % details)
        self.why, self.details = why, details


def request_training(*, by: User | None, now: dt.datetime, encoder_key: str = "") -> TrainingRun | None:
    """Ask for a training on what is known now; None while nothing is. The same labels make no second run.

    On the serving encoder's embeddings, unless another is named.
    """
    snapshot = freeze(encoder_key=encoder_key or serving_encoder_key(), now=now)
    if snapshot is None:
        return None
    with transaction.atomic():
        # Two who ask at once get one run.
        Snapshot.objects.select_for_update(no_key=True).only("pk").get(pk=snapshot.pk)
        done = snapshot.runs.exclude(state=State.FAILED).first()
        return done or TrainingRun.objects.create(snapshot=snapshot, requested_by=by, created_at=now)


def reviews_not_learned_from() -> int:
    """Answered reviews that no snapshot knows; audit answers are never learned from."""
    newest = Snapshot.objects.order_by("-last_review_id").values_list("last_review_id", flat=True).first()
    return Review.objects.teaching().filter(pk__gt=newest or 0).count()


def retrain_if_due(*, now: dt.datetime) -> TrainingRun | None:
    """Run the training that waits, or the one that is due; the run, or None. One at a time, whoever asks.

    A run that says it is running although nobody holds the lock was killed: it is closed as failed, and its
    snapshot gets a new run, unless it has killed its process time and again.
    """
    with held(Lock.TRAINING) as ours:
        if not ours:
            return None
        for orphan in TrainingRun.objects.running():
            orphan.finish(State.FAILED, _("학습 프로세스가 멈췄습니다. 다시 시작합니다."), now=now)
            if orphan.snapshot.runs.filter(state=State.FAILED).count() < ATTEMPTS:
                TrainingRun.objects.create(
                    snapshot=orphan.snapshot, requested_by=orphan.requested_by, created_at=now
                )
        run = TrainingRun.objects.waiting().first() or _due(now)
        if run is None or not run.claim(now=now):
            return None
        try:
            train(run)
        except TrainingError as error:
            run.finish(State.FAILED, error.why, now=timezone.now(), **error.details)
        except Exception as error:
            logger.exception("run %s failed", run.pk)
            why = f"{type(error).__name__}: {error}"[:400]
            run.finish(State.FAILED, _("오류로 멈췄습니다: %(why)s"), now=timezone.now(), why=why)
            raise
        return run


def _due(now: dt.datetime) -> TrainingRun | None:
    """A training that nobody asked for: enough was said, or another encoder of the settings is ready."""
    enough = reviews_not_learned_from() >= settings.RETRAIN_AFTER
    if not enough and not ModelVersion.objects.exists():
        return None
    encoder_key = learning_encoder_key()
    if enough or not Snapshot.objects.filter(encoder_key=encoder_key).exists():
        return request_training(by=None, now=now, encoder_key=encoder_key)
    return None


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
