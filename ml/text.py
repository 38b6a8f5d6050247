"""What the words about a product say of its tags: bounded, so that they never overrule the picture.

scikit-learn and NumPy only; `ml.reading` learns it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save
from scipy import sparse

from ml.scoring import ChoiceGroups, FloatArray

FORMAT = "moodloop-text-1"
BUCKETS = 1 << 14
"""Of hashed character n-grams, for each of two fields: the title, and what sellers typed as tags."""
CAP = 1.5
"""Logits that words can add or take at most: a picture's one in ten becomes one in three at most.

Inside a choice group it is half of that, because there one tag gains what the others lose as well.
"""


class TextFormatError(ValueError):
    """The bytes are not a text head of ours."""


@dataclass(frozen=True)
class Text:
    """A product's words: its title, and what its seller typed as tags."""

    title: str
    tags: tuple[str, ...] = ()

    def words(self) -> dict[str, Text]:
        """Each once, as it is shown and by itself; the title's first, a seller's with a # before them."""
        words = {word: Text(word) for word in self.title.split()}
        for word in (word for tag in self.tags for word in tag.split()):
            words[f"#{word}"] = Text(words.get(f"#{word}", Text("")).title, (word,))
        return words


def features(texts: Sequence[Text]) -> sparse.csr_matrix:
    """n texts to [n, 2 · BUCKETS]: which character n-grams occur, each field at unit length.

    Of two to four characters inside words (scikit-learn's `char_wb`): no dictionary, no language, and 프릴 is
    found in 프릴장식.
    """
    # Here, because the web process imports this module and never needs scikit-learn.
    from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    hashing = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 4),
        n_features=BUCKETS,
        norm="l2",
        binary=True,
        alternate_sign=False,
    )
    titles = hashing.transform([text.title for text in texts])
    tags = hashing.transform([" ".join(text.tags) for text in texts])
    return sparse.csr_matrix(normalize(sparse.hstack([titles, tags])))


@dataclass(frozen=True, eq=False)
class TextHead:
    """A linear layer on `features` for those of t tags that are better understood with words.

    columns [k] are these tags' places, weight [k, 2 · BUCKETS] float16, bias [k], caps [k] the logits that
    each is pushed at most. Raises TextFormatError on shapes that do not fit together.
    """

    tags: int
    columns: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float16]
    bias: npt.NDArray[np.float32]
    caps: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        used = len(self.columns)
        if self.weight.shape != (used, 2 * BUCKETS) or {self.bias.shape, self.caps.shape} != {(used,)}:
            raise TextFormatError(
                f"weight {self.weight.shape}, bias {self.bias.shape} and caps {self.caps.shape} are not of "
                f"{used} tags"
            )
        if used and not 0 < self.caps.min() <= self.caps.max() <= CAP:
            raise TextFormatError(f"words may push by {CAP} logits at most, not by {self.caps.tolist()}")
        if used and not 0 <= self.columns.min() <= self.columns.max() < self.tags:
            raise TextFormatError(f"columns {self.columns.tolist()} do not fit {self.tags} tags")

    def pushes(self, texts: Sequence[Text]) -> npt.NDArray[np.float32]:
        """[n, t] logits to add to the picture's, each within its cap; nought where there are no words."""
        pushes = np.zeros((len(texts), self.tags), np.float32)
        if texts and len(self.columns):
            found = features(texts)
            raw = found @ self.weight.T.astype(np.float32) + self.bias
            silent = np.diff(found.indptr) == 0
            pushes[:, self.columns] = np.where(silent[:, None], 0.0, capped(raw, self.caps))
        return pushes

    def words(self, text: Text, column: int) -> list[tuple[str, float]]:
        """How much each word pushes that tag; together they are the push. The strongest first.

        A word has the part of its n-grams; one that several words have is shared among them. The squares of a
        text's features add up to one, so that each n-gram carries its square's part of the bias.
        """
        words, place = text.words(), np.flatnonzero(self.columns == column)
        if not len(place) or not words:
            return []
        found = features([text]).toarray()[0].astype(np.float64)
        told = found * (self.weight[place[0]].astype(np.float64) + self.bias[place[0]] * found)
        occurs = features(list(words.values())).sign()
        shared = np.maximum(np.asarray(occurs.sum(axis=0)).ravel(), 1.0)
        raw = np.asarray(occurs @ (told / shared))
        whole = float(raw.sum())
        scale = float(capped(np.array(whole), self.caps[place[0]])) / whole if whole else 1.0
        pushed = zip(words, (raw * scale).tolist(), strict=True)
        return sorted(pushed, key=lambda one: -abs(one[1]))

    def to_bytes(self) -> bytes:
        """Safetensors. The same head gives the same bytes."""
        tensors = {"columns": self.columns, "weight": self.weight, "bias": self.bias, "caps": self.caps}
        about = json.dumps({"format": FORMAT, "tags": self.tags})
        return save(
            {name: np.ascontiguousarray(value) for name, value in tensors.items()}, {"moodloop": about}
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The head that `to_bytes` wrote. Raises TextFormatError when the bytes are anything else."""
        try:
            tensors = load(content)
            header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
            about = json.loads(header["__metadata__"]["moodloop"])
            if about["format"] != FORMAT:
                raise TextFormatError(f"unknown text head format {about['format']!r}")
            arrays = (tensors[name] for name in ("columns", "weight", "bias", "caps"))
            return cls(int(about["tags"]), *arrays)
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise TextFormatError(f"not a saved text head: {error}") from error


def caps_of(choice_groups: ChoiceGroups, tags: int) -> npt.NDArray[np.float32]:
    """[t] logits that words push each tag at most, so that no odds change by more than exp(CAP)."""
    caps = np.full(tags, CAP, np.float32)
    caps[[column for group in choice_groups for column in group]] /= 2
    return caps


def capped(raw: FloatArray, caps: FloatArray) -> FloatArray:
    """Smoothly bounded to ±caps, and unchanged near nought."""
    return np.asarray(caps * np.tanh(raw / caps))
