"""What every vector index can do, whoever runs it: the one way to ask for what looks alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


class IndexFailure(Exception):  # noqa: N818 (what happened, told to a person)
    """The index could not do what was asked; the text says why."""


class UnknownGenerationError(IndexFailure):
    """No generation of that name is there: it was never made, or was dropped."""


class DimensionError(IndexFailure):
    """A vector is not as long as those of the generation; the text names both lengths."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A photo as the index holds it: its unit vector [d], and what its product can be filtered by."""

    image: int
    product: int
    vector: FloatArray
    tags: tuple[int, ...] = ()
    """Ids of the tags that the product carries in the shop."""
    price: Decimal | None = None
    in_stock: bool = True
    seller: str = ""
    category: int | None = None
    """Id of the category's tag, where we know it."""


@dataclass(frozen=True)
class Where:
    """What must hold of a product to be found. Prices include their ends; what has no price fits no price."""

    tags_all: tuple[int, ...] = ()
    tags_any: tuple[int, ...] = ()
    tags_none: tuple[int, ...] = ()
    category: int | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    seller: str | None = None
    in_stock: bool | None = None
    without_products: tuple[int, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything; leaving a few products out costs nothing, and does not count."""
        return self != Where(without_products=self.without_products)


EVERYTHING = Where()


class Hit(NamedTuple):
    """A photo that was found, its product, and the cosine of its vector with the one asked for."""

    image: int
    product: int
    similarity: float


class Index(Protocol):
    """Generations of vectors, each by a name of its own; any number may stand beside each other.

    Names are ours (`recommender.models.IndexGeneration.name`), never text from outside. Every method may be
    repeated after a crash: what is there is not made twice, and what is gone may be dropped again. What is
    asked of a generation that is not there raises UnknownGenerationError, a vector of another length
    DimensionError; whatever else goes wrong IndexFailure.
    """

    @property
    def engine(self) -> str:
        """The setting that chooses it."""

    def create(self, name: str, dimensions: int) -> None:
        """An empty generation for unit vectors of this length."""

    def upsert(self, name: str, entries: Sequence[Entry]) -> None:
        """Put photos in; one that is there already is replaced."""

    def delete(self, name: str, images: Collection[int]) -> None:
        """Take photos out; those that are not there do not matter."""

    def finish(self, name: str) -> None:
        """Everything has been put in: build what makes searching fast. Before, it is right but slow."""

    def search(
        self, name: str, vectors: FloatArray, *, count: int, where: Where = EVERYTHING
    ) -> list[list[Hit]]:
        """For each of the vectors [q, d] the `count` photos nearest to it that fit, the nearest first."""

    def count(self, name: str) -> int:
        """How many photos it holds."""

    def swap(self, name: str) -> None:
        """Searches that name no generation of their own are answered by this one from now on."""

    def drop(self, name: str) -> None:
        """Away with it."""


def hundredths(price: Decimal | int) -> int:
    """A price as engines hold it."""
    return int(price * 100)


def wrong_length(given: int, wanted: int, name: str) -> str:
    return f"A vector of {given} numbers cannot be looked up in “{name}”, whose vectors have {wanted}."
