"""Image → feature map → embedding, with a CNN whose weights are known to be the right ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor, nn

from ml.networks import Network, load_network
from ml.views import VIEWS, VIEWS_VERSION
from ml.weights import EncoderError

__all__ = ["ENCODERS", "Encoded", "Encoder", "EncoderError", "View", "load_encoder"]

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
    """A frozen CNN body. `key` names exactly one set of weights, resolution, preprocessing and views."""

    def __init__(self, network: Network, *, device: str = "cpu") -> None:
        self._device = torch.device(device)
        self._network = network
        self._body = network.body.eval().to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._mean = torch.tensor(network.mean, device=self._device).view(1, 3, 1, 1)
        self._deviation = torch.tensor(network.deviation, device=self._device).view(1, 3, 1, 1)
        self.dimension = network.dimension
        self.key = f"{network.name.replace(':', '-')}-{_fingerprint(network)}"

    @property
    def classifier(self) -> nn.Linear | None:
        """The ImageNet classifier that came with the weights, on un-normalised embeddings, if one fits."""
        return self._network.classifier

    def encode(self, images: Sequence[Image.Image], *, with_features: bool = True) -> Encoded:
        """Encode n images of any size and mode, at most 32 at a time.

        `with_features=False` leaves the feature maps out (a lite0 image's take 500 KB; its embedding 5 KB).
        An embedding depends on the batch that its image falls in by less than 1e-6 per number: convolution
        kernels are chosen by batch size and sum in another order.
        """
        batches = [
            self._encode_batch(images[start : start + BATCH], with_features=with_features)
            for start in range(0, len(images), BATCH)
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

    def _encode_batch(self, images: Sequence[Image.Image], *, with_features: bool) -> Encoded:
        pooled = torch.zeros(len(images), self.dimension)
        views = []
        for make_view in VIEWS:
            pictures, boxes = zip(
                *(make_view(image, self._network.resolution) for image in images), strict=True
            )
            features = self._features(np.stack([np.asarray(picture) for picture in pictures]))
            pooled += features.mean(dim=(2, 3)) / len(VIEWS)
            if with_features:
                views.append(View(boxes=np.array(boxes, np.float32), features=features.numpy()))
        norms = pooled.norm(dim=1).clamp_min(1e-12)
        return Encoded(embeddings=(pooled / norms[:, None]).numpy(), norms=norms.numpy(), views=tuple(views))

    @torch.inference_mode()
    def _features(self, pixels: npt.NDArray[np.uint8]) -> Tensor:
        """[n, size, size, 3] pixels to [n, d, h, w] features, back on the CPU."""
        # A permuted NHWC array already is channels_last: no copy.
        batch = torch.from_numpy(pixels).to(self._device).permute(0, 3, 1, 2).float() / 255
        features: Tensor = self._body((batch - self._mean) / self._deviation)
        return features.float().cpu().contiguous()

    def _nothing(self, *, with_features: bool) -> Encoded:
        no_view = View(np.zeros((0, 4), np.float32), np.zeros((0, self.dimension, 0, 0), np.float32))
        return Encoded(
            embeddings=np.zeros((0, self.dimension), np.float32),
            norms=np.zeros(0, np.float32),
            views=tuple(no_view for _ in VIEWS) if with_features else (),
        )


def load_encoder(
    name: str, *, weights: Path | None = None, device: str = "cpu", threads: int | None = None
) -> Encoder:
    """Load one of ENCODERS, or "torchvision:<name>" from torchvision's model zoo.

    Without `weights` the weights are those in the installed package, or torchvision's own download. A local
    file is a state dict (read with weights_only=True) or .safetensors. `threads` sets torch's intra-op
    threads for the whole process. Raises EncoderError when the name is unknown, or the weights are missing,
    unsafe or of another shape.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    if not name.startswith("torchvision:") and name not in ENCODERS:
        raise EncoderError(
            f"unknown encoder {name!r}: choose one of {', '.join(ENCODERS)} or torchvision:<name>"
        )
    return Encoder(load_network(name, weights=weights), device=device)


def _fingerprint(network: Network) -> str:
    """12 hex digits over every weight and everything that decides what the body sees."""
    digest = hashlib.sha256()
    for name, tensor in network.body.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    digest.update(repr((network.resolution, network.mean, network.deviation, VIEWS_VERSION)).encode())
    return digest.hexdigest()[:12]
