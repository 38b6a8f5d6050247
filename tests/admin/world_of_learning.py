"""What learning leaves in the tables."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from catalog.models import (
    Product,
    ProductImage,
    Tag,
)
from training.models import (
    Backtest,
    BudgetShares,
    Calibration,
    Demand,
    Evaluation,
    LearningCurve,
    ModelVersion,
    Promotion,
    RunLine,
    SavedLabels,
    Snapshot,
    StrategyChoice,
    TagGoal,
    TrainingRun,
    TunedEncoder,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def make_learning(number: int, curator: User, image: ProductImage, tag: Tag) -> None:
    snapshot = Snapshot.objects.create(
        content_hash=f"{number:064x}",
        encoder_key="test",
        payload=b"BULKY-PAYLOAD",
        label_count=1,
        image_count=1,
        created_at=NOW,
    )
    run = TrainingRun.objects.create(
        snapshot=snapshot, requested_by=curator, state=TrainingRun.State.PROMOTED, created_at=NOW
    )
    version = ModelVersion.objects.create(
        model_key=f"model-{number}",
        encoder_key="test",
        run=run,
        tags=[tag.pk],
        head=b"BULKY-HEAD",
        created_at=NOW,
    )
    Evaluation.objects.create(
        version=version,
        tag=tag,
        average_precision=0.7,
        low=0.6,
        high=0.8,
        image_count=9,
        positive_count=3,
        created_at=NOW,
    )
    BudgetShares.objects.create(audit=10, control=10, rare=10, people=5, seller=5, by=curator, created_at=NOW)
    Promotion.objects.create(version=version, previous=version, by=curator, reason="better", created_at=NOW)
    RunLine.objects.create(run=run, at=NOW, message="fitting")
    Calibration.objects.create(
        version=version, tag=tag, method="platt", image_count=9, positive_count=3, promised=0.9
    )
    LearningCurve.objects.create(version=version, tag=tag, state="unknown", points=[], goal=0.8)
    TunedEncoder.objects.create(
        encoder_key=f"tuned-{number}",
        network="efficientnet_lite0",
        run=run,
        file=f"encoders/{number}.safetensors",
        sha256=f"{number:064x}",
        created_at=NOW,
    )
    make_asking(number, curator, tag, snapshot)


def make_asking(number: int, curator: User, tag: Tag, snapshot: Snapshot) -> None:
    run = TrainingRun.objects.create(
        snapshot=snapshot, kind="backtest", requested_by=curator, state="done", created_at=NOW
    )
    backtest = Backtest.objects.create(
        run=run,
        held_out="audit",
        pool_count=100,
        test_count=40,
        tag_count=3,
        seeds=5,
        in_force="ours",
        best=f"strategy-{number}",
        arms=[],
        created_at=NOW,
    )
    SavedLabels.objects.create(backtest=backtest, control_count=20, chosen_count=180)
    StrategyChoice.objects.create(name="ours", backtest=backtest, by=curator, reason="better", created_at=NOW)
    TagGoal.objects.create(tag=tag, value=0.7, by=curator, created_at=NOW)
    product = Product.objects.get(external_id=f"P-{number}")
    Demand.objects.create(product=product, weight=1 + number, at=NOW)
