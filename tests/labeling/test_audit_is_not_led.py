"""An audit answer measures the model: nothing leads it, and nothing learns from it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from catalog.models import DuplicateGroup, Facet, Fingerprint, Product, ProductImage, Tag
from labeling.models import AuditImage, Label, LabelSource, Reason, SourcedLabel
from labeling.services.auditing import draw_audit_images, next_audit_questions
from tests.making import NOON, make_image, make_item, say


def sleeve_answers(tags: dict[str, Tag], yes: str) -> dict[Tag, str]:
    return {tag: "yes" if slug == yes else "no" for slug, tag in tags.items() if tag.facet.slug == "sleeve"}


def test_neither_model_nor_seller_is_heard(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    image.product.seller_tags.create(text="퍼프", tag=tags["puff-sleeve"])
    make_item(
        image, tags["puff-sleeve"], reason=Reason.AUDIT, facet=Facet.objects.get(slug="sleeve"), model_key="m"
    )
    client.force_login(curator)

    [item] = client.post("/api/lease/", {"count": 1}, content_type="application/json").json()["items"]

    [suggestion] = item["suggestions"]
    assert item["hides_suggestions"] is True
    assert (suggestion["probability"], suggestion["said_by_seller"], suggestion["evidence"]) == (
        None,
        False,
        [],
    )
    assert item["product"]["seller_tags"] == []


@pytest.mark.parametrize("is_copy", [False, True], ids=["other photo", "copy"])
def test_nothing_learns_from_it_nor_from_what_is_near(
    curator: User, tags: dict[str, Tag], is_copy: bool
) -> None:
    audited = make_image(1)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    if is_copy:
        other = make_image(2)
        type(other).objects.filter(pk=other.pk).update(sha256=audited.sha256)
    else:
        other = make_image(2, product=audited.product)
    learned = make_image(3)
    for image in (audited, other, learned):
        say(curator, image, {tags["cute"]: "yes"})

    assert [label.image for label in Label.objects.trainable()] == [learned]
    assert [label.image for label in Label.objects.audited()] == [audited]


@override_settings(AUDIT_SHARE=0.1)
def test_the_first_photo_of_every_tenth_product_is_drawn_once(db: None) -> None:
    inside, outside = make_image(1, lot=0.05), make_image(2, lot=0.15)
    make_image(3, product=inside.product)

    first, again = draw_audit_images(now=NOON), draw_audit_images(now=NOON)

    assert (first, again) == (1, 0)
    assert [drawn.image for drawn in AuditImage.objects.all()] == [inside]
    assert outside.product != inside.product


@override_settings(AUDIT_SHARE=0.5)
def test_what_was_reviewed_before_is_never_drawn(curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1, lot=0.9)
    say(curator, image, {tags["cute"]: "yes"})
    Product.objects.update(lot=0.01)

    draw_audit_images(now=NOON)

    assert not AuditImage.objects.exists()


@pytest.mark.parametrize("is_copy", [False, True], ids=["itself", "a copy"])
@override_settings(AUDIT_SHARE=0.5)
def test_what_is_being_asked_with_suggestions_in_sight_is_never_drawn(
    tags: dict[str, Tag], is_copy: bool
) -> None:
    asked = make_image(1, lot=0.9)
    make_item(asked, tags["cute"])
    if is_copy:
        copy = make_image(2, lot=0.1)
        type(copy).objects.filter(pk=copy.pk).update(sha256=asked.sha256)
    else:
        Product.objects.update(lot=0.01)

    assert draw_audit_images(now=NOON) == 0


@pytest.mark.parametrize("kind", ["itself", "another photo", "a copy", "a near-duplicate"])
@override_settings(AUDIT_SHARE=0.5)
def test_what_a_source_has_spoken_of_is_never_drawn(manager: User, tags: dict[str, Tag], kind: str) -> None:
    told = make_image(1, lot=0.9)
    source = LabelSource.objects.create(name="vendor", state="done", by=manager, created_at=NOON)
    SourcedLabel.objects.create(source=source, image=told, tag=tags["cute"], value=True)
    if kind in ("itself", "another photo"):
        Product.objects.update(lot=0.01)
    if kind == "another photo":
        make_image(2, product=told.product)
        ProductImage.objects.filter(pk=told.pk).update(position=1)
        ProductImage.objects.exclude(pk=told.pk).update(position=0)
    if kind == "a copy":
        ProductImage.objects.filter(pk=make_image(2, lot=0.1).pk).update(sha256=told.sha256)
    if kind == "a near-duplicate":
        group = DuplicateGroup.objects.create(created_at=NOON)
        for image in told, make_image(2, lot=0.1):
            Fingerprint.objects.create(image=image, signed_hash=1, group=group, compared_at=NOON)
    fresh = make_image(3, lot=0.1)

    draw_audit_images(now=NOON)

    assert [drawn.image for drawn in AuditImage.objects.all()] == [fresh]


def test_each_facet_of_an_image_is_asked_once(curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    AuditImage.objects.create(image=image, drawn_at=NOON)
    sleeve = Facet.objects.get(slug="sleeve")
    facets = set(Facet.objects.values_list("pk", flat=True))
    before = next_audit_questions(10)

    say(curator, image, sleeve_answers(tags, "long-sleeve"), reason=Reason.AUDIT, facet=sleeve)

    assert {facet for _, facet in before} == facets
    assert {facet for _, facet in next_audit_questions(10)} == facets - {sleeve.pk}
    assert len(next_audit_questions(2)) == 2
    assert next_audit_questions(0) == []
