"""One process, or several that torchrun started, each with its part of every batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class Ranks:
    """Which of how many processes this is."""

    rank: int = 0
    world: int = 1

    @property
    def first(self) -> bool:
        """Whether this one reports, measures and writes for all."""
        return self.rank == 0

    def wait(self) -> None:
        """Until all are here."""
        if self.world > 1:
            distributed.barrier()

    def agree(self, values: Tensor) -> Tensor:
        """The first one's values, everywhere."""
        if self.world > 1:
            distributed.broadcast(values, src=0)
        return values

    def wrapped(self, module: nn.Module) -> nn.Module:
        """The module with its gradients averaged over all processes."""
        return DistributedDataParallel(module) if self.world > 1 else module


ALONE = Ranks()


@contextmanager
def ranks(device: str) -> Iterator[tuple[Ranks, str]]:
    """What torchrun says in the environment, and this process's own device; alone without torchrun."""
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        yield ALONE, device
        return
    own = f"cuda:{os.environ['LOCAL_RANK']}" if device == "cuda" else device
    if device == "cuda":
        torch.cuda.set_device(own)
    distributed.init_process_group("nccl" if device == "cuda" else "gloo")
    try:
        yield Ranks(distributed.get_rank(), distributed.get_world_size()), own
    finally:
        distributed.destroy_process_group()
