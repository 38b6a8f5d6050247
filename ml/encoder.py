"""Image → feature map → embedding, with a CNN whose weights are known to be the right ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import nn

from ml.engine import make_body
from ml.networks import Network, load_network
from ml.region import locate
from ml.views import VIEWS, VIEWS_VERSION, Box, Look, look
from ml.weights import EncoderError

__all__ = ["ENCODERS", "Encoded", "Encoder", "EncoderError", "Look", "View", "load_encoder"]

ENCODERS = ("efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2")
BATCH = 32


@dataclass(frozen=True, eq=False)
class View:
    """One way of looking at each of n images.

    boxes [n, 4] are x0, y0, x1, y1 of the view relative to its image; they reach outside 0..1 where the
    image was padded. features [n, d, h, w] is the last feature map.
    """

    boxes: npt.NDArray[np.float32]
    features: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Encoded:
    """n encoded images.

    embeddings [n, d] are L2-normalised; norms [n] is the length each had before, so that
    `embedding * norm` is the plain mean of the feature maps over views and cells (`ml.evidence` needs it).
    views is empty unless features were asked for.
    """

    embeddings: npt.NDArray[np.float32]
    norms: npt.NDArray[np.float32]
    views: tuple[View, ...]


class Encoder:
    """A frozen CNN body. `key` names exactly one set of weights, resolution, preprocessing and views.

    The engine is not part of it: OpenVINO's numbers differ from eager torch's by a millionth of their size.
    """

    def __init__(
        self, network: Network, *, engine: str = "auto", device: str = "cpu", threads: int | None = None
    ) -> None:
        self._network = network
        self.threads = threads or torch.get_num_threads()
        self._body = make_body(network, engine=engine, device=device, threads=self.threads)
        self._classes = _as_arrays(network.classifier)
        self.dimension = network.dimension
        self.key = f"{network.name.replace(':', '-')}-{_fingerprint(network)}"

    @property
    def classifier(self) -> nn.Linear | None:
        """The ImageNet classifier that came with the weights, on un-normalised embeddings, if one fits."""
        return self._network.classifier

    def look(self, image: Image.Image, region: Box | None = None) -> Look:
        """Decode an image, if it is not yet, and cut its views: what can be done ahead, in any thread.

        `region` is where a person said that the product is, relative to the image. It changes what the second
        view shows, and so the embedding, but not `key`: vectors of one key can be compared all the same.
        Raises what Pillow raises for a broken file, OSError mostly.
        """
        return look(image, self._network.resolution, region=region)

    def encode(
        self,
        images: Sequence[Image.Image],
        *,
        regions: Sequence[Box | None] | None = None,
        with_features: bool = True,
    ) -> Encoded:
        """Encode n images of any size and mode; see `look` and `encode_looks`."""
        known = [None] * len(images) if regions is None else regions
        with ThreadPoolExecutor(self.threads, "look") as pool:
            looks = list(pool.map(self.look, images, known))
        return self.encode_looks(looks, with_features=with_features)

    def locate(self, encoded: Encoded) -> npt.NDArray[np.float32]:
        """[n, 4] boxes of the products in n images that were encoded with their features; see `ml.region`."""
        whole = encoded.views[0]
        return locate(whole.features, whole.boxes, self._classes)

    def encode_looks(self, looks: Sequence[Look], *, with_features: bool = True) -> Encoded:
        """Encode n images of which the views are cut, at most 32 at a time.

        `with_features=False` leaves the feature maps out (a lite0 image's take 500 KB; its embedding 5 KB).
        With OpenVINO an embedding is the same whatever batch its image falls in, bit for bit; with torch it
        differs by less than 1e-6 per number: convolution kernels are chosen by batch size and sum in another
        order.
        """
        batches = [
            self._encode_batch(looks[start : start + BATCH], with_features=with_features)
            for start in range(0, len(looks), BATCH)
        ]
        if not batches:
            return self._nothing(with_features=with_features)
        views = tuple(
            View(
                boxes=np.concatenate([view.boxes for view in same]),
                features=np.concatenate([view.features for view in same]),
            )
            for same in zip(*(batch.views for batch in batches), strict=True)
        )
        return Encoded(
            embeddings=np.concatenate([batch.embeddings for batch in batches]),
            norms=np.concatenate([batch.norms for batch in batches]),
            views=views,
        )

    def _encode_batch(self, looks: Sequence[Look], *, with_features: bool) -> Encoded:
        count = len(VIEWS)
        pixels = np.concatenate([one.pixels for one in looks])  # an image's views lie beside each other
        means, features = self._body(pixels, with_features=with_features)
        pooled = means.reshape(len(looks), count, -1).mean(axis=1)
        norms = np.maximum(np.linalg.norm(pooled, axis=1), 1e-12)
        views = (
            tuple(
                View(boxes=np.stack([one.boxes[at] for one in looks]), features=features[at::count])
                for at in range(count)
            )
            if features is not None
            else ()
        )
        return Encoded(embeddings=pooled / norms[:, None], norms=norms, views=views)

    def _nothing(self, *, with_features: bool) -> Encoded:
        no_view = View(np.zeros((0, 4), np.float32), np.zeros((0, self.dimension, 0, 0), np.float32))
        return Encoded(
            embeddings=np.zeros((0, self.dimension), np.float32),
            norms=np.zeros(0, np.float32),
            views=tuple(no_view for _ in VIEWS) if with_features else (),
        )


def load_encoder(
    name: str,
    *,
    weights: Path | None = None,
    body: Path | None = None,
    engine: str = "auto",
    device: str = "cpu",
    threads: int | None = None,
) -> Encoder:
    """Load one of ENCODERS, or "torchvision:<name>" from torchvision's model zoo.

    Without `weights` the weights are those in the installed package, or torchvision's own download. A local
    file is a state dict (read with weights_only=True) or .safetensors. `body` is a file of a fine-tuned
    body's weights, which take the place of those. `engine` is one of ml.engine.ENGINES. `threads` are the
    cores to use; torch's number unless given, which is that of OMP_NUM_THREADS. Raises EncoderError when the
    name or the engine is unknown, or the weights are missing, unsafe or of another shape.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    if not name.startswith("torchvision:") and name not in ENCODERS:
        raise EncoderError(
            f"unknown encoder {name!r}: choose one of {', '.join(ENCODERS)} or torchvision:<name>"
        )
    network = load_network(name, weights=weights, body=body)
    return Encoder(network, engine=engine, device=device, threads=threads)


def _as_arrays(
    classifier: nn.Linear | None,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]] | None:
    if classifier is None:
        return None
    return classifier.weight.detach().cpu().numpy(), classifier.bias.detach().cpu().numpy()


def _fingerprint(network: Network) -> str:
    """12 hex digits over every weight and everything that decides what the body sees."""
    digest = hashlib.sha256()
    for name, tensor in network.body.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    digest.update(repr((network.resolution, network.mean, network.deviation, VIEWS_VERSION)).encode())
    return digest.hexdigest()[:12]
