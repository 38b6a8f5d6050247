"""What an import would do, found out by the code that does it, without a row written or a photo kept."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from catalog.models import Product
from catalog.services.decoding import looked_at
from catalog.services.fetching import Photo, known_photo
from catalog.services.offers import price_of, written_price
from catalog.services.registering import Draft, Registrar, Tally
from catalog.services.rows import Row
from catalog.services.taking import Taking

_FIELDS = ("title", "category", "seller", "in_stock", "attributes")
NEVER_STORED = -1
"""In place of the key of a product that is new in this file."""


class Memory:
    """Products as they would be by now, kept on disk once they are more than memory should hold."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE product (id TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID")

    def recalled(self, external_id: str) -> Draft | None:
        """The product as the rows so far would leave it; None for one that no row changed."""
        query = "SELECT state FROM product WHERE id = ?"
        found = self._database.execute(query, [external_id]).fetchone()
        if found is None:
            return None
        state = json.loads(found[0])
        product = Product(pk=state["pk"], external_id=external_id, **state["fields"])
        product.price = price_of(state["price"]) if state["price"] else None
        return Draft(product, state["seller_tags"], set(state["hashes"]), state["position"])

    def keep(self, draft: Draft) -> None:
        product = draft.product
        state = {
            "pk": product.pk or NEVER_STORED,
            "fields": {name: getattr(product, name) for name in _FIELDS},
            "price": written_price(product.price),
            "seller_tags": draft.seller_tags,
            "hashes": sorted(draft.hashes),
            "position": draft.next_position,
        }
        query = "INSERT OR REPLACE INTO product VALUES (?, ?)"
        self._database.execute(query, [product.external_id, json.dumps(state)])

    def close(self) -> None:
        self._database.close()


@dataclass(frozen=True)
class Rehearsal(Registrar):
    """A registrar that remembers what it would have written."""

    memory: Memory = field(default_factory=Memory)

    def _drafts(self, batch: Sequence[tuple[Row, Photo]]) -> dict[str, Draft]:
        stored = super()._drafts(batch)
        return {id_: self.memory.recalled(id_) or draft for id_, draft in stored.items()}

    def _write(self, drafts: Sequence[Draft], known: Container[str], tally: Tally) -> None:
        for draft in drafts:
            tally.products += draft.product.pk is None
            tally.updated += draft.product.pk is not None and bool(draft.changed)
            tally.images += len(draft.photos)
            self.memory.keep(draft)


@dataclass(frozen=True)
class Looking(Taking):
    """Looks at photos and keeps none. What lies behind an address is fetched by the import alone."""

    unseen: list[str] = field(default_factory=list)
    """Photos that nobody looked at, the first few of them; appended to by several threads."""

    def _photo(self, image: str) -> Photo:
        if self.downloads is not None and "://" in image:
            self.unseen.append(image)
            return Photo(hashlib.sha256(image.encode()).hexdigest(), (1, 1))
        if self.is_far:
            with self._aside():
                content = self.shelf.read(image)
        else:
            content = self.shelf.read(image)
        if (photo := known_photo(content)) is not None:
            return photo
        with self._aside():
            return Photo(hashlib.sha256(content).hexdigest(), looked_at(content))
