"""Fine-tuning of the CNN: asked for by people, carried out one at a time, and what becomes of its encoder.

A new encoder is a candidate. The sweep builds its embeddings beside the old ones, then a head learns on them,
and the gate judges that head as any other. Its promotion is the switch of everything, because the champion
names its encoder; its rejection retires the encoder. Until then the run is under way.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from catalog.models import Embedding
from training import runtime
from training.models import ModelVersion, Promotion, Snapshot, TrainingRun, TunedEncoder
from training.services.learning import ATTEMPTS, request_training
from training.services.locks import Lock, held
from training.services.running import Cancelled, OutOfTime, RunError, Watch
from training.services.serving import serving_encoder_key
from training.services.tuning_run import TUNED, tune

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from training.models.run import TrainingRunQuerySet

logger = logging.getLogger(__name__)
State = TrainingRun.State
BUILT = 0.97
"""Share of a whole run when the embeddings are built, and the new head has its turn."""


@dataclass(frozen=True)
class Plan:
    """How a fine-tuning is to be: rounds at most, and minutes to learn; None leaves it to the recipe."""

    epochs: int | None = None
    minutes: float | None = None
    seed: int = 0


def request_tuning(
    *, by: User | None, now: dt.datetime, plan: Plan | None = None, resume: bool | None = None
) -> TrainingRun | None:
    """Ask for a fine-tuning; None while nobody said anything. One that is not over is what you get instead.

    One that was killed or ran out of time is gone on with, on the labels and the plan that it began with;
    `resume=True` goes on with a cancelled one, too, and `resume=False` begins anew. A head learns the same
    labels on the embeddings as they are: the new encoder has to be better than that.
    """
    head = request_training(by=by, now=now)
    if head is None:
        return None
    with transaction.atomic():
        # Two who ask at once get one run.
        Snapshot.objects.select_for_update(no_key=True).only("pk").get(pk=head.snapshot_id)
        runs = TrainingRun.objects.encoders()
        if under_way := runs.unfinished().first():
            return under_way
        broken_off = interrupted() if resume is not False else None
        if broken_off and (resume or broken_off.state == State.FAILED):
            return _again(broken_off, by=by, now=now)
        asked = plan or Plan()
        return runs.create(
            kind=TrainingRun.Kind.ENCODER,
            snapshot=head.snapshot,
            seed=asked.seed,
            plan={**asdict(asked), "folder": uuid.uuid4().hex},
            requested_by=by,
            created_at=now,
        )


def interrupted() -> TrainingRun | None:
    """The last fine-tuning, if there is more in it: it was cancelled, killed, or ran out of time."""
    last = TrainingRun.objects.encoders().finished().first()
    if last is None or not last.plan.get("unfinished") or _attempts(last) >= ATTEMPTS:
        return None
    return last


def _attempts(run: TrainingRun) -> int:
    """How often the work in its folder has failed: what kills its process would kill the next one, too."""
    same = TrainingRun.objects.encoders().filter(plan__folder=run.plan["folder"], state=State.FAILED)
    return same.exclude(plan__has_key="out_of_time").count()


def _again(run: TrainingRun, *, by: User | None, now: dt.datetime) -> TrainingRun:
    plan = {name: value for name, value in run.plan.items() if name != "out_of_time"}
    return TrainingRun.objects.create(
        kind=run.kind, snapshot=run.snapshot, seed=run.seed, plan=plan, requested_by=by, created_at=now
    )


def tune_if_asked(*, now: dt.datetime) -> TrainingRun | None:
    """See to the candidate that is there, else to the fine-tuning that was asked for; that run, or None."""
    with held(Lock.TUNING) as ours:
        if not ours:
            return None
        for run in TrainingRun.objects.encoders().running():
            tuned = TunedEncoder.objects.filter(run=run).first()
            if tuned is None:
                _mourn(run, now=now)
            else:
                see_to(tuned, run, now=now)
                return run
        asked = TrainingRun.objects.encoders().waiting().first()
        if asked is None or not asked.claim(now=now):
            return None
        _carry_out(asked, now=now)
        return asked


def _mourn(run: TrainingRun, *, now: dt.datetime) -> None:
    """It says that it runs although nobody holds the lock: its process was killed."""
    if run.cancel_asked_at is not None:
        person = str(run.cancel_asked_by or "?")
        run.finish(State.CANCELLED, _("%(person)s 님이 취소했습니다."), now=now, person=person)
        return
    run.finish(
        State.FAILED, _("미세 조정 프로세스가 멈췄습니다. 마지막으로 저장한 곳에서 이어 갑니다."), now=now
    )
    if interrupted() == run and not TrainingRun.objects.encoders().waiting().exists():
        _again(run, by=run.requested_by, now=now)


def _carry_out(run: TrainingRun, *, now: dt.datetime) -> None:
    try:
        tune(run, now=now)
    except RunError as error:
        if isinstance(error, OutOfTime):
            run.plan["out_of_time"] = True
        elif not isinstance(error, Cancelled):
            run.plan["unfinished"] = False  # it would fail again
        run.save(update_fields=["plan"])
        run.finish(error.ends_as, error.why, now=timezone.now(), **error.details)
    except Exception as error:
        logger.exception("run %s failed", run.pk)
        why = f"{type(error).__name__}: {error}"[:400]
        run.finish(State.FAILED, _("오류로 멈췄습니다: %(why)s"), now=timezone.now(), why=why)
        raise


def see_to(tuned: TunedEncoder, run: TrainingRun, *, now: dt.datetime) -> None:
    """End the run when its encoder was judged; until then tell how far its embeddings are."""
    heads = TrainingRun.objects.heads().filter(snapshot__encoder_key=tuned.encoder_key)
    judged = heads.finished().first()
    if heads.filter(state=State.PROMOTED).exists():
        gain = _("새 인코더가 쓰입니다: 남겨 둔 사진에서 평균 정밀도가 %(gain)s 올랐고, 관문을 지났습니다.")
        run.finish(State.PROMOTED, gain, now=now, gain=f"{tuned.gain or 0:+.3f}")
    elif run.plan.get("base") not in (None, runtime.encoder_key()):
        _retire(tuned, now=now)
        run.finish(
            State.FAILED, _("설정의 인코더가 바뀌어, 이전 것에서 나온 이 인코더는 쓰지 않습니다."), now=now
        )
    elif run.cancel_asked_at is None and _was_not_judged(heads):
        request_training(by=None, now=now, encoder_key=tuned.encoder_key)
    elif judged is not None and not heads.unfinished().exists():
        _retire(tuned, now=now)
        run.note(_("새 인코더로 배운 모델이 쓰이지 못해 이 인코더는 그만 씁니다."), now=now)
        state = State.REJECTED if judged.state == State.REJECTED else State.FAILED
        run.finish(state, judged.message, now=now, **judged.details)
    else:
        _build(tuned, run, now=now)


def _was_not_judged(heads: TrainingRunQuerySet) -> bool:
    """The head on the new embeddings ended before the gate, and not so often that another would, too."""
    last = heads.finished().first()
    if last is None or last.state != State.FAILED or heads.unfinished().exists():
        return False
    return heads.filter(state=State.FAILED).count() < ATTEMPTS


def _build(tuned: TunedEncoder, run: TrainingRun, *, now: dt.datetime) -> None:
    seen = Embedding.objects.filter(encoder_key=tuned.encoder_key).count()
    total = max(seen, Embedding.objects.filter(encoder_key=serving_encoder_key()).count(), 1)
    try:
        Watch(run)(
            TUNED + (BUILT - TUNED) * seen / total,
            _("새 인코더로 사진을 다시 보는 중: %(seen)s/%(total)s"),
            seen=seen,
            total=total,
        )
    except RunError as error:
        _retire(tuned, now=now)
        run.finish(error.ends_as, error.why, now=now, **error.details)


@transaction.atomic
def choose(version: ModelVersion, *, by: User, now: dt.datetime) -> Promotion:
    """A person makes this version serve, back or forward: with its encoder, and without the one before."""
    promotion = version.promote(now=now, reason=gettext("사람이 골랐습니다."), by=by)
    before = promotion.previous
    if before is not None and before.encoder_key != version.encoder_key:
        TunedEncoder.objects.filter(encoder_key=before.encoder_key).update(retired_at=now)
        TunedEncoder.objects.filter(encoder_key=version.encoder_key).update(retired_at=None)
    return promotion


def _retire(tuned: TunedEncoder, *, now: dt.datetime) -> None:
    """No more embeddings for it, unless it has become the champion's meanwhile."""
    if tuned.encoder_key != serving_encoder_key():
        TunedEncoder.objects.filter(pk=tuned.pk, retired_at=None).update(retired_at=now)
