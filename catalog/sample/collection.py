"""One product of the sample catalog: its words, its hidden truth and its photos, all from (seed, number)."""

from dataclasses import dataclass

import numpy as np

from catalog.sample import names
from catalog.sample.designing import designed
from catalog.sample.look import Look
from catalog.sample.moods import moods, pattern
from catalog.sample.photo import View, photograph
from catalog.sample.tailoring import tailored

TEST_SHARE, SECOND_PHOTO, SOLD_OUT = 0.30, 1 / 6, 1 / 12
_WORDS, _DRAWING, _PHOTO, _STOCK = 1, 2, 3, 4


@dataclass(frozen=True)
class Product:
    """What a seller says, and what is true: `moods`, `pattern`, `split` and `tags_wrong` are hidden."""

    external_id: str
    look: Look
    title: str
    claimed_category: str
    seller_tags: tuple[str, ...]
    seller: str
    price: int
    in_stock: bool
    views: tuple[View, ...]
    moods: tuple[str, ...]
    pattern: tuple[str, ...]
    split: str
    tags_wrong: bool

    @property
    def images(self) -> tuple[str, ...]:
        return tuple(
            f"images/{self.external_id.lower()}-{number}.jpg" for number in range(1, len(self.views) + 1)
        )


def product(seed: int, number: int) -> Product:
    """Nothing but the seed and the product's own number decides anything about it."""
    rng = np.random.default_rng([seed, number, _WORDS])
    look = designed(rng)
    true = moods(look, rng)
    tags, wrong = names.seller_tags(true, look, rng)
    return Product(
        external_id=f"S{number + 1:05d}",
        look=look,
        title=names.title(look, rng),
        claimed_category=names.claimed_category(look, rng),
        seller_tags=tuple(tags),
        seller=names.SELLERS[int(rng.integers(len(names.SELLERS)))],
        price=names.price(look, rng),
        in_stock=bool(np.random.default_rng([seed, number, _STOCK]).random() >= SOLD_OUT),
        views=_views(look, rng),
        moods=tuple(true),
        pattern=tuple(pattern(look)),
        split="test" if rng.random() < TEST_SHARE else "train",
        tags_wrong=wrong,
    )


def photos(seed: int, number: int) -> list[np.ndarray]:
    """The pictures of a product, in the order of its `images`. The garment is the same one in each."""
    item = product(seed, number)
    pictures = []
    for shot, view in enumerate(item.views):
        garment = tailored(item.look, np.random.default_rng([seed, number, _DRAWING]))
        pictures.append(
            photograph(garment, item.look, view, np.random.default_rng([seed, number, _PHOTO, shot]))
        )
    return pictures


def _views(look: Look, rng: np.random.Generator) -> tuple[View, ...]:
    views = [View(look.background)]
    if rng.random() < SECOND_PHOTO:
        other = str(rng.choice(["studio", "paper", "corner"]))
        views.append(View(other, detail=bool(rng.random() < 0.5)))
    return tuple(views)
