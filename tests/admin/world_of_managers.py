"""What managers and what they bring leave in the tables."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib.auth.models import User

from catalog.models import (
    ImportChange,
    ImportJob,
    LoopSetting,
    ProductImage,
    RefusedRow,
    SellerText,
    Tag,
    TagMapping,
    VocabularyChange,
)
from config.models import Invitation, PersonChange
from labeling.models import (
    Assignment,
    BulkRestoration,
    BulkWithdrawal,
    ChosenExample,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def make_managing(number: int, person: User) -> None:
    LoopSetting.objects.create(name=f"setting-{number}", value=number, by=person, created_at=NOW)
    withdrawal = BulkWithdrawal.objects.create(
        curator=person,
        since=NOW,
        until=NOW + dt.timedelta(days=1),
        reviews=[1],
        review_count=1,
        comparison_count=0,
        label_count=1,
        client_id=uuid.uuid4(),
        by=person,
        reason="1",
        created_at=NOW,
    )
    BulkRestoration.objects.create(withdrawal=withdrawal, by=person, created_at=NOW)


def make_colleague(number: int, person: User) -> None:
    Assignment.objects.create(person=person, queues=["single"], daily_goal=50, by=person, updated_at=NOW)
    PersonChange.objects.create(person=person, kind="joined", by=person, at=NOW)
    Invitation.objects.create(
        role="curators",
        email=f"person1-{number}@example.com",
        language="ko",
        client_id=uuid.uuid4(),
        digest=f"{number:064x}",
        created_by=person,
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=7),
    )


def make_import(number: int, by: User, image: ProductImage) -> None:
    job = ImportJob.objects.create(
        source="upload", name=f"상품-{number}.csv", location=f"imports/{number}", by=by, created_at=NOW
    )
    ImportChange.objects.create(
        job=job, product_key=image.product_id, external_id=f"P-{number}", kind="created", images=[image.pk]
    )
    RefusedRow.objects.create(job=job, number=1, cells={"image": "1.jpg"}, reason="there is no such photo")


def make_vocabulary(number: int, curator: User, image: ProductImage, tag: Tag) -> None:
    change = VocabularyChange.objects.create(
        kind="merge",
        tags=[tag.pk],
        params={"told": f"태그 1 {number}"},
        by=curator,
        at=NOW,
        undone_by=curator,
        undone_at=NOW,
    )
    if other := Tag.objects.exclude(pk=tag.pk).order_by("pk").first():
        TagMapping.objects.create(change=change, from_tag=tag, to_tag=other, says="all")
    SellerText.objects.create(
        heard=f"뜻모를1글{number}", text=f"뜻 모를 1글{number}", products=1, counted_at=NOW
    )
    ChosenExample.objects.create(tag=tag, image=image, kind="yes", by=curator, at=NOW)
