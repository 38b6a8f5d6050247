"""A manager looks before taking answers back, says why, and can bring them back; their author reads why."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Tag
from labeling.models import BulkWithdrawal, Review, Withdrawal
from labeling.services.ranging import Found, Range
from recommender.models import PublishedTag
from tests.admin.world import make_tag
from tests.making import make_image, say

PAGE = "/admin/withdrawals/"


@pytest.fixture
def tag(db: None) -> Tag:
    return make_tag(1)


@pytest.fixture
def careless(curator: User, tag: Tag) -> list[Review]:
    """Three answers of this morning; one of them stands in the shop."""
    now = timezone.now() - dt.timedelta(hours=1)
    reviews = [say(curator, make_image(number), {tag: "yes"}, now=now) for number in range(3)]
    PublishedTag.objects.create(
        product=reviews[0].image.product, tag=tag, source="curated", confidence=0.9, published_at=now
    )
    return reviews


def asked(curator: User) -> dict[str, Any]:
    since = timezone.localtime() - dt.timedelta(days=1)
    return {"curator": curator.pk, "since": since.strftime("%Y-%m-%dT%H:%M")}


def seen_of(curator: User) -> str:
    """What the preview would have the browser send."""
    now = timezone.now()
    return Found.of(Range(curator.pk, now - dt.timedelta(days=1), now)).digest


def send(client: Client, curator: User, /, **fields: object) -> tuple[int, str]:
    values = {"reason": "서둘렀습니다 <b>", "client_id": uuid.uuid4(), "expected": seen_of(curator)}
    response = client.post(reverse("admin:withdraw_range"), asked(curator) | values | fields)
    return response.status_code, response.content.decode()


def test_the_preview_counts_and_shows_and_does_nothing(
    managing: Client, curator: User, tag: Tag, careless: list[Review]
) -> None:
    page = managing.get(PAGE, asked(curator)).content.decode()

    assert "답 3개" in page
    assert "예 → 모름 3" in page
    assert f'name="expected" value="{seen_of(curator)}"' in page
    assert careless[0].image.thumbnail_url in page
    assert tag.name_ko in page
    assert not Withdrawal.objects.exists()


def test_it_is_done_with_a_reason_that_the_person_reads(
    managing: Client, client: Client, curator: User, manager: User, careless: list[Review]
) -> None:
    status, _ = send(managing, curator)

    done = BulkWithdrawal.objects.get()
    assert (status, done.review_count, done.by) == (302, 3, manager)
    assert not Review.objects.standing().exists()
    client.force_login(curator)
    mine = client.get(reverse("labeling:me")).content.decode()
    assert "서둘렀습니다 &lt;b&gt;" in mine
    assert "manager" in mine


def test_and_brought_back(managing: Client, curator: User, careless: list[Review]) -> None:
    send(managing, curator)
    address = reverse("admin:restore_range", args=[BulkWithdrawal.objects.get().pk])

    statuses = [managing.post(address, {"reason": "오해"}).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert Review.objects.standing().count() == 3
    assert "모두 되살렸습니다" in managing.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"reason": " "}, 400),
        ({"expected": "0" * 64}, 409),
        ({"expected": "x"}, 400),
        ({"client_id": "x"}, 400),
        ({"curator": "999999"}, 400),
        ({"since": "gestern"}, 400),
        ({"kinds": ["nonsense"]}, 400),
        ({"tags": ["999999"]}, 400),
        ({"since": "2999-01-01T00:00"}, 400),
        ({"since": "\0"}, 400),
    ],
)
def test_what_cannot_be_meant_is_told_and_not_done(
    managing: Client, curator: User, careless: list[Review], wrong: dict[str, object], status: int
) -> None:
    answered, page = send(managing, curator, **wrong)

    assert answered == status
    assert 'role="alert"' in page or "wd-error" in page
    assert not Withdrawal.objects.exists()


def test_sent_twice_it_is_recorded_once(managing: Client, curator: User, careless: list[Review]) -> None:
    name = uuid.uuid4()

    statuses = [send(managing, curator, client_id=name)[0] for _ in range(2)]

    assert statuses == [302, 302]
    assert BulkWithdrawal.objects.count() == 1


def test_who_may_only_look_takes_nothing_back(
    client: Client, reader: User, curator: User, careless: list[Review]
) -> None:
    client.force_login(reader)
    page = client.get(PAGE, asked(curator))

    assert page.status_code == 200
    assert "wd-do" not in page.content.decode()
    assert send(client, curator)[0] == 403
    assert client.post(reverse("admin:restore_range", args=[1])).status_code == 403
    assert client.get(reverse("admin:withdraw_range")).status_code == 405
    assert not Withdrawal.objects.exists()


def test_an_act_that_never_was_is_not_found(managing: Client, careless: list[Review]) -> None:
    assert managing.post(reverse("admin:restore_range", args=[999])).status_code == 404
