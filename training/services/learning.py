"""From verdicts to a champion: when to train, the training itself, and the gate behind it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.services.settings import value_of
from labeling.models import Label, Review
from labeling.services.unsaid import reviews_unsaid
from training.models import ModelVersion, Snapshot, TrainingRun
from training.services.locks import Lock, held
from training.services.making import train
from training.services.running import RunError
from training.services.serving import learning_encoder_key, serving_encoder_key
from training.services.snapshots import freeze
from training.services.sourced import sources_not_learned_from

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)
State = TrainingRun.State
ATTEMPTS = 3
"""At a snapshot whose training kills its process: it would kill the next one too."""


def request_training(*, by: User | None, now: dt.datetime, encoder_key: str = "") -> TrainingRun | None:
    """Ask for a training on what is known now; None while nothing is. The same labels make no second run.

    On the serving encoder's embeddings, unless another is named. Whoever asks after audit images were
    answered gets the same labels learned again, and measured and calibrated on all that is known.
    """
    snapshot = freeze(encoder_key=encoder_key or serving_encoder_key(), now=now)
    if snapshot is None:
        return None
    with transaction.atomic():
        # Two who ask at once get one run.
        Snapshot.objects.select_for_update(no_key=True).only("pk").get(pk=snapshot.pk)
        runs = snapshot.runs.heads().exclude(state__in=[State.FAILED, State.CANCELLED])
        done = runs.order_by("-pk").first()
        if (
            done
            and not _was_followed(done)
            and not (by and done.finished_at and audit_answered_since(done.finished_at))
        ):
            return done
        return TrainingRun.objects.create(snapshot=snapshot, requested_by=by, created_at=now)


def _was_followed(done: TrainingRun) -> bool:
    """Whether something else was learned since: what was taken back, and stands again, is learned again."""
    later = TrainingRun.objects.heads().exclude(state__in=[State.FAILED, State.CANCELLED])
    later = later.filter(pk__gt=done.pk, snapshot__encoder_key=done.snapshot.encoder_key)
    return later.exclude(snapshot=done.snapshot_id).exists()


def audit_answered_since(moment: dt.datetime) -> bool:
    return Label.objects.audited().filter(updated_at__gt=moment).exists()


def reviews_not_learned_from() -> int:
    """Answered reviews that no snapshot on the serving encoder knows, and known ones that were taken back, or
    stand again, since; audit answers teach nothing."""
    known = Snapshot.objects.filter(encoder_key=serving_encoder_key())
    last = known.aggregate(review=Max("last_review_id"), at=Max(Coalesce("seen_at", "created_at")))
    newest = last["review"] or 0
    unsaid = reviews_unsaid(upto=newest, since=last["at"]) if last["at"] else 0
    return Review.objects.teaching().filter(pk__gt=newest).count() + unsaid


def retrain_if_due(*, now: dt.datetime) -> TrainingRun | None:
    """Run the training that waits, or the one that is due; the run, or None. One at a time, whoever asks.

    A run that says it is running although nobody holds the lock was killed: it is closed as failed, and its
    snapshot gets a new run, unless it has killed its process time and again.
    """
    with held(Lock.TRAINING) as ours:
        if not ours:
            return None
        for orphan in TrainingRun.objects.heads().running():
            _close(orphan, now=now)
        run = TrainingRun.objects.heads().waiting().first() or _due(now)
        if run is None or not run.claim(now=now):
            return None
        try:
            train(run)
        except RunError as error:
            run.finish(error.ends_as, error.why, now=timezone.now(), **error.details)
        except Exception as error:
            logger.exception("run %s failed", run.pk)
            why = f"{type(error).__name__}: {error}"[:400]
            run.finish(State.FAILED, _("오류로 멈췄습니다: %(why)s"), now=timezone.now(), why=why)
            raise
        return run


@transaction.atomic
def _close(orphan: TrainingRun, *, now: dt.datetime) -> None:
    """What was to be cancelled is; what was not is tried again, unless it has killed its process often."""
    if orphan.cancel_asked_at is not None:
        person = str(orphan.cancel_asked_by or "?")
        orphan.finish(State.CANCELLED, _("%(person)s 님이 취소했습니다."), now=now, person=person)
    elif orphan.snapshot.runs.heads().filter(state=State.FAILED).count() < ATTEMPTS - 1:
        orphan.finish(State.FAILED, _("학습 프로세스가 멈췄습니다. 다시 시작합니다."), now=now)
        TrainingRun.objects.create(snapshot=orphan.snapshot, requested_by=orphan.requested_by, created_at=now)
    else:
        orphan.finish(State.FAILED, _("학습 프로세스가 거듭 멈췄습니다. 다시 시작하지 않습니다."), now=now)


def _due(now: dt.datetime) -> TrainingRun | None:
    """A training that nobody asked for: enough was said, or another encoder of the settings is ready."""
    enough = reviews_not_learned_from() >= value_of("retrain_after") or sources_not_learned_from()
    if not enough and not ModelVersion.objects.exists():
        return None
    encoder_key = learning_encoder_key()
    if enough or not Snapshot.objects.filter(encoder_key=encoder_key).exists():
        return request_training(by=None, now=now, encoder_key=encoder_key)
    return None
