"""What embed.py measures on a GPU: pixels that are there already, photos from bytes, and the roofline."""

from __future__ import annotations

import time

import checkout  # noqa: F401 (finds ml)
import numpy as np
import torch
from embed_arms import Ours
from embed_limits import flops, multiplied
from figures import Report

from ml.encoder import load_encoder
from ml.engine import TorchBody
from ml.networks import load_network
from ml.views import VIEWS

PICTURES, ROUNDS = 256, 10
SIDE = 8192  # smaller products do not fill a card
BAR_COSINE = 0.999


def on_cuda(report: Report, encoder: str, content: list[bytes]) -> None:
    """Rates in photos of two views. Cosines are those to the CPU's f32."""
    network = load_network(encoder, weights=None)
    needed = flops(network) * len(VIEWS)
    body = TorchBody(network, device="cuda")
    size = network.resolution
    pixels = torch.randint(0, 256, (PICTURES, size, size, 3), dtype=torch.uint8, device="cuda")
    resident = [_rate(body, pixels) for _ in range(ROUNDS + 2)][2:]
    report.add("resident_images_per_s", resident, samples=ROUNDS, of=f"batches of {PICTURES} pictures")
    best, _ = multiplied(torch.device("cuda"), torch.bfloat16, SIDE)
    report.add("gemm_gflops", best / 1e9, samples=1, of=f"bf16, {SIDE}²")
    share = float(np.median(resident)) * needed / best
    report.add("share_of_gemm", share, samples=ROUNDS, of=f"batches, {needed / 1e9:.2f} GFLOP per photo")
    ours = Ours(encoder, device="cuda")
    ours.embed(content[:64])
    timed = [ours.timed(content) for _ in range(3)]
    report.add("images_per_s", [rate for _, rate in timed], samples=len(content), of="photos, from bytes")
    expected = Ours(load_encoder(encoder)).embed(content)
    cosines = (timed[-1][0] * expected).sum(axis=1)
    worst = float(np.quantile(cosines, 0.01))
    report.add("cosine_p01", worst, samples=len(content), of="photos, bf16 beside f32")
    report.require(f"cosine_p01 {worst:.5f} >= {BAR_COSINE}", holds=worst >= BAR_COSINE)


def _rate(body: TorchBody, pixels: torch.Tensor) -> float:
    torch.cuda.synchronize()
    start = time.perf_counter()
    body.on_device(pixels)
    torch.cuda.synchronize()
    return len(pixels) / len(VIEWS) / (time.perf_counter() - start)
