"""Fine-tuning of a CNN body on what people said: from the linear probe on, with statistics frozen.

The head begins as the probe (Kumar et al., "Fine-tuning can distort pretrained features", 2022), later layers
learn faster than earlier ones (Howard and Ruder, 2018, section 3.2), batch normalisation keeps the statistics
that came with the weights (a batch of 32 knows them worse). What comes out is the round that was best on
held-out products. Averaging with the weights before (Wortsman et al. 2022) lost: docs/benchmarks.md.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ml.augment import seed_of
from ml.checkpoint import (
    CheckpointError,
    load_checkpoint,
    named,
    optimiser_tensors,
    part,
    remember,
    save_checkpoint,
)
from ml.head import HeadConfig, fit_head
from ml.networks import Network
from ml.objective import as_answers
from ml.pictures import Pictures
from ml.ranks import ALONE, Ranks
from ml.scoring import FloatArray
from ml.tunable import Examples, Recipe, Rows, Tunable, held_out_rows, precision_on
from ml.tuning_state import Moment, Place, State, Tuned

__all__ = ["Moment", "Tuned", "fine_tune"]

Tell = Callable[[Moment], None]
CHECKPOINT = "checkpoint.safetensors"
WARM_UP = 0.05
GRADIENT_AT_MOST = 1.0
MEASURED_AT_ONCE = 32
DRAWING = 0.3
"""Share of the whole that drawing and keeping the pictures takes, roughly."""


def fine_tune(
    *,
    network: Network,
    examples: Examples,
    recipe: Recipe,
    seed: int,
    folder: Path,
    tell: Tell = lambda _moment: None,
    minutes: float | None = None,
    checkpoint_seconds: float = 60.0,
    device: str = "cpu",
    engine: str = "auto",
    ranks: Ranks = ALONE,
) -> Tuned:
    """Train the body's later layers; goes on from the checkpoint in `folder` where there is one.

    On a CPU the same arguments give the same weights, whether it was interrupted or not, unless `minutes`
    bound it: then the pace decides how many rounds there are. Raises ValueError where the groups are too few
    to hold some out, CheckpointError where the checkpoint is of another training.
    """
    began = time.monotonic()
    train, held = held_out_rows(examples, recipe.held_out, seed)
    pictures = Pictures(network, examples, recipe, seed=seed, folder=folder, device=device)
    if ranks.first:
        pictures.prepare(train, held, lambda share: tell(Moment(DRAWING * share)), engine=engine)
    ranks.wait()
    training = _Training(network, examples, recipe, seed, train, held, pictures, torch.device(device), ranks)
    checkpoint = folder / CHECKPOINT
    if checkpoint.exists():
        training.go_on_from(checkpoint)
    else:
        training.begin()
    training.start_clock(time.monotonic() - began, minutes)
    training.run(tell, checkpoint, checkpoint_seconds)
    return training.result()


@dataclass(eq=False)
class _Training:
    """The model, its optimiser, and where both are."""

    network: Network
    examples: Examples
    recipe: Recipe
    seed: int
    train: Rows
    held: Rows
    pictures: Pictures
    device: torch.device
    ranks: Ranks
    place: Place = field(default_factory=Place)
    best: State = field(default_factory=dict)

    def __post_init__(self) -> None:
        recipe, tags = self.recipe, self.examples.targets.shape[1]
        self.answers = as_answers(
            self.examples.targets, self.examples.weights, self.examples.choice_groups
        ).single()
        self.model = Tunable(self.network, recipe, tags)
        self.model.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.model.eval()  # for good: statistics stay, nothing drops out
        self.optimiser = torch.optim.AdamW(self.model.rates(recipe), weight_decay=recipe.decay)
        self.batches = math.ceil(len(self.train) / recipe.batch)
        self.total = self.batches * recipe.epochs
        self.limit = math.inf

    def begin(self) -> None:
        """From the probe: the head that the embeddings as they are get."""
        means = self.means(self.train)
        probe = fit_head(
            embeddings=means / np.linalg.norm(means, axis=1, keepdims=True).clip(1e-12),
            targets=self.examples.targets[self.train],
            weights=self.examples.weights[self.train],
            choice_groups=self.examples.choice_groups,
            sample_groups=self.examples.groups[self.train],
            config=HeadConfig(),
            seed=self.seed,
        )
        self.model.take(probe.head)
        self.best = _copy(self.model)
        self.place.before = self.place.best = self.precision()

        if math.isnan(self.place.before):
            raise ValueError("what is held out has no tag with a yes and a no: more answers are needed")

    def start_clock(self, preparing: float, minutes: float | None) -> None:
        """What was spent before an interruption counts; learning gets what drawing has left of `minutes`."""
        self.place.preparing += preparing
        self.began = time.monotonic() - self.place.learning
        if minutes is not None:
            self.limit = max(60 * minutes - self.place.preparing, 1e-6)

    @property
    def seconds(self) -> float:
        """Spent on learning and measuring."""
        return time.monotonic() - self.began

    def go_on_from(self, checkpoint: Path) -> None:
        tensors, numbers = load_checkpoint(checkpoint)
        try:
            self.model.load_state_dict(part(tensors, "model."))
            self.place = Place(**numbers)  # type: ignore[arg-type]
        except (RuntimeError, TypeError) as error:
            raise CheckpointError(f"{checkpoint} is of another training: {error}") from error
        remember(self.optimiser, part(tensors, "optimiser."))
        self.best = part(tensors, "best.")

    def keep(self, checkpoint: Path) -> None:
        self.place.learning = self.seconds
        tensors = {
            **named("model.", _copy(self.model)),
            **named("optimiser.", optimiser_tensors(self.optimiser)),
            **named("best.", self.best),
        }
        save_checkpoint(checkpoint, tensors, asdict(self.place))

    def run(self, tell: Tell, checkpoint: Path, checkpoint_seconds: float) -> None:
        """Rounds until there is no gain in them, none left, or no time."""
        learner, place, recipe = self.ranks.wrapped(self.model), self.place, self.recipe
        kept = time.monotonic()
        while place.epoch < recipe.epochs and place.epoch - place.best_epoch < recipe.patience:
            order = np.random.default_rng(seed_of(self.seed, place.epoch)).permutation(self.train)
            while place.step < self.batches and (share := self.share()) < 1:
                rows = order[place.step * recipe.batch :][: recipe.batch]
                self.learn(learner, rows, share)
                place.step += 1
                place.images += len(rows)
                tell(self.moment())
                if self.ranks.first and time.monotonic() - kept >= checkpoint_seconds:
                    self.keep(checkpoint)
                    kept = time.monotonic()
            self.end_round()
            if self.ranks.first:
                self.keep(checkpoint)
                kept = time.monotonic()
            tell(self.moment())
            if self.share() >= 1:
                return

    def share(self) -> float:
        """How much of the training is done, by rounds or by time, whichever is nearer to its end."""
        done = (self.place.epoch * self.batches + self.place.step) / self.total
        timed = torch.tensor([max(done, self.seconds / self.limit)], device=self.device)
        return min(1.0, float(self.ranks.agree(timed)))

    def learn(self, learner: nn.Module, rows: Rows, share: float) -> None:
        """One step on the masked loss, averaged over all that was answered about the whole batch.

        Pictures are mixed in pairs (Zhang et al., "mixup", 2018): the loss is that of both, in proportion, so
        that what is unknown of either stays unknown.
        """
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * _shape(share)
        own = rows[self.ranks.rank :: self.ranks.world]
        random = np.random.default_rng(seed_of(self.seed, self.place.epoch, self.place.step))
        kept = random.beta(self.recipe.mix, self.recipe.mix) if self.recipe.mix else 1.0
        pictures = self.pictures.of_round(own, self.place.epoch)
        partner = random.permutation(len(own))
        mixed = pictures * kept + pictures[partner] * (1 - kept) if self.recipe.mix else pictures
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            logits = learner(mixed).cpu()
        losses = kept * self.losses(own, logits) + (1 - kept) * self.losses(own[partner], logits)
        known = self.answers.rows(torch.from_numpy(rows)).known().sum().clamp_min(1e-6)
        loss = losses * self.ranks.world / known  # gradients are averaged over the processes
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), GRADIENT_AT_MOST)
        self.optimiser.step()

    def losses(self, rows: Rows, logits: Tensor) -> Tensor:
        return self.answers.rows(torch.from_numpy(rows)).losses(logits).sum()

    def end_round(self) -> None:
        place = self.place
        place.epoch, place.step = place.epoch + 1, 0
        place.last = self.precision()
        if place.last > place.best:
            place.best, place.best_epoch, self.best = place.last, place.epoch, _copy(self.model)

    def precision(self) -> float:
        """Mean average precision on what is held out, as the first process sees it."""
        value = math.nan
        if self.ranks.first:
            with torch.inference_mode():
                means = torch.from_numpy(self.means(self.held)).to(self.device)
                logits = self.model.logits(means).cpu().numpy()
            value = precision_on(logits, self.examples.truth(self.held), self.examples.choice_groups)
        return float(self.ranks.agree(torch.tensor([value], dtype=torch.float64, device=self.device)))

    def means(self, rows: Rows) -> FloatArray:
        """[m, d] what images' views give on average, without augmentation."""
        parts = []
        with (
            torch.inference_mode(),
            torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"),
        ):
            for start in range(0, len(rows), MEASURED_AT_ONCE):
                some = rows[start : start + MEASURED_AT_ONCE]
                means = self.model.means(self.pictures.as_seen(some))
                parts.append(means.view(len(some), self.pictures.views, -1).mean(dim=1).cpu().numpy())
        return np.concatenate(parts)

    def moment(self) -> Moment:
        place, share = self.place, self.share()
        return Moment(
            share=DRAWING + (1 - DRAWING) * share,
            epoch=min(place.epoch + 1, self.recipe.epochs),
            epochs=self.recipe.epochs,
            batch=place.step,
            batches=self.batches,
            images_per_second=place.images / max(self.seconds, 1e-6),
            seconds_left=(1 - share) / max(share, 1e-6) * self.seconds,
            precision=None if math.isnan(place.last) else place.last,
        )

    def result(self) -> Tuned:
        self.model.load_state_dict(self.best)
        self.network.body.eval()
        return Tuned(
            body=_copy(self.network.body),
            before=self.place.before,
            after=self.place.best,
            epochs=self.place.epoch,
            images_per_second=self.moment().images_per_second,
        )


def _shape(share: float) -> float:
    """Of the full rate: up over the first steps, then down like a cosine."""
    return min(1.0, share / WARM_UP + 0.02) * 0.5 * (1 + math.cos(math.pi * share))


def _copy(module: nn.Module) -> State:
    """On the CPU and in the usual order of numbers, as files want it."""
    return {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in module.state_dict().items()
    }
