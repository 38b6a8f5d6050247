"""Labels from elsewhere: what their source weighs beside people, and what they never touch."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from catalog.models import Facet, ProductImage, Tag, TagMapping, VocabularyChange
from catalog.services.private import private_storage
from labeling.models import AuditImage, Label, LabelSource, SourcedLabel
from labeling.services.consensus import labels_at, rebuild_labels
from labeling.services.sourcing import SourcingError, bring, confirm, discard, withdraw
from labeling.services.sourcing.taking import take_in_sources
from tests.making import NOON, make_image, say

pytestmark = pytest.mark.usefixtures("own_private_files")


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    """A vocabulary of a few moods."""
    mood = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    names = [
        ("cute", "귀여운"),
        ("street", "스트리트"),
        ("retro", "레트로"),
        ("lovely", "러블리"),
        ("romantic", "로맨틱"),
    ]
    return {
        slug: Tag.objects.create(facet=mood, slug=slug, name_ko=name, name_en=slug.title(), position=at)
        for at, (slug, name) in enumerate(names)
    }


@pytest.fixture
def images(db: None) -> list[ProductImage]:
    return [make_image(number) for number in (1, 2, 3)]


def take_in(
    by: User, text: str | bytes, *, name: str = "vendor", weight: str = "1", file_name: str = "labels.csv"
) -> LabelSource:
    content = text.encode() if isinstance(text, str) else text
    source = bring(
        name=name,
        weight=Decimal(weight),
        file=io.BytesIO(content),
        original_name=file_name,
        by=by,
        now=NOON,
    )
    confirm(source)
    take_in_sources(now=NOON)
    source.refresh_from_db()
    return source


def test_a_source_speaks_where_nobody_has(
    manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    source = take_in(manager, "external_id,tag,value\nP1,cute,yes\nP2,귀여운,아니요\nP3,cute,unsure\n")

    told = {label.image_id: label for label in Label.objects.all()}
    assert (source.state, source.done, source.refused_count) == ("done", 3, 0)
    assert [told[image.pk].value for image in images] == [True, False, None]
    assert {label.people for label in told.values()} == {0}
    assert set(Label.objects.trainable().values_list("image", flat=True)) == {images[0].pk, images[1].pk}


def test_a_weight_is_so_many_people(
    curator: User, manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for image in images:
        say(curator, image, {tags["cute"]: "yes"})
    take_in(manager, "external_id,tag,value\nP1,cute,no\n", name="light", weight="0.5")
    take_in(manager, "external_id,tag,value\nP2,cute,no\n", name="even", weight="1")
    take_in(manager, "external_id,tag,value\nP3,cute,no\n", name="heavy", weight="1.5")

    values = list(Label.objects.order_by("image").values_list("value", "yes", "no", "sourced_no"))

    assert values == [
        (True, 1, 0, Decimal("0.5")),
        (None, 1, 0, Decimal("1")),
        (False, 1, 0, Decimal("1.5")),
    ]


def test_what_is_about_people_stays_theirs(
    curator: User, manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    say(curator, images[0], {tags["cute"]: "yes"})

    take_in(manager, "external_id,tag,value\nP1,cute,no\nP2,cute,unsure\n", weight="3")

    assert not Label.objects.disputed().exists()
    assert not Label.objects.by_several().exists()
    assert [label.image for label in Label.objects.unanimous("yes")] == [images[0]]
    assert labels_at(NOON) == {(images[0].pk, tags["cute"].pk): {"yes": 1}}


def test_measured_by_people_alone(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    audited, told_only = make_image(1), make_image(2)
    for image in (audited, told_only):
        AuditImage.objects.create(image=image, drawn_at=NOON)
    say(curator, audited, {tags["cute"]: "yes"}, reason="audit")

    take_in(manager, "external_id,tag,value\nP1,cute,no\nP2,cute,no\n", weight="9")

    [label] = Label.objects.audited()
    assert (label.image, label.value) == (audited, False)
    assert Label.objects.audited().people_say(True).exists()
    assert not Label.objects.trainable().exists()


def test_withdrawn_it_is_as_if_it_had_said_nothing(
    curator: User, manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    say(curator, images[0], {tags["cute"]: "yes"})
    source = take_in(manager, "external_id,tag,value\nP1,cute,no\nP2,cute,no\n", weight="2")

    gone = withdraw(source, by=manager, now=NOON)
    take_in_sources(now=NOON)

    [label] = Label.objects.all()
    assert gone and not withdraw(source, by=manager, now=NOON)
    assert (label.image, label.value, label.sourced_no) == (images[0], True, Decimal(0))
    assert rebuild_labels(now=NOON) == 0
    assert SourcedLabel.objects.count() == 2  # nothing is deleted


def test_lost_labels_are_rebuilt_with_what_sources_say(
    manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    take_in(manager, "external_id,tag,value\nP1,cute,no\nP2,cute,yes\n")
    Label.objects.filter(image=images[0]).delete()
    Label.objects.filter(image=images[1]).update(sourced_yes=7)

    mended = rebuild_labels(now=NOON)

    assert mended == 2
    assert Label.objects.get(image=images[1]).sourced_yes == 1


def test_rows_that_mean_nothing_are_refused_and_can_be_mended(
    manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    rows = ["P9,,cute,yes", "=cmd(),,cute,yes", "P1,,nonsense,yes", "P1,,cute,maybe", ",,cute,yes"]
    rows += ["P1,xyz,cute,yes", f"P1,{'a' * 64},cute,yes", "P1,,cute,yes", "P1,,cute,no", "P1,,cute,yes"]

    source = take_in(manager, "external_id,sha256,tag,value\n" + "\n".join(rows))

    with private_storage().open(source.refused_file) as file:
        refused = file.read().decode()
    assert (source.done, source.refused_count) == (10, 8)
    assert "'=cmd()" in refused and "\n=cmd()" not in refused
    assert "P9,,cute,yes,2,there is no product “P9”" in refused
    assert "P1,,nonsense,yes,4,unknown tag “nonsense”" in refused
    assert "“value” is “maybe”; it is yes, no or unsure" in refused
    assert "10,says otherwise than an earlier row of the same photo and tag" in refused
    assert Label.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"external_id,value\nP1,yes\n", "no column “tag”"),
        ("external_id,tag,value\nP1,귀여움,yes\n".encode("cp949"), "not UTF-8"),
        (b"PAR1broken", "not a Parquet file"),
        (b"PK\x03\x04broken", "not a ZIP"),
        (b"", "no header row"),
    ],
    ids=["no column", "another encoding", "no Parquet", "no ZIP", "nothing"],
)
def test_a_file_that_is_none_takes_nothing_in(
    manager: User, tags: dict[str, Tag], content: bytes, why: str
) -> None:
    source = take_in(manager, content)

    assert source.state == "failed"
    assert why in source.why
    assert not SourcedLabel.objects.exists()


def test_a_photo_alone_is_meant_wherever_it_is(manager: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    other = make_image(2)
    ProductImage.objects.filter(pk=other.pk).update(sha256=image.sha256)

    take_in(manager, f'{{"sha256": "{image.sha256}", "tag": "cute", "value": true}}', file_name="x.exe")

    assert Label.objects.filter(value=True).count() == 2


def test_nobody_confirmed_it(manager: User, images: list[ProductImage], tags: dict[str, Tag]) -> None:
    content = io.BytesIO(b"external_id,tag,value\nP1,cute,yes\n")
    source = bring(
        name="vendor", weight=Decimal(1), file=content, original_name="../../x.csv", by=manager, now=NOON
    )

    take_in_sources(now=NOON)

    assert not SourcedLabel.objects.exists()
    assert source.original_name == "x.csv"
    assert discard(source) and not private_storage().exists(source.file_name)
    assert not LabelSource.objects.exists()


@pytest.mark.parametrize("weight", ["0", "-1", "21", "0.04"])
def test_a_weight_has_bounds(manager: User, weight: str) -> None:
    with pytest.raises(SourcingError):
        bring(
            name="vendor",
            weight=Decimal(weight),
            file=io.BytesIO(b"x"),
            original_name="x.csv",
            by=manager,
            now=NOON,
        )

    assert not LabelSource.objects.exists()


def test_cut_off_it_goes_on_without_saying_anything_twice(
    manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    source = bring(
        name="vendor",
        weight=Decimal(1),
        file=io.BytesIO(b"external_id,tag,value\nP1,cute,yes\nP2,cute,no\n"),
        original_name="labels.csv",
        by=manager,
        now=NOON,
    )
    LabelSource.objects.filter(pk=source.pk).update(state="running", done=1)
    SourcedLabel.objects.create(source=source, image=images[0], tag=tags["cute"], value=True)

    take_in_sources(now=NOON)

    source.refresh_from_db()
    assert (source.state, source.done, source.refused_count) == ("done", 2, 0)
    assert SourcedLabel.objects.count() == 2


def test_many_rows_cost_as_many_queries_as_few(
    manager: User,
    images: list[ProductImage],
    tags: dict[str, Tag],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    lines = [f"P{image},{slug},yes" for image in (1, 2, 3) for slug in sorted(tags)]

    with django_assert_max_num_queries(55):
        source = take_in(manager, "external_id,tag,value\n" + "\n".join(lines))

    assert source.refused_count == 0
    assert SourcedLabel.objects.count() == len(lines)


def test_what_was_merged_counts_as_what_it_was_merged_into(
    manager: User, images: list[ProductImage], tags: dict[str, Tag]
) -> None:
    take_in(manager, "external_id,tag,value\nP1,cute,yes\nP1,lovely,no\nP2,cute,no\n")
    change = VocabularyChange.objects.create(
        kind="merge", tags=[tags["cute"].pk, tags["lovely"].pk], by=manager, at=NOON
    )
    TagMapping.objects.create(change=change, from_tag=tags["cute"], to_tag=tags["lovely"], says="all")

    rebuild_labels(now=NOON)

    told = Label.objects.order_by("image").values_list("image", "tag__slug", "value", "sourced_yes")
    expected = [(images[0].pk, "lovely", True, Decimal(1)), (images[1].pk, "lovely", False, Decimal(0))]
    assert list(told) == expected
