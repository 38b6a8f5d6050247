"""A manager says which photos of a group are not the same picture; who said it is kept, and it holds."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import DuplicateGroup, Fingerprint, ProductImage, Separation
from catalog.services import grouping
from tests.admin.conftest import page_of
from tests.making import NOON, make_image


@pytest.fixture
def photos(db: None) -> list[ProductImage]:
    """Four photos in one group."""
    group = DuplicateGroup.objects.create(created_at=NOON)
    images = [make_image(number) for number in range(4)]
    for image in images:
        Fingerprint.objects.create(image=image, signed_hash=1, group=group, compared_at=NOON)
    return images


def act(client: Client, model: type[Model], action: str, *keys: int) -> int:
    chosen = {"action": action, "_selected_action": list(keys)}
    return client.post(page_of(model), chosen).status_code


def groups() -> list[set[int]]:
    return [set(group.fingerprints.values_list("image", flat=True)) for group in DuplicateGroup.objects.all()]


def pairs() -> set[tuple[int, int]]:
    return set(Separation.objects.values_list("one", "other"))


def test_a_photo_that_is_taken_out_is_kept_from_the_others(
    managing: Client, manager: User, photos: list[ProductImage]
) -> None:
    wrong, *rest = (photo.pk for photo in photos)

    status = act(managing, Fingerprint, "take_out", wrong)
    act(managing, Fingerprint, "take_out", wrong)  # again: it is in no group by now

    assert status == 302
    assert groups() == [set(rest)]
    assert pairs() == {(wrong, other) for other in rest}
    assert {separation.by for separation in Separation.objects.all()} == {manager}
    assert {entry.user for entry in LogEntry.objects.all()} == {manager}
    assert not grouping.join(wrong, rest[0], now=NOON)
    assert groups() == [set(rest)]


def test_what_is_taken_out_together_stays_together(managing: Client, photos: list[ProductImage]) -> None:
    first, second, *rest = (photo.pk for photo in photos)

    act(managing, Fingerprint, "take_out", first, second)

    assert sorted(map(sorted, groups())) == [[first, second], rest]
    assert (first, second) not in pairs()


def test_a_group_that_is_taken_apart_is_gone(managing: Client, photos: list[ProductImage]) -> None:
    act(managing, DuplicateGroup, "take_apart", DuplicateGroup.objects.get().pk)

    assert groups() == []
    assert len(pairs()) == 6
    assert not grouping.join(photos[0].pk, photos[3].pk, now=NOON)


def test_a_very_large_group_is_not_taken_apart_photo_by_photo(
    managing: Client, photos: list[ProductImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_TAKEN_APART", 3)

    act(managing, DuplicateGroup, "take_apart", DuplicateGroup.objects.get().pk)

    assert groups() == [{photo.pk for photo in photos}]
    assert pairs() == set()


def test_two_groups_are_not_joined_where_two_of_their_photos_were_taken_apart(
    managing: Client, manager: User, photos: list[ProductImage]
) -> None:
    first, second, third, fourth = (photo.pk for photo in photos)
    act(managing, Fingerprint, "take_out", first, second)

    assert grouping.join(first, second, now=NOON)
    assert not grouping.join(second, third, now=NOON)
    assert sorted(map(sorted, groups())) == [[first, second], [third, fourth]]


@pytest.mark.parametrize(("model", "action"), [(DuplicateGroup, "take_apart"), (Fingerprint, "take_out")])
def test_who_may_only_look_takes_nothing_apart(
    client: Client, outsider: User, photos: list[ProductImage], model: type[Model], action: str
) -> None:
    outsider.is_staff = True
    outsider.save()
    names = ["view_duplicategroup", "view_fingerprint"]
    outsider.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(outsider)
    row = model._default_manager.all()[0]

    act(client, model, action, row.pk)

    assert groups() == [{photo.pk for photo in photos}]
    assert pairs() == set()


def test_the_list_of_what_was_taken_apart_is_read_at_once(
    managing: Client,
    manager: User,
    photos: list[ProductImage],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    grouping.dissolve(DuplicateGroup.objects.get(), by=manager, now=NOON)

    with django_assert_max_num_queries(8):  # six pairs, twelve photos
        page = managing.get(page_of(Separation))

    assert page.status_code == 200
