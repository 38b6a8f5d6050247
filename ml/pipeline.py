"""Many photos to embeddings: decoding, inference and what the caller does with the results, all at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from ml.encoder import Encoder, Look

AHEAD = 2
"""Batches on their way while the caller has one. More would not be faster, and take memory."""

Source = TypeVar("Source")


@dataclass(frozen=True, eq=False)
class Embedded(Generic[Source]):
    """A batch that the encoder has looked at: embeddings [n, d] of n sources, and those that did not open.

    regions [n, 4] are where it sees the products, relative to the images.
    """

    sources: list[Source]
    embeddings: npt.NDArray[np.float32]
    regions: npt.NDArray[np.float32]
    failures: list[tuple[Source, OSError]]


def embed_ahead(
    encoder: Encoder, batches: Iterable[Sequence[Source]], look: Callable[[Source], Look]
) -> Generator[Embedded[Source], None, None]:
    """The batches in order. While the caller has one, the next is inferred and the one after it decoded.

    `look` runs in threads; it opens a source and has `encoder.look` decode it. An OSError of it is its
    source's failure; anything else ends the iteration. To be closed by a caller that may not see the end.
    """
    waiting: deque[Future[Embedded[Source]]] = deque()
    with ThreadPoolExecutor(encoder.threads, "decode") as eyes, ThreadPoolExecutor(1, "infer") as brain:
        try:
            for batch in batches:
                looks = [eyes.submit(look, source) for source in batch]
                waiting.append(brain.submit(_infer, encoder, batch, looks))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:  # after an error, or when the caller has enough, nobody waits for the rest
            brain.shutdown(wait=False, cancel_futures=True)
            eyes.shutdown(wait=False, cancel_futures=True)


def _infer(encoder: Encoder, batch: Sequence[Source], looks: Sequence[Future[Look]]) -> Embedded[Source]:
    sources: list[Source] = []
    decoded: list[Look] = []
    failures: list[tuple[Source, OSError]] = []
    for source, look in zip(batch, looks, strict=True):
        try:
            decoded.append(look.result())
            sources.append(source)
        except OSError as error:
            failures.append((source, error))
    encoded = encoder.encode_looks(decoded)
    return Embedded(sources, encoded.embeddings, encoder.locate(encoded), failures)
