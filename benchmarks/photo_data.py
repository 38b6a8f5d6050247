"""A folder of photos as a shop: which photo shows which product, and which are searched with."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from photos import DataError, Photos

OF_A_PRODUCT = ("item_id", "external_id", "product_id")
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Shelf:
    """product [n] numbers what each photo shows; gallery and queries are rows."""

    photos: Photos
    product: Rows
    gallery: Rows
    queries: Rows

    @property
    def products(self) -> int:
        return int(self.product.max()) + 1


def shelf_of(found: Photos) -> Shelf:
    """By the columns item_id and role; without them every photo is of a product of its own, and any photo is
    searched with among all. Raises DataError where the roles leave nothing to search, or to search with."""
    columns = _columns(found)
    name = next((one for one in OF_A_PRODUCT if one in columns), None)
    names = columns[name] if name else [str(path) for path in found.paths]
    _, product = np.unique(np.array(names), return_inverse=True)
    everything = np.arange(len(found.paths))
    if "role" not in columns:
        return Shelf(found, product, everything, everything)
    role = np.array([one.strip().lower() for one in columns["role"]])
    gallery, queries = np.flatnonzero(role == "gallery"), np.flatnonzero(role == "query")
    queries = queries[np.isin(product[queries], product[gallery])]
    if not len(gallery) or not len(queries):
        raise DataError(f"{found.folder} has roles, but no query whose item is in the gallery")
    return Shelf(found, product, gallery, queries)


def _columns(found: Photos) -> dict[str, list[str]]:
    """Those that say which photo is of what: in products.csv, which names every photo where it is there."""
    table = found.folder / "products.csv"
    if not table.exists():
        return {}
    with table.open(newline="", encoding="utf-8-sig") as lines:
        rows = {found.folder / (row["image"] or ""): row for row in csv.DictReader(lines)}
    if not all(path in rows for path in found.paths):
        return {}
    names = next(iter(rows.values())).keys() & {*OF_A_PRODUCT, "role"}
    return {name: [rows[path].get(name) or "" for path in found.paths] for name in names}
