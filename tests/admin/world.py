"""Rows of every model, as many as one likes."""

import datetime as dt
import uuid

import numpy as np
from django.contrib.auth.models import User

from catalog.models import (
    DuplicateGroup,
    Embedding,
    Facet,
    Fingerprint,
    Product,
    ProductImage,
    Region,
    RegionWithdrawal,
    SellerTag,
    Separation,
    Tag,
)
from labeling.models import (
    AuditImage,
    Comment,
    CommentWithdrawal,
    Comparison,
    ComparisonWithdrawal,
    Flag,
    FlagRuling,
    FlagWithdrawal,
    Grade,
    Grid,
    GridCheck,
    GridReview,
    GridTile,
    GridWithdrawal,
    Label,
    Pair,
    Preference,
    QueueItem,
    Reason,
    Review,
    Suggestion,
    Verdict,
    Withdrawal,
)
from recommender.models import (
    ApiToken,
    Contradiction,
    Event,
    FacetCount,
    FrozenQuery,
    Hold,
    IndexedImage,
    IndexGeneration,
    MoodWeight,
    Opinion,
    PhotoQuery,
    Publication,
    PublicationChange,
    PublishedEvidence,
    PublishedTag,
    PublishOrder,
    SellerCount,
    Shopper,
    Slate,
    StyleSpace,
    TableWatch,
    TagCount,
    Tally,
)
from tests.admin.exchange import make_exchange
from tests.admin.world_of_learning import make_learning
from tests.admin.world_of_managers import make_colleague, make_import, make_managing, make_vocabulary
from training.models import (
    EmbeddingFailure,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def populate(numbers: range) -> None:
    """One row of each model for each number, each with a person, product, tag and model of its own."""
    for number in numbers:
        curator = User.objects.create_user(f"curator-{number}")
        Preference.objects.create(user=curator, language="ko", daily_goal=100)
        make_colleague(number, curator)
        tag = make_tag(number)
        image = make_catalog(number, tag)
        make_answers(number, curator, image, tag)
        make_managing(number, curator)
        make_learning(number, curator, image, tag)
        published = PublishedTag.objects.create(
            product=image.product,
            tag=tag,
            source=PublishedTag.Source.PREDICTED,
            confidence=0.9,
            published_at=NOW,
        )
        PublishedEvidence.objects.create(published=published, image=image, model_key="m", made_at=NOW)
        make_vocabulary(number, curator, image, tag)
        make_style(number, image)
        make_exchange(number, curator, image, tag)
        make_import(number, curator, image)
        make_counts(number, tag)
        PhotoQuery.objects.create(owner="0" * 64, width=30, height=40, created_at=NOW, asked_at=NOW)
        make_publishing(number, curator, image.product, tag)
        make_taste(number, curator, image.product, tag)
        Publication.objects.create(
            tags=[tag.pk],
            label_count=1,
            yes_count=1,
            no_count=0,
            embedding_count=1,
            last_embedding_id=1,
            published_at=NOW,
            finished_at=NOW,
            added=1,
            changed=0,
            removed=0,
        )


def make_style(number: int, image: ProductImage) -> None:
    StyleSpace.objects.create(
        key=f"style-{number}",
        encoder_key="test",
        dimensions=3,
        weights=b"BULKY-WEIGHTS",
        image_count=50,
        created_at=NOW,
    )
    FrozenQuery.objects.create(kind="style", image=image, drawn_at=NOW)
    make_index(number, image)


def make_counts(number: int, tag: Tag) -> None:
    TagCount.objects.create(tag=tag, published=1, in_stock=1, said=0)
    FacetCount.objects.create(facet=tag.facet, products=1)
    SellerCount.objects.create(seller=f"판매자 {number}", products=1)
    TableWatch.objects.create(name=f"sweep-{number}", looked_at=NOW)


def make_taste(number: int, user: User, product: Product, tag: Tag) -> None:
    shopper = Shopper.objects.create(user=user, created_at=NOW, seen_at=NOW)
    Event.objects.create(shopper=shopper, kind="like", product=product, client_id=uuid.uuid4(), at=NOW)
    Opinion.objects.create(shopper=shopper, product=product, value="like", at=NOW)
    MoodWeight.objects.create(shopper=shopper, tag=tag, steps=1, at=NOW)
    Slate.objects.create(shopper=shopper, day=NOW.date(), digest=f"{number:064x}", at=NOW)


def make_index(number: int, image: ProductImage) -> None:
    generation = IndexGeneration.objects.create(
        engine=f"engine-{number}", space_key=f"space-{number}", dimensions=3, created_at=NOW
    )
    IndexedImage.objects.create(generation=generation, image_id=image.pk, digest=uuid.uuid4())


def make_tag(number: int) -> Tag:
    facet = Facet.objects.create(slug=f"facet-{number}", name_ko=f"측면{number}", name_en=f"Facet {number}")
    return Tag.objects.create(
        facet=facet, slug=f"tag-{number}", name_ko=f"태그{number}", name_en=f"Tag {number}"
    )


def make_catalog(number: int, tag: Tag) -> ProductImage:
    product = Product.objects.create(external_id=f"P-{number}", title=f"원피스 {number}", category="dress")
    image = ProductImage.objects.create(product=product, sha256=f"{number:064x}", width=640, height=800)
    again = ProductImage.objects.create(
        product=product, sha256=f"{number:063x}b", width=640, height=800, position=1
    )
    group = DuplicateGroup.objects.create(created_at=NOW)
    for same in (image, again):
        Fingerprint.objects.create(image=same, signed_hash=number, group=group, compared_at=NOW)
    SellerTag.objects.create(product=product, text=f"글{number}", tag=tag)
    Embedding.objects.create(
        image=image, encoder_key="test", dimensions=3, vector=np.ones(3, dtype=np.float32)
    )
    EmbeddingFailure.objects.create(image=image, encoder_key="other", reason="gone", failed_at=NOW)
    return image


def make_answers(number: int, curator: User, image: ProductImage, tag: Tag) -> None:
    again = image.product.images.get(position=1)
    Separation.objects.create(one=image, other=again, by=curator, created_at=NOW)
    region = Region.objects.create(
        image=image, x0=0.1, y0=0.1, x1=0.9, y1=0.9, source="curator", by=curator, created_at=NOW
    )
    RegionWithdrawal.objects.create(region=region, by=curator, created_at=NOW)
    item = QueueItem.objects.create(
        image=image, reason=Reason.DOUBT, reason_tag=tag, facet=tag.facet, leased_by=curator, leased_until=NOW
    )
    Suggestion.objects.create(item=item, tag=tag, position=0, probability=0.5, evidence=[{"cells": [[1.0]]}])
    review = Review.objects.create(
        item=item, image=image, curator=curator, client_id=uuid.uuid4(), outcome="answered", created_at=NOW
    )
    Verdict.objects.create(review=review, tag=tag, value="yes")
    Withdrawal.objects.create(review=review, by=curator, created_at=NOW)
    make_remarks(curator, review)
    Label.objects.create(image=image, tag=tag, yes=1, updated_at=NOW)
    AuditImage.objects.create(image=image, drawn_at=NOW)
    make_sitting(curator, image, tag)
    make_comparison(curator, image, again, tag)


def make_sitting(curator: User, image: ProductImage, tag: Tag) -> None:
    grid = Grid.objects.create(tag=tag, kind="likely", low=0.6, high=0.75, model_key="test", created_at=NOW)
    tile = GridTile.objects.create(
        grid=grid, image=image, position=0, probability=0.7, is_check=True, known=True
    )
    sitting = GridReview.objects.create(
        grid=grid, curator=curator, client_id=uuid.uuid4(), outcome="answered", seconds=9.0, created_at=NOW
    )
    GridCheck.objects.create(grid_review=sitting, tile=tile, value="yes", missed=False, dwell_ms=900)
    GridWithdrawal.objects.create(grid_review=sitting, by=curator, created_at=NOW)


def make_comparison(curator: User, image: ProductImage, again: ProductImage, tag: Tag) -> None:
    pair = Pair.objects.create(
        tag=tag, left=image, right=again, created_at=NOW, leased_by=curator, leased_until=NOW
    )
    said = Comparison.objects.create(
        pair=pair, curator=curator, client_id=uuid.uuid4(), answer="left", seconds=2.0, created_at=NOW
    )
    ComparisonWithdrawal.objects.create(comparison=said, by=curator, created_at=NOW)
    Grade.objects.create(
        tag=tag, image=image, score=0.5, low=-0.5, high=1.5, share=0.6, comparisons=4, updated_at=NOW
    )


def make_remarks(curator: User, review: Review) -> None:
    image, name = review.image, uuid.uuid4()
    flag = Flag.objects.create(
        image=image, review=review, curator=curator, client_id=name, kind="broken", created_at=NOW
    )
    FlagWithdrawal.objects.create(flag=flag, by=curator, created_at=NOW)
    FlagRuling.objects.create(flag=flag, keeps_out=True, by=curator, created_at=NOW)
    comment = Comment.objects.create(
        image=image, curator=curator, client_id=name, text="단추가 달라요", created_at=NOW
    )
    CommentWithdrawal.objects.create(comment=comment, by=curator, created_at=NOW)


def make_publishing(number: int, curator: User, product: Product, tag: Tag) -> None:
    PublicationChange.objects.create(
        product=product,
        external_id=product.external_id,
        tag=tag,
        why="people",
        to_source="curated",
        to_confidence=0.9,
        changed_at=NOW,
    )
    Hold.objects.create(product=product, reason="그만 팝니다 1", by=curator, created_at=NOW)
    PublishOrder.objects.create(product=product, by=curator, created_at=NOW)
    Tally.objects.create(day=NOW.date(), what="products", of=f"판매자 {number} 1", count=1, at=NOW)
    Contradiction.objects.create(seller_tag=product.seller_tags.get(), said_by="people", no=1, found_at=NOW)
    ApiToken.objects.create(
        name=f"거울 {number} 1",
        scopes=["read"],
        prefix=f"mdl_{number}",
        digest=f"{number:064x}",
        created_by=curator,
        created_at=NOW,
    )
