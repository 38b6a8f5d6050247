"""What a setting would change is said from what is counted anyway, or not at all: no page waits for it."""

import dataclasses
import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product
from catalog.services import settings
from labeling import loop_settings as of_labeling
from recommender import loop_settings as of_recommender
from recommender.models import Event, Tally


def told(client: Client, name: str, value: str) -> str:
    return client.get(reverse("admin:setting_effect", args=[name]), {"value": value}).content.decode()


def slowly(_value: settings.Value) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(3)")
    return "천천히 셌습니다"


def test_what_takes_long_is_left_unsaid(managing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = dataclasses.replace(settings.setting("tag_goal"), effect=slowly)
    monkeypatch.setitem(settings._registered, "tag_goal", slow)

    page = managing.get("/admin/settings/")

    assert page.status_code == 200
    assert "천천히 셌습니다" not in page.content.decode()
    assert str(settings.setting("publish_seconds").title) in page.content.decode()
    assert told(managing, "tag_goal", "0.8") == ""


def test_very_many_are_told_as_they_were_last_counted(
    managing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_recommender, "EXACT_UP_TO", -2)
    Tally.objects.create(
        day=timezone.localdate(), what="published", of="predicted", count=1_234_567, at=timezone.now()
    )

    assert "1,234,567개" in told(managing, "publish_predictions", "on")


def test_of_very_many_products_a_share_is_taken(managing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Product.objects.bulk_create(Product(external_id=str(number), lot=0.9) for number in range(40))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product")
    exactly = told(managing, "audit_on_arrival", "20")

    monkeypatch.setattr(of_labeling, "EXACT_UP_TO", 5)

    assert "많아야 0개가" in exactly
    assert "많아야 8개쯤이" in told(managing, "audit_on_arrival", "20")


def test_old_views_are_counted_so_far(managing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    product = Product.objects.create(external_id="P1")
    long_ago = timezone.now() - dt.timedelta(days=100)
    Event.objects.bulk_create(
        Event(kind=Event.Kind.VIEW, product=product, at=long_ago, client_id=uuid.uuid4()) for _ in range(4)
    )
    exactly = told(managing, "event_days", "30")

    monkeypatch.setattr(of_recommender, "MANY", 3)

    assert "4건이" in exactly
    assert "3건 넘게" in told(managing, "event_days", "30")
