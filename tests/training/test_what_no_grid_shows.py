"""What is audited, known, flagged or settled by another tag is in no grid."""

import datetime as dt

from django.contrib.auth.models import User

from catalog.models import DuplicateGroup, Fingerprint, ProductImage, Tag
from labeling.models import AuditImage, Grid, GridTile
from labeling.services.flagging import Wrong, record_flag
from tests.gridmaking import open_grids
from tests.making import NOON, an_answer, make_item, say
from training.services.asking.grids import fill_grids
from training.services.asking.picked import Filling
from training.services.asking.tiles import Candidates
from training.services.serving import champion_head

LATER = NOON + dt.timedelta(minutes=6)


def test_nothing_that_is_audited_known_or_a_copy_is_in_a_grid(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    audited, copy, twin_of_audited, judged, other = shop[0], shop[2], shop[4], shop[6], shop[8]
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    group = DuplicateGroup.objects.create(created_at=NOON)
    for image in (audited, copy):
        Fingerprint.objects.create(image=image, group=group, compared_at=NOON)
    twin_of_audited.product = audited.product
    twin_of_audited.position = 1
    twin_of_audited.save()
    say(curator, judged, {tags["cute"]: "yes"})
    say(curator, other, {tags["lovely"]: "yes"})  # of cute nothing is known

    found = champion_head()
    assert found is not None
    free, _ = Candidates(Filling(*found, seed=1, now=NOON), [tags["cute"].pk]).of(tags["cute"].pk)

    assert not {audited.pk, copy.pk, twin_of_audited.pk, judged.pk} & set(free)
    assert {other.pk, shop[10].pk} <= set(free)


def test_photos_that_arrived_are_drawn_for_the_audit_before_grids_show_them(
    shop: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for image in shop[:40]:
        image.product.lot = 0.001
        image.product.save()

    fill_grids(now=NOON)

    assert AuditImage.objects.filter(image__in=shop).count() == 40
    shown = GridTile.objects.filter(grid__in=open_grids(tags["cute"]).values())
    assert shown.exists()
    assert not shown.filter(image__in=shop[:40]).exists()


def test_a_grid_with_a_photo_that_two_people_flagged_is_replaced(
    shop: list[ProductImage], curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    former = open_grids(tags["cute"])["likely"]
    bad = former.tiles.filter(is_check=False)[0].image
    for person in (curator, second_curator):
        item = make_item(bad, tags["lovely"])
        answer = an_answer({}, outcome="skipped")
        record_flag(curator=person, item_id=item.pk, answer=answer, wrong=Wrong("broken"), now=NOON)

    fill_grids(now=NOON)

    assert open_grids(tags["cute"])["likely"] != former
    assert not GridTile.objects.filter(grid__in=Grid.objects.open(), image=bad).exists()


def test_where_one_tag_alone_can_hold_a_photo_of_another_is_in_no_grid(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    """A dress is no skirt, whatever the model says; but what is no dress may be one."""
    dress, no_dress, cute = shop[:3]
    say(curator, dress, {tags["dress"]: "yes"})
    say(curator, no_dress, {tags["dress"]: "no"})
    say(curator, cute, {tags["cute"]: "yes"})
    free = {}
    found = champion_head()
    assert found is not None
    for slug in ("skirt", "lovely"):
        version, head = found
        version.tags = [tags[slug].pk]
        candidates = Candidates(Filling(version, head, seed=1, now=NOON), [tags[slug].pk])
        free[slug] = set(candidates.of(tags[slug].pk)[0])

    assert dress.pk not in free["skirt"]
    assert {no_dress.pk, cute.pk} <= free["skirt"]
    assert {dress.pk, cute.pk} <= free["lovely"]
