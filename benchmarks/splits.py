"""Photos parted into audited, never seen and to be labelled, by product."""

from __future__ import annotations

import csv

import numpy as np
import numpy.typing as npt
from photos import Photos

Rows = npt.NDArray[np.intp]

AUDIT, UNSEEN, POOL = (0.2, 300), (0.2, 1000), 1600  # share of the photos, but at most so many


def products_of(photos: Photos) -> Rows:
    """[n] numbers of the products; each photo is its own where the folder names none."""
    named: dict[str, str] = {}
    table = photos.folder / "products.csv"
    if table.exists():
        with table.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        column = next((name for name in ("external_id", "product_id") if rows and name in rows[0]), None)
        named = {row["image"]: row[column] for row in rows} if column else {}
    images = [path.relative_to(photos.folder).as_posix() for path in photos.paths]
    return np.unique([named.get(image, image) for image in images], return_inverse=True)[1].astype(np.intp)


def parted(products: Rows, seed: int) -> tuple[Rows, Rows, Rows]:
    """Rows audited, never seen, and to be labelled in this order. A product is in one of them."""
    groups, member = np.unique(products, return_inverse=True)
    rank = np.random.default_rng(seed).permutation(len(groups))[member]
    order = np.argsort(rank, kind="stable")
    ends = np.cumsum([min(round(share * len(order)), most) for share, most in (AUDIT, UNSEEN)])
    audit, unseen, pool = order[: ends[0]], order[ends[0] : ends[1]], order[ends[1] : ends[1] + POOL]
    # Where a border cuts through a product, what is left of it is in no part.
    unseen = unseen[~np.isin(rank[unseen], rank[audit])]
    pool = pool[~np.isin(rank[pool], rank[order[: ends[1]]])]
    return audit, unseen, pool
