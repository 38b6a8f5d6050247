"""What no engine can beat on this machine: the rate of decoding, and the rate of multiplying."""

from __future__ import annotations

import io
import time

import checkout  # noqa: F401 (finds ml)
import torch
from figures import Report
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

from ml.networks import Network, load_network
from ml.views import VIEWS, look

DECODED = 128
SIDE, PRODUCTS = 1024, 20


def limits(report: Report, encoder: str, content: list[bytes]) -> None:
    """Photos decoded and cut per second of a core; FLOP per second of all cores, and our share of it."""
    network = load_network(encoder, weights=None)
    shown = content[:DECODED]
    start = time.thread_time()  # of this core only, whoever else has it meanwhile
    for photo in shown:
        with Image.open(io.BytesIO(photo)) as image:
            look(image, network.resolution)
    rate = len(shown) / (time.thread_time() - start)
    report.add("decoded_per_core_s", rate, samples=len(shown), of="photos, views included")
    best, middle = multiplied(torch.device("cpu"), torch.float32)
    report.add("gemm_gflops", best / 1e9, samples=PRODUCTS, of="products", low=middle / 1e9, high=best / 1e9)
    needed = flops(network) * len(VIEWS)
    ours = next(figure.value for figure in report.figures if figure.name == "images_per_s")
    report.add("share_of_gemm", ours * needed / best, samples=1, of=f"{needed / 1e9:.2f} GFLOP per photo")


def flops(network: Network) -> float:
    """Additions and multiplications for one view."""
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        network.body(torch.zeros(1, 3, network.resolution, network.resolution))
    return float(counter.get_total_flops())


def multiplied(device: torch.device, kind: torch.dtype, side: int = SIDE) -> tuple[float, float]:
    """FLOP per second of a product of square matrices: the best, and the median."""
    left, right = (torch.rand(side, side, device=device).to(kind) for _ in range(2))
    rates = []
    for _ in range(PRODUCTS):
        if device.type == "cuda":
            torch.cuda.synchronize()
        start = time.perf_counter()
        left @ right
        if device.type == "cuda":
            torch.cuda.synchronize()
        rates.append(2 * side**3 / (time.perf_counter() - start))
    return max(rates), sorted(rates)[len(rates) // 2]
