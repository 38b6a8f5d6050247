"""From embeddings to probabilities with a trained head. NumPy only: the web process scores without torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from ml.calibrators import Calibrators

FloatArray = npt.NDArray[np.floating]
ChoiceGroups = tuple[tuple[int, ...], ...]

FORMAT = "moodloop-head-2"
FORMATS = ("moodloop-head-1", FORMAT)
"""Those that can be read: the first knew no calibrators, and may be what an installation serves from."""


class HeadFormatError(ValueError):
    """The bytes are not a head of ours, or the head contradicts itself."""


class Model(Protocol):
    """Anything that gives probabilities: [n, d] embeddings to [n, t]."""

    def probabilities(self, embeddings: FloatArray) -> FloatArray: ...


@dataclass(frozen=True, eq=False)
class Head:
    """A linear layer per tag on an L2-normalised embedding, with what calibrates it.

    weight [t, d] float32, bias [t] float32, temperature [t] float32 (divisor of the logits, equal inside
    a group), found by cross-validation where the head was trained. `choice_groups` holds the column indices
    of the tags of each `single` facet, of which exactly one holds; tags in no group are independent of each
    other. calibrators, found on audit images, come after the temperature. Raises HeadFormatError on shapes
    that do not fit together.
    """

    weight: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    choice_groups: ChoiceGroups
    temperature: npt.NDArray[np.float32]
    calibrators: Calibrators | None = None

    def __post_init__(self) -> None:
        tags = len(self.weight)
        if self.weight.ndim != 2 or self.bias.shape != (tags,) or self.temperature.shape != (tags,):
            raise HeadFormatError(
                f"weight {self.weight.shape}, bias {self.bias.shape} and temperature "
                f"{self.temperature.shape} do not belong to one head"
            )
        if self.calibrators is not None and len(self.calibrators.methods) != tags:
            raise HeadFormatError(f"{len(self.calibrators.methods)} calibrators do not fit {tags} tags")
        check_choice_groups(self.choice_groups, tags)

    def logits(self, embeddings: FloatArray) -> npt.NDArray[np.float32]:
        """[n, d] embeddings to [n, t] raw logits w·e + b, before the temperature."""
        return np.asarray(embeddings, np.float32) @ self.weight.T + self.bias

    def cooled(self, logits: FloatArray) -> npt.NDArray[np.float64]:
        """[n, t] raw logits over the temperature: what calibrators start from."""
        return np.asarray(logits, np.float64) / self.temperature

    def calibrated(self, logits: FloatArray) -> npt.NDArray[np.float32]:
        """[n, t] raw logits to [n, t] probabilities; those of a choice group sum to one."""
        cooled = self.cooled(logits)
        right = cooled if self.calibrators is None else self.calibrators(cooled)
        return to_probabilities(right, self.choice_groups)

    def probabilities(
        self, embeddings: FloatArray, pushes: FloatArray | None = None
    ) -> npt.NDArray[np.float32]:
        """[n, d] embeddings to [n, t] calibrated probabilities.

        pushes [n, t] is what else speaks for or against each tag, such as words, in raw logits.
        """
        logits = self.logits(embeddings)
        return self.calibrated(logits if pushes is None else logits + pushes)

    def to_bytes(self) -> bytes:
        """Safetensors, with the rest as metadata. The same head gives the same bytes."""
        tensors = {
            "weight": np.ascontiguousarray(self.weight, np.float32),
            "bias": np.ascontiguousarray(self.bias, np.float32),
            "temperature": np.ascontiguousarray(self.temperature, np.float32),
        }
        described: dict[str, object] = {"format": FORMAT, "choice_groups": self.choice_groups}
        if self.calibrators is not None:
            tensors |= self.calibrators.tensors()
            described["methods"] = self.calibrators.methods
        # One key only: safetensors writes several metadata keys in an order that changes from run to run.
        return save(tensors, {"moodloop": json.dumps(described)})

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The head that `to_bytes` wrote. Raises HeadFormatError when the bytes are anything else."""
        try:
            tensors = load(content)
            # safetensors.numpy gives no metadata of bytes in memory; the header is a length and JSON.
            header_size = int.from_bytes(content[:8], "little")
            header = json.loads(content[8 : 8 + header_size])
            described = json.loads(header["__metadata__"]["moodloop"])
            if described["format"] not in FORMATS:
                raise HeadFormatError(f"unknown head format {described['format']!r}")
            groups = tuple(tuple(int(column) for column in group) for group in described["choice_groups"])
            calibrators = None
            if "methods" in described:
                methods = tuple(str(method) for method in described["methods"])
                lines = tensors["scale"], tensors["shift"]
                calibrators = Calibrators(*lines, tensors["knots_from"], tensors["knots_to"], methods)
            return cls(tensors["weight"], tensors["bias"], groups, tensors["temperature"], calibrators)
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise HeadFormatError(f"not a saved head: {error}") from error


def to_probabilities(logits: FloatArray, choice_groups: ChoiceGroups) -> npt.NDArray[np.float32]:
    """[n, t] logits to probabilities: a softmax inside each choice group, a sigmoid everywhere else."""
    exact = np.asarray(logits, np.float64)
    probabilities = 0.5 * (1.0 + np.tanh(0.5 * exact))  # the sigmoid, without overflow
    for group in choice_groups:
        columns = list(group)
        shifted = np.exp(exact[:, columns] - exact[:, columns].max(axis=1, keepdims=True))
        probabilities[:, columns] = shifted / shifted.sum(axis=1, keepdims=True)
    return probabilities.astype(np.float32)


def check_choice_groups(choice_groups: ChoiceGroups, tags: int) -> None:
    """Raises HeadFormatError unless every column is in range and in one group at most."""
    columns = [column for group in choice_groups for column in group]
    if any(not group for group in choice_groups):
        raise HeadFormatError("a choice group needs at least one tag")
    if len(set(columns)) != len(columns) or any(not 0 <= column < tags for column in columns):
        raise HeadFormatError(f"choice groups {choice_groups} do not fit {tags} tags")


def independent_tags(choice_groups: ChoiceGroups, tags: int) -> list[int]:
    """The columns, of `tags` in all, that are in no choice group."""
    grouped = {column for group in choice_groups for column in group}
    return [column for column in range(tags) if column not in grouped]
