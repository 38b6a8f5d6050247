"""Every page with something on it: a drawn catalog, what was said of it, a champion, and all that waits."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import ProductImage, Tag
from catalog.sample import generate
from catalog.services.importing import import_catalog
from labeling.models import AuditImage, Comment, Pair, QueueItem, Reason, Review
from labeling.services.auditing import draw_audit_images
from labeling.services.comparing import Choice, record_comparison
from recommender.models import PublishedTag
from recommender.services.publishing import publish
from tests.e2e.truth import read_truth
from tests.frontend.gallery_shop import open_shop, photo_of
from tests.gridmaking import make_grid
from tests.making import say
from tests.training import trust
from tests.training.racing import arm, saved
from training.models import Backtest, ModelVersion, Promotion, TrainingRun
from training.services.backtesting import request_backtest
from training.services.choosing import refill_queue
from training.services.embedding import embed_pending
from training.services.grading import grade_compared
from training.services.learning import request_training, retrain_if_due

PRODUCTS = 60
TAUGHT = 30
TILES = 24
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Gallery:
    """What the pages are of."""

    version: ModelVersion
    run: TrainingRun
    backtest: Backtest
    product: int
    tag: str
    shop: dict[str, str]
    photos: dict[int, str]
    """By person the photo that they brought, which nobody else sees."""

    def pages(self, person: User) -> dict[str, str]:
        """All pages for somebody who may see everything, by a short name."""
        return self.shop | {
            "photo-result": self.photos[person.pk],
            "home": "/",
            "review": "/review/",
            "grids": "/grid/",
            "grid": f"/grid/{self.tag}/",
            "compares": "/compare/",
            "compare": f"/compare/{self.tag}/",
            "me": "/me/",
            "models": "/models/",
            "mine": "/models/mine/",
            "version": f"/models/{self.version.pk}/",
            "tag": f"/models/tags/{self.tag}/",
            "runs": "/models/runs/",
            "run": f"/models/runs/{self.run.pk}/",
            "backtest": f"/models/backtest/{self.backtest.pk}/",
            "wall": "/style/",
            "wall-tag": f"/style/?tag={self.tag}",
            "product": f"/style/products/{self.product}/",
            "not-found": "/nowhere/",
            "admin": "/admin/",
            "admin-list": "/admin/labeling/queueitem/",
        }


def open_gallery(folder: Path, *, curator: User, second: User, manager: User) -> Gallery:
    """With the real encoder and real trainings; figures that take hundreds of answers are written by hand."""
    now = timezone.now()
    generate(folder, products=PRODUCTS, seed=7)
    import_catalog(path=folder, now=now)
    truth = read_truth(folder)
    embed_pending(now=now, seconds=300)
    draw_audit_images(now=now)
    first = _taught(truth, curator, second, now=now - 8 * DAY, part=slice(0, TAUGHT // 2))
    second_version = _taught(truth, curator, second, now=now - DAY, part=slice(TAUGHT // 2, TAUGHT))
    tag = Tag.objects.get(slug="romantic")
    _measured(first, 0.61)
    _measured(second_version, 0.68)
    refill_queue(now=now)
    _waiting(tag, curator, manager, now=now)
    publish(now=now)
    _today(truth, curator, now=now)
    return Gallery(
        version=second_version,
        run=second_version.run,
        backtest=_raced(manager, now=now),
        product=PublishedTag.objects.values_list("product", flat=True)[0],
        tag=tag.slug,
        shop=open_shop([curator, manager], now=now),
        photos={person.pk: photo_of(person, now=now) for person in (curator, manager)},
    )


def _taught(
    truth: dict[str, frozenset[str]], curator: User, second: User, *, now: dt.datetime, part: slice
) -> ModelVersion:
    """Two people who see what is there, and who differ now and then about one mood."""
    moods = {tag.slug: tag for tag in Tag.objects.in_use() if tag.facet.slug == "mood"}
    audited = set(AuditImage.objects.values_list("image", flat=True))
    for number, image in enumerate(ProductImage.objects.order_by("id")[part]):
        fields = {"reason": Reason.AUDIT, "facet": moods["romantic"].facet} if image.pk in audited else {}
        verdicts = {tag: "yes" if slug in truth[image.sha256] else "no" for slug, tag in moods.items()}
        say(curator, image, verdicts, now=now, **fields)
        if number % 3 == 0 and not fields:
            other = {"yes": "no", "no": "yes"}[verdicts[moods["romantic"]]]
            say(second, image, {moods["romantic"]: other}, now=now)
    request_training(by=None, now=now)
    retrain_if_due(now=now)
    version = ModelVersion.objects.latest("pk")
    if not version.is_champion:
        version.promote(now=now, reason="better")
    Promotion.objects.filter(version=version).update(created_at=now)
    return version


def _measured(version: ModelVersion, value: float) -> None:
    trust.figure(version, None, value)
    for number, tag in enumerate(Tag.objects.filter(pk__in=version.tags)):
        trust.figure(version, tag, max(0.12, value - 0.04 * number))
        trust.calibration(version, tag, threshold=0.72 if number < 4 else None)
        trust.curve(version, tag)


def _waiting(tag: Tag, curator: User, manager: User, *, now: dt.datetime) -> None:
    """A photo that tells why in every way, grids of three tags, and pairs of one."""
    images = list(ProductImage.objects.order_by("-id")[:TILES])
    for other in Tag.objects.filter(slug__in=[tag.slug, "lovely", "minimal"]):
        make_grid(other, images, model_key="m1")
    sold = QueueItem.objects.open().exclude(reason=Reason.AUDIT).order_by("-priority", "id")[0]
    QueueItem.objects.filter(pk=sold.pk).update(reason=Reason.SELLER, reason_tag=tag, priority=2000)
    Comment.objects.create(
        image=sold.image, curator=manager, client_id=_name(0), text="레이스가 소매에만 있어요", created_at=now
    )
    for number in range(0, 20, 2):
        Pair.objects.create(tag=tag, left=images[number], right=images[number + 1], created_at=now)
    for number, pair in enumerate(Pair.objects.order_by("id")[:4]):
        choice = Choice(_name(number), "left", 1.5)
        record_comparison(curator=manager, pair_id=pair.pk, choice=choice, now=now)
    grade_compared(now=now)


def _today(truth: dict[str, frozenset[str]], curator: User, *, now: dt.datetime) -> None:
    mood = Tag.objects.get(slug="romantic")
    for ago, images in ((3, slice(30, 34)), (1, slice(34, 41)), (0, slice(41, 46))):
        for image in ProductImage.objects.filter(audit=None).order_by("id")[images]:
            said = {mood: "yes" if "romantic" in truth[image.sha256] else "no"}
            say(curator, image, said, now=now - ago * DAY)
    assert Review.objects.filter(curator=curator, created_at=now).exists()


def _raced(manager: User, *, now: dt.datetime) -> Backtest:
    run = request_backtest(by=manager, now=now)
    assert run is not None
    run.finish(TrainingRun.State.DONE, "", now=now)
    made = Backtest.objects.create(
        run=run,
        held_out="audit",
        pool_count=160,
        test_count=60,
        tag_count=3,
        seeds=5,
        in_force="ours",
        best="modal_uncertainty",
        arms=[arm("ours", ratio=0.62), arm("random"), arm("modal_uncertainty", ratio=0.9, gain=0.05)],
        created_at=now,
    )
    saved(made)
    return made


def _name(number: int) -> uuid.UUID:
    return uuid.UUID(int=number + 1)
