"""Grids that wait: photos of which the champion thinks alike of one tag, for whoever picks out its mistakes.

What one filling costs depends on how many photos are drawn and how many tags there are, not on the catalog.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from random import Random

from labeling.models import Grid, GridReview, Label
from labeling.services.auditing import draw_audit_images
from labeling.services.gridding import (
    ProposedGrid,
    ProposedTile,
    discard_flagged_grids,
    discard_outdated_grids,
    put_grids,
)
from training import runtime
from training.models import Calibration, ModelVersion
from training.runtime import FloatArray
from training.runtime.gridding import LIKELY, UNLIKELY, alike
from training.services.asking.checks import checks_of
from training.services.asking.picked import Filling
from training.services.asking.tiles import Candidates
from training.services.locks import Lock, held
from training.services.serving import champion_head

logger = logging.getLogger(__name__)
TILES = 24
CHECKS = 2
"""Of those, where people agree about enough photos of the tag."""
MOST_OPEN = 80
"""Grids that wait, over all tags."""
AT_WORK, AHEAD = dt.timedelta(minutes=10), 3
"""Where somebody has been at a tag's grids lately so many of a kind wait, and one elsewhere."""
ENOUGH_ANSWERS = 10
"""Audit answers behind a tag's calibration: before that a band of probabilities means little."""
LOOKED_UP = 8
"""Rare tags that one filling looks up in the index."""
TRY_AGAIN = dt.timedelta(minutes=5)
"""What had too few photos is not looked for again at every beat."""
COUNT_AGAIN = dt.timedelta(minutes=5)
"""Which tags are known the least changes slowly."""
BANDS = {Grid.Kind.LIKELY.value: LIKELY, Grid.Kind.UNLIKELY.value: UNLIKELY}
Wanted = tuple[int, str]
"""A tag's id and a kind of grid."""
_scarce: dict[tuple[str, Wanted], dt.datetime] = {}
"""By model: what was found to have too few photos, and when. Lost with the process, and then found anew."""
_known: dict[str, tuple[dt.datetime, dict[int, int]]] = {}
"""By model, one at most: when the known photos of each tag were counted, and how many there were."""


def fill_grids(*, now: dt.datetime) -> int:
    """Have grids of the champion wait for every tag that has photos enough; how many are new.

    As soon as there is a new champion, what the old one thought alike and nobody holds is replaced.
    """
    with held(Lock.GRIDS) as ours:
        champion = champion_head() if ours else None
        if champion is None:
            return 0
        version, head = champion
        discard_flagged_grids(now=now)
        wanted = _wanted(version, now)
        if not wanted and not Grid.objects.free(now=now).outdated(version.model_key).exists():
            return 0
        draw_audit_images(now=now)  # first: what a grid shows is never drawn any more
        seed = Grid.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with runtime.on_one_core():
            grids = list(_made(Filling(version, head, seed=seed, now=now), wanted))
        # Only now: it takes a second to find others, and whoever comes meanwhile finds these.
        discard_outdated_grids(model_key=version.model_key, now=now)
        added = put_grids(grids, now=now)
        if added:
            logger.info("%d grids by %s", added, version.model_key)
        return added


def _wanted(version: ModelVersion, now: dt.datetime) -> list[Wanted]:
    """What is missing, as often as it is: of tags at work first, then of those that are known the least."""
    there = Counter(Grid.objects.free(now=now).current(version.model_key).values_list("tag_id", "kind"))
    busy = _at_work(since=now - AT_WORK)
    for key, tried in list(_scarce.items()):
        if key[0] != version.model_key or tried <= now - TRY_AGAIN:
            del _scarce[key]
    missing: list[Wanted] = []
    for wanted in ((tag_id, kind) for tag_id in _calibrated(version) for kind in BANDS):
        if (version.model_key, wanted) not in _scarce:
            missing += [wanted] * ((AHEAD if wanted[0] in busy else 1) - there[wanted])
    if missing:
        known = _known_by_tag(version.model_key, now)
        missing.sort(key=lambda one: (one[0] not in busy, known.get(one[0], 0), one))
    return missing[: max(0, MOST_OPEN - there.total())]


def _known_by_tag(model_key: str, now: dt.datetime) -> dict[int, int]:
    """All labels are counted, and grids are missing at every beat where photos are too few: not at each."""
    counted = _known.get(model_key)
    if counted is None or counted[0] <= now - COUNT_AGAIN:
        _known.clear()
        counted = _known[model_key] = now, Label.objects.known_by_tag()
    return counted[1]


def _at_work(*, since: dt.datetime) -> set[int]:
    """The tags whose grids somebody has held or answered after that."""
    answered = GridReview.objects.after(since).values_list("grid__tag_id", flat=True)
    return {*answered, *Grid.objects.leased_after(since).values_list("tag_id", flat=True)}


def _calibrated(version: ModelVersion) -> list[int]:
    """The tags in use whose probabilities people's audit answers have put right."""
    measured = Calibration.objects.filter(version=version, image_count__gte=ENOUGH_ANSWERS)
    return list(measured.filter(tag__retired_at=None).values_list("tag_id", flat=True))


def _made(filling: Filling, wanted: Sequence[Wanted]) -> Iterator[ProposedGrid]:
    if not wanted:
        return
    chance = Random(filling.seed)  # noqa: S311 (a sample, not a secret)
    candidates = Candidates(filling, {tag_id for tag_id, _ in wanted})
    checked: dict[int, set[int]] = defaultdict(set)
    looked_up = 0
    for tag_id, kind in wanted:
        key = (filling.version.model_key, (tag_id, kind))
        if key in _scarce:
            continue
        grid = _grid(filling, candidates.of(tag_id), (tag_id, kind), checked[tag_id], chance)
        if grid is None and kind == Grid.Kind.LIKELY and looked_up < LOOKED_UP:
            looked_up += 1
            grid = _grid(filling, candidates.looked_up(tag_id), (tag_id, kind), checked[tag_id], chance)
        if grid is None:
            _scarce[key] = filling.now
            continue
        candidates.take(tag_id, [tile.image_id for tile in grid.tiles])
        checked[tag_id].update(tile.image_id for tile in grid.tiles if tile.known is not None)
        yield grid


def _grid(
    filling: Filling,
    found: tuple[list[int], FloatArray],
    wanted: Wanted,
    checked: Collection[int],
    chance: Random,
) -> ProposedGrid | None:
    """The photos of which the model thinks most alike, checks among them; None where there are too few."""
    (image_ids, said), (tag_id, kind) = found, wanted
    rows = alike(said, BANDS[kind], count=TILES).tolist()
    if not rows:
        return None
    implied = kind == Grid.Kind.LIKELY
    chance.shuffle(rows)
    checks = checks_of(
        filling,
        tag_id,
        implied=implied,
        count=CHECKS,
        besides=[*checked, *(image_ids[row] for row in rows)],
        chance=chance,
    )
    rows = rows[: TILES - len(checks)]
    tiles = [ProposedTile(image_ids[row], float(said[row])) for row in rows]
    low, high = (end(tile.probability for tile in tiles) for end in (min, max))
    tiles += checks
    chance.shuffle(tiles)
    return ProposedGrid(
        tag_id=tag_id,
        kind=kind,
        low=low,
        high=high,
        model_key=filling.version.model_key,
        tiles=tiles,
    )
