"""Labels saved so far, by the control share: photos drawn at random, answered and trained on as all are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from labeling.models import Reason, Review
from training.models import Backtest, SavedLabels
from training.runtime import backtesting as racing
from training.services.evaluating import ENOUGH_IMAGES
from training.services.ground import Held


def saved_so_far(held: Held, *, progress: Callable[[float], None]) -> SavedLabels:
    """Unsaved. Without figures where too little is known; then it says what is missing.

    Measured on audit answers alone: photos that were set apart from the chosen ones would be like those.
    """
    first = _first_asked(held)
    # What nobody was asked about has labels by its copies alone, and no place in the order.
    rows = np.array(sorted(first, key=lambda row: first[row][0]), np.intp)
    control = np.array([first[row][1] == Reason.CONTROL for row in rows.tolist()], np.bool_)
    counts = {"control_count": int(control.sum()), "chosen_count": int((~control).sum())}
    if held.by != Backtest.HeldOut.AUDIT:
        return SavedLabels(**counts, audit_missing=max(1, ENOUGH_IMAGES - held.audited))
    ground = replace(
        held.racing,
        embeddings=held.racing.embeddings[rows],
        answers=held.racing.answers[rows],
        sample_groups=held.racing.sample_groups[rows],
    )
    found, missing = racing.saved_labels(ground, control=control, progress=progress)
    if found is None:
        return SavedLabels(**counts, control_missing=missing)
    return SavedLabels(
        **counts,
        rate=found.rate.value,
        rate_low=found.rate.low,
        rate_high=found.rate.high,
        saved=found.labels.value,
        saved_low=found.labels.low,
        saved_high=found.labels.high,
    )


def _first_asked(held: Held) -> dict[int, tuple[int, str]]:
    """By row of the ground, the first review that taught anything of it, and why it was asked.

    Tiles of grids were drawn neither by chance nor by the strategy: they stand for neither.
    """
    place = {image: row for row, image in enumerate(held.images.tolist())}
    asked = Review.objects.teaching().filter(item__isnull=False)
    reviews = asked.filter(image__in=held.images.tolist()).order_by("-id")
    found = reviews.values_list("image_id", "id", "item__reason")
    return {place[image]: (number, reason) for image, number, reason in found}
