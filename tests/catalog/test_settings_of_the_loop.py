"""A manager's word holds from then on, within bounds; of two at once the second is told; all is kept."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from catalog.models import Facet, LoopSetting
from catalog.services import settings as loop
from catalog.services.settings import BadValue, ChangedMeanwhile, UnknownSetting, change, setting, value_of
from labeling.models import AuditImage, QueueItem
from labeling.services.auditing import draw_audit_images
from tests.making import NOON, make_image
from training.models import TrainingRun
from training.services.running import Watch


def test_what_the_installation_says_holds_until_somebody_speaks(manager: User) -> None:
    with override_settings(RETRAIN_AFTER=33):
        before = value_of("retrain_after")
        change("retrain_after", 50, seen=None, by=manager, note="주말", now=NOON)
        after = value_of("retrain_after")

    assert (before, after) == (33, 50)
    row = LoopSetting.objects.get()
    assert (row.name, row.value, row.by, row.note, row.created_at) == (
        "retrain_after",
        50,
        manager,
        "주말",
        NOON,
    )


def test_set_back_the_installation_speaks_again(manager: User) -> None:
    first = change("retrain_after", 50, seen=None, by=manager, now=NOON)

    change("retrain_after", None, seen=first.pk, by=manager, now=NOON)

    with override_settings(RETRAIN_AFTER=33):
        assert value_of("retrain_after") == 33
    assert LoopSetting.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("retrain_after", 0),
        ("retrain_after", 2.5),
        ("retrain_after", True),
        ("retrain_after", float("nan")),
        ("audit_on_arrival", 0.0),
        ("audit_on_arrival", 0.9),
        ("publish_precision", 1.0),
        ("publish_predictions", 1),
        ("predictions_withheld", [123456]),
    ],
)
def test_what_is_out_of_bounds_is_refused(manager: User, name: str, value: loop.Value) -> None:
    with pytest.raises(BadValue):
        change(name, value, seen=None, by=manager, now=NOON)

    assert not LoopSetting.objects.exists()


@pytest.mark.django_db
def test_nobody_sets_what_no_layer_knows() -> None:
    with pytest.raises(UnknownSetting):
        value_of("secret_key")


def test_the_database_holds_the_bounds_too(manager: User) -> None:
    with pytest.raises(IntegrityError, match="a_setting_keeps_its_bounds"), transaction.atomic():
        LoopSetting.objects.create(
            name="retrain_after", value=0, low=1, high=100, by=manager, created_at=NOON
        )


def test_whoever_comes_second_is_told_who_was_first(manager: User, curator: User) -> None:
    first = change("queue_target", 100, seen=None, by=curator, now=NOON)

    with pytest.raises(ChangedMeanwhile) as told:
        change("queue_target", 200, seen=None, by=manager, now=NOON)

    assert (told.value.newest, told.value.newest.by) == (first, curator)
    assert value_of("queue_target") == 100


def test_two_rows_never_follow_the_same_one(manager: User) -> None:
    """Whatever code writes them: also of two transactions that looked at the same moment."""
    change("queue_target", 100, seen=None, by=manager, now=NOON)

    with pytest.raises(IntegrityError, match="a_setting_follows_another_once"), transaction.atomic():
        LoopSetting.objects.create(name="queue_target", value=70, by=manager, created_at=NOON)


def test_the_same_sent_twice_is_recorded_once(manager: User) -> None:
    rows = [change("queue_target", 100, seen=None, by=manager, now=NOON) for _ in range(2)]

    assert rows[0] == rows[1]
    assert LoopSetting.objects.count() == 1


def test_asking_costs_one_query_for_all_of_them(
    manager: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    change("queue_target", 100, seen=None, by=manager, now=NOON)

    with django_assert_num_queries(1):
        told = [value_of(name) for name in ("queue_target", "retrain_after", "tag_goal", "queue_target")]

    assert told[0] == told[3] == 100


def test_what_another_process_has_set_is_heard_after_seconds(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop.forget()
    before = value_of("queue_target")
    LoopSetting.objects.create(name="queue_target", value=77, by=manager, created_at=NOON)

    still = value_of("queue_target")
    monkeypatch.setattr(loop, "FRESH_SECONDS", -1.0)  # the seconds are over
    then = value_of("queue_target")

    assert (still, then) == (before, 77)


def test_what_was_set_under_other_bounds_is_brought_inside_todays(manager: User) -> None:
    LoopSetting.objects.create(name="queue_target", value=1_000_000, by=manager, created_at=NOON)
    loop.forget()

    assert value_of("queue_target") == setting("queue_target").most


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("audit_on_arrival", ["12.5"], 0.125),
        ("audit_on_arrival", [" 12.5% "], 0.125),
        ("queue_target", ["1,200"], 1200),
        ("publish_predictions", [], False),
        ("publish_predictions", ["on"], True),
    ],
)
def test_what_is_typed_is_understood(name: str, typed: list[str], value: loop.Value) -> None:
    assert setting(name).read(typed) == value


@pytest.mark.parametrize("typed", [[], [""], ["x"], ["inf"], ["nan"], ["\0"], ["1e400"]])
def test_what_is_no_number_is_refused(typed: list[str]) -> None:
    with pytest.raises(BadValue):
        setting("queue_target").read(typed)


def test_less_audit_takes_no_photo_out_of_the_audit_set(manager: User) -> None:
    images = [make_image(number, lot=0.08) for number in range(3)]
    first = change("audit_on_arrival", 0.1, seen=None, by=manager, now=NOON)
    draw_audit_images(now=NOON)

    change("audit_on_arrival", 0.02, seen=first.pk, by=manager, now=NOON)
    draw_audit_images(now=NOON)

    assert set(AuditImage.objects.values_list("image", flat=True)) == {image.pk for image in images}


def test_leases_trainings_and_facets_obey(manager: User) -> None:
    facet = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    change("lease_minutes", 45, seen=None, by=manager, now=NOON)
    change("training_minutes", 3, seen=None, by=manager, now=NOON)
    change("predictions_withheld", [facet.pk], seen=None, by=manager, now=NOON)

    assert QueueItem.lease_end(NOON) == NOON + dt.timedelta(minutes=45)
    assert Watch(TrainingRun(kind="head")).minutes == 3
    assert value_of("predictions_withheld") == [facet.pk]
    assert facet.name in setting("predictions_withheld").shown([facet.pk])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_loopsetting WHERE number IS NULL")
        assert cursor.fetchone() == (1,)
