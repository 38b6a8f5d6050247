"""What somebody looked at counts, once a day and person; robots and pages fetched ahead do not."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client, override_settings

from catalog.models import Product
from recommender.models import Event, Shopper
from recommender.services.demand import LIKE, MOST_IN_A_DAY, counted, let_go, pass_on
from recommender.services.remembering import LIMIT, look
from tests.recommender.shelf import put
from tests.recommender.tasting import BROWSER, NOW, a_shopper, happened, press, says
from training.models import Demand

pytestmark = pytest.mark.usefixtures("vocabulary")


def sees(
    client: Client, product: Product, *, status: int = 204, headers: dict[str, str] = BROWSER, **said: str
) -> None:
    response = client.post(f"/style/products/{product.pk}/seen/", said, headers=headers)
    assert response.status_code == status


def looks(product: Product, visitor: str, *, now: dt.datetime = NOW, shopper: Shopper | None = None) -> None:
    look(shopper, product, visitor=visitor, client_id=uuid.uuid4(), now=now)


def test_looking_is_recorded_once_and_makes_nobody_known(client: Client) -> None:
    product, name = put("원피스"), str(uuid.uuid4())

    sees(client, product, client_id=name)
    sees(client, product, client_id=name)

    event = Event.objects.get()
    assert (event.kind, event.shopper, event.product) == ("view", None, product)
    assert "127.0.0.1" not in event.visitor
    assert not Shopper.objects.exists()


def test_what_was_offered_and_looked_at_is_a_click_of_the_shopper(client: Client) -> None:
    product = put("원피스")
    press(client, product, "like")

    sees(client, product, source="for_you")

    assert happened() == ["like", "click"]
    assert Event.objects.filter(shopper=Shopper.objects.get()).count() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Googlebot/2.1"},
        {"User-Agent": ""},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        BROWSER | {"Purpose": "prefetch"},
    ],
)
def test_robots_and_pages_fetched_ahead_do_not_count(client: Client, headers: dict[str, str]) -> None:
    sees(client, put("원피스"), headers=headers)

    assert not Event.objects.exists()


def test_the_ladder(client: Client) -> None:
    product = put("원피스")

    sees(client, product, status=400, client_id="x")
    assert client.post("/style/products/999999/seen/").status_code == 404
    assert client.get(f"/style/products/{product.pk}/seen/").status_code == 405
    for _ in range(LIMIT):
        sees(client, product)
    sees(client, product, status=429)
    assert Event.objects.count() == LIMIT


def test_who_shares_an_address_with_many_that_look_can_still_like(client: Client) -> None:
    product = put("원피스")
    for _ in range(LIMIT):
        sees(client, product)
    sees(client, product, status=429)

    answer = press(Client(), product, "like")

    assert answer["opinion"] == "like"


def test_a_person_counts_once_a_day_and_a_like_for_more() -> None:
    looked, liked = put("봄"), put("좋아함")
    shopper = a_shopper()
    for _ in range(5):
        looks(looked, "one")
    looks(looked, "two")
    looks(liked, "v", shopper=shopper)
    says(shopper, liked)

    weights = counted(now=NOW)

    assert weights == {looked.pk: 2.0, liked.pk: float(LIKE)}


def test_a_like_that_was_taken_back_does_not_count() -> None:
    product, shopper = put("원피스"), a_shopper()
    says(shopper, product)
    says(shopper, product, "unlike")

    assert counted(now=NOW) == {}


def test_what_is_older_counts_less_and_what_is_old_not_at_all() -> None:
    today, week, old = put("오늘"), put("지난주"), put("작년")
    looks(today, "one")
    looks(week, "one", now=NOW - dt.timedelta(days=7))
    looks(old, "one", now=NOW - dt.timedelta(days=300))

    weights = counted(now=NOW)

    assert weights == {today.pk: 1.0, week.pk: pytest.approx(0.5)}


def test_one_person_who_looks_at_everything_does_not_decide() -> None:
    products = [put(f"{n}") for n in range(MOST_IN_A_DAY * 2)]
    for product in products:
        looks(product, "busy")

    assert sum(counted(now=NOW).values()) == pytest.approx(MOST_IN_A_DAY)


def test_demand_is_passed_down_and_follows_what_happens() -> None:
    product, other = put("원피스"), put("가방")
    looks(product, "one")
    pass_on(now=NOW)
    looks(other, "two", now=NOW + dt.timedelta(days=100))

    pass_on(now=NOW + dt.timedelta(days=100))

    assert list(Demand.objects.values_list("product", flat=True)) == [other.pk]


@override_settings(EVENT_DAYS=30)
def test_looks_have_their_time_and_likes_stay() -> None:
    product, faithful = put("원피스"), a_shopper()
    gone = Shopper.objects.nameless(now=NOW - dt.timedelta(days=500))[0]
    says(faithful, product, now=NOW - dt.timedelta(days=60))
    looks(product, "one", now=NOW - dt.timedelta(days=60))
    looks(product, "one")

    let_go(now=NOW)

    assert sorted(happened()) == ["like", "view"]
    assert not Shopper.objects.filter(pk=gone.pk).exists()
    assert faithful.opinions.count() == 1
