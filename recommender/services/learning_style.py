"""The sweep that makes style spaces, has them judged, and lets them serve."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_noop as _

from catalog.models import Embedding
from catalog.services.locks import held
from labeling.models import Label
from recommender.models import FrozenQuery, StyleSpace
from recommender.runtime.style import ENOUGH, FittedStyle, StyleMap, fit_style, plain_map
from recommender.services.frozen import draw_queries
from recommender.services.indexing import rebuild
from recommender.services.judging import Judged, judge
from recommender.services.style import space_of
from training.models import ModelVersion
from training.services.serving import serving_encoder_key
from training.services.snapshots import Frozen
from training.services.vectors import Vectors, load_vectors

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOCK = 5_020_211
LEAST_PHOTOS = 50
"""For a space of any use: of fewer photos the directions are those of the photos."""
MADE_FROM = 20_000
"""Photos that a space's directions are found on, at most: beyond, they move no more."""
SEED = 0
State = StyleSpace.State


def learn_style(*, now: dt.datetime) -> StyleSpace | None:
    """Do the next thing that is due; the space it was about, or None. One sweep at a time.

    Each step is written down before the next: what is cut off goes on with the next sweep.
    """
    with held(LOCK) as ours:
        if not ours:
            return None
        chosen = StyleSpace.objects.chosen().first()
        if chosen is not None:
            return switch(chosen, now=now)
        serving = StyleSpace.objects.serving()
        if serving is None:
            encoder_key = serving_encoder_key()
            return first_space(encoder_key, now=now) if encoder_key else None
        waiting = StyleSpace.objects.waiting().first()
        if waiting is not None and _may_be_judged(waiting):
            return decide(waiting, serving, now=now)
        champion = ModelVersion.objects.defer("head", "text_head").champion()
        if champion is None or _is_learned(champion):
            return None
        return decide(learned_space(champion, now=now), serving, now=now)


def first_space(encoder_key: str, *, now: dt.datetime) -> StyleSpace | None:
    """Before anybody taught anything: the directions in which photos differ. It serves at once."""
    drawn = _drawn(encoder_key)
    if len(drawn.image_ids) < LEAST_PHOTOS:
        return None
    found = plain_map(drawn.matrix)
    with transaction.atomic():
        space = _keep(found, StyleSpace(encoder_key=encoder_key, image_count=len(drawn.image_ids)), now)
        space.reason = _("첫 스타일 공간입니다. 사람의 답은 아직 배우지 않았습니다.")
        space.save(update_fields=["reason"])
        space.serve(now=now)
    return space


def learned_space(champion: ModelVersion, *, now: dt.datetime) -> StyleSpace:
    """A candidate from the very labels that the champion learned from, on the champion's encoder."""
    frozen = Frozen.from_bytes(bytes(champion.run.snapshot.payload))
    vectors = load_vectors(champion.encoder_key, frozen.images.tolist())
    rows = np.searchsorted(frozen.images, vectors.image_ids)
    targets, weights = frozen.targets()[rows], frozen.weights()[rows]
    for group in frozen.choice_groups:  # one that holds is a no for its siblings
        columns = list(group)
        implied = np.isnan(targets[:, columns]) & (targets[:, columns] > 0.5).any(axis=1, keepdims=True)
        targets[:, columns] = np.where(implied, 0.0, targets[:, columns])
        weights[:, columns] = np.where(implied, 1.0, weights[:, columns])
    among = _drawn(champion.encoder_key)
    fitted = fit_style(
        embeddings=vectors.matrix,
        targets=targets,
        weights=weights,
        sample_groups=frozen.products[rows],
        among=among.matrix,
        seed=SEED,
    )
    about = StyleSpace(
        encoder_key=champion.encoder_key,
        model_key=champion.model_key,
        learned_share=fitted.share,
        image_count=len(among.image_ids),
        label_count=len(frozen.value),
        figures={"held_out": _told(fitted)},
    )
    return _keep(fitted.map, about, now)


def decide(candidate: StyleSpace, serving: StyleSpace, *, now: dt.datetime) -> StyleSpace:
    """Judge a candidate on the frozen queries: chosen, sent away, or left to a person where they are few."""
    draw_queries(now=now)
    judged = judge(space_of(serving.key), space_of(candidate.key))
    told = {"beside": serving.key, "answered": _answered()}
    candidate.figures = {**candidate.figures, **judged.figures, **told}
    candidate.comparison = judged.comparison
    StyleSpace.objects.filter(pk=candidate.pk).update(
        figures=candidate.figures, comparison=candidate.comparison
    )
    state, reason, details = _ruling(candidate, serving, judged)
    older = StyleSpace.objects.waiting().exclude(pk=candidate.pk)
    if state != State.REJECTED:
        for other in older:
            other.decide(State.REJECTED, _("더 새로운 후보가 나왔습니다."), now=now)
    if state == State.CANDIDATE:
        StyleSpace.objects.filter(pk=candidate.pk).update(reason=reason, details=details)
        candidate.reason, candidate.details = reason, details
    else:
        candidate.decide(state, reason, now=now, details=details)
    return candidate


def _ruling(
    candidate: StyleSpace, serving: StyleSpace, judged: Judged
) -> tuple[str, str, dict[str, str | int]]:
    details: dict[str, str | int] = {}
    for kind in FrozenQuery.Kind.values:
        found = judged.differences.get(kind)
        details[kind] = f"{found.before:.2f} → {found.after:.2f}" if found else "–"
    if judged.worse:
        details["worse"] = ", ".join(judged.worse)
        return (
            State.REJECTED,
            _("뚜렷이 나빠진 질문이 있습니다: 스타일 %(style)s · 태그 %(tag)s · 사진 %(photo)s"),
            details,
        )
    if not candidate.learned_share and candidate.encoder_key == serving.encoder_key:
        return State.REJECTED, _("아직 배운 것이 맨 임베딩보다 낫지 않습니다."), details
    counts = {kind: judged.queries(kind) for kind in FrozenQuery.Kind.values}
    if min(counts.values()) < ENOUGH:  # what was judged on few passes no more than it rejects
        details |= {"least": ENOUGH} | {f"{kind}_count": count for kind, count in counts.items()}
        few = _(
            "스스로 정하려면 질문이 종류마다 %(least)s개는 있어야 합니다. 지금은 스타일 %(style_count)s개 ·"
            " 태그 %(tag_count)s개 · 사진 %(photo_count)s개입니다. 사진을 보고 정해 주세요."
        )
        return State.CANDIDATE, few, details
    return (
        State.CHOSEN,
        _("나빠진 질문이 없습니다: 스타일 %(style)s · 태그 %(tag)s · 사진 %(photo)s"),
        details,
    )


def choose_by_hand(space: StyleSpace, *, by: User, now: dt.datetime) -> bool:
    """Let a waiting or a retired space serve; False where it is not open any more, or the gate said no."""
    if space.state == State.RETIRED and not Embedding.objects.filter(encoder_key=space.encoder_key).exists():
        return False
    return space.decide(State.CHOSEN, _("사람이 골랐습니다."), now=now, by=by)


def reject_by_hand(space: StyleSpace, *, by: User, now: dt.datetime) -> bool:
    """Send a waiting candidate away; False where it does not wait any more."""
    if space.state != State.CANDIDATE:
        return False
    return space.decide(State.REJECTED, _("사람이 돌려보냈습니다."), now=now, by=by)


def switch(space: StyleSpace, *, now: dt.datetime) -> StyleSpace | None:
    """Build the index of a chosen space beside the serving one; both change in one transaction.

    None while another build runs: the next sweep tries again.
    """
    built = rebuild(space.key, now=now, then=lambda: space.serve(now=now))
    return None if built is None else space


def _may_be_judged(waiting: StyleSpace) -> bool:
    """Whether more audited photos were answered since a candidate was found too hard to judge, or it never
    was. What was answered and cannot be judged would otherwise be tried by every sweep."""
    if "beside" not in waiting.figures:
        return True
    return _answered() > int(waiting.figures.get("answered", 0))


def _answered() -> int:
    """Audited photos that people said anything of."""
    return Label.objects.audited().order_by().values("image").distinct().count()


def _is_learned(champion: ModelVersion) -> bool:
    return StyleSpace.objects.filter(model_key=champion.model_key, encoder_key=champion.encoder_key).exists()


def _drawn(encoder_key: str) -> Vectors:
    """Photos by lot: a uniform part of a large catalog, and the same one next time."""
    ids = Embedding.objects.filter(encoder_key=encoder_key).order_by("image__product__lot", "image_id")
    return load_vectors(encoder_key, list(ids.values_list("image_id", flat=True)[:MADE_FROM]))


def _told(fitted: FittedStyle) -> dict[str, float]:
    plain = fitted.held_out.get(0.0, float("nan"))
    learned = fitted.held_out.get(fitted.share, float("nan"))
    return {} if np.isnan(plain + learned) else {"before": plain, "after": learned, "tags": fitted.tags}


def _keep(found: StyleMap, about: StyleSpace, now: dt.datetime) -> StyleSpace:
    """Its key is of everything that it is; made once."""
    about.weights, about.dimensions, about.created_at = found.to_bytes(), found.dimensions, now
    named = f"{about.encoder_key} {about.model_key} ".encode()
    about.key = f"style-{hashlib.sha256(named + about.weights).hexdigest()[:12]}"
    about.save()
    return about
