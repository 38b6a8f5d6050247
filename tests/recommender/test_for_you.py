"""For you: near to what is liked, with the reason; nothing hidden; the same until something is said."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product, Tag
from recommender.models import Shopper, Slate
from recommender.services import candidates, counts
from recommender.services.candidates import OFTEN
from recommender.services.indexing import index_pending
from recommender.services.learning_style import learn_style
from recommender.services.profile import profile_of
from recommender.services.remembering import turn
from recommender.services.taste import Offer, for_you, record
from tests.recommender.shelf import at, crown, put
from tests.recommender.spaces import make_space
from tests.recommender.tasting import NOW, a_shopper, open_shop, says

pytestmark = pytest.mark.usefixtures("vocabulary")


def titles(offers: list[Offer]) -> list[str]:
    return [offer.card.product.title for offer in offers]


def of_mood(offers: list[Offer], word: str) -> int:
    return sum(title.startswith(word) for title in titles(offers))


def more(shopper: Shopper, slug: str, steps: int) -> None:
    tag = Tag.objects.get(slug=slug)
    turn(shopper, tag, steps, visitor="v", client_id=uuid.uuid4(), now=NOW)


def test_whoever_said_nothing_is_offered_nothing() -> None:
    open_shop()

    assert for_you(a_shopper(), count=8, now=NOW) == []


def test_what_is_offered_is_like_what_is_liked_and_says_why() -> None:
    romantic, _ = open_shop()
    shopper = a_shopper()
    for product in romantic[:3]:
        says(shopper, product)

    offers = [offer for offer in for_you(shopper, count=8, now=NOW) if not offer.is_explored]

    assert of_mood(offers[:5], "로맨틱") == 5
    assert {(o.why.kind, o.why.tag.slug if o.why.tag else "", o.why.count) for o in offers[:5]} == {
        ("mood", "romantic", 3)
    }
    assert not {product.title for product in romantic[:3]} & set(titles(offers))


def test_who_likes_two_things_is_offered_both() -> None:
    romantic, sporty = open_shop()
    shopper = a_shopper()
    for product in (*romantic[:2], *sporty[:2]):
        says(shopper, product)

    offers = for_you(shopper, count=12, now=NOW)

    assert of_mood(offers, "로맨틱") >= 3
    assert of_mood(offers, "스포티") >= 3


def test_less_of_a_mood_is_fewer_of_it() -> None:
    romantic, sporty = open_shop()
    shopper = a_shopper()
    for product in (*romantic[:2], *sporty[:2]):
        says(shopper, product)
    before = of_mood(for_you(shopper, count=8, now=NOW), "스포티")

    more(shopper, "sporty", -1)
    more(shopper, "sporty", -1)

    assert of_mood(for_you(shopper, count=8, now=NOW), "스포티") < before


def test_a_mood_alone_is_a_beginning() -> None:
    open_shop()
    shopper = a_shopper()

    more(shopper, "romantic", 1)

    offers = [offer for offer in for_you(shopper, count=6, now=NOW) if not offer.is_explored]
    assert of_mood(offers, "로맨틱") == len(offers) > 0
    assert {offer.why.kind for offer in offers} == {"chosen"}


def test_hidden_sold_out_and_copied_things_are_not_offered() -> None:
    romantic, _ = open_shop()
    liked, hidden, gone, copy, *_ = romantic
    shopper = a_shopper()
    says(shopper, liked)
    says(shopper, hidden, "hide")
    gone.in_stock = False
    gone.save()
    copy.images.update(sha256=liked.images.get().sha256)

    offers = titles(for_you(shopper, count=96, now=NOW))

    assert not {liked.title, hidden.title, gone.title, copy.title} & set(offers)
    assert len(offers) == len(set(offers))


def test_the_same_all_day_and_longer_lists_begin_the_same() -> None:
    romantic, _ = open_shop()
    shopper = a_shopper()
    says(shopper, romantic[0])

    short, again = for_you(shopper, count=6, now=NOW), for_you(shopper, count=6, now=NOW)
    long = for_you(shopper, count=14, now=NOW + dt.timedelta(hours=2))
    others = [for_you(shopper, count=14, now=NOW + dt.timedelta(days=days)) for days in range(1, 6)]

    assert titles(short) == titles(again) == titles(long)[:6]
    assert any(titles(other) != titles(long) for other in others)


def test_new_things_are_mixed_in_by_lot_and_how_likely_is_known() -> None:
    romantic, _ = open_shop()
    shopper = a_shopper()
    says(shopper, romantic[0])

    days = [for_you(shopper, count=12, now=NOW + dt.timedelta(days=day)) for day in range(20)]

    explored = [offer for offers in days for offer in offers if offer.is_explored]
    share = len(explored) / sum(map(len, days))
    assert 0.05 < share < 0.25
    assert all(0 < offer.propensity <= 0.125 for offer in explored)
    assert all(offer.propensity >= 0.875 for offers in days for offer in offers if not offer.is_explored)


def test_what_was_offered_often_has_had_its_chance() -> None:
    romantic, _ = open_shop()
    shopper = a_shopper()
    says(shopper, romantic[0])
    tired = for_you(shopper, count=1, now=NOW)
    for day in range(1, OFTEN + 1):
        record(shopper, tired, now=NOW - dt.timedelta(days=day))
        record(shopper, tired, now=NOW - dt.timedelta(days=day))

    offers = for_you(shopper, count=96, now=NOW)

    assert Slate.objects.count() == OFTEN
    assert not set(titles(tired)) & set(titles(offers))


def test_old_likes_fade() -> None:
    romantic, sporty = open_shop()
    shopper = a_shopper()
    for product in romantic[:3]:
        says(shopper, product, now=NOW - dt.timedelta(days=700))
    for product in sporty[:3]:
        says(shopper, product)

    offers = for_you(shopper, count=6, now=NOW)

    assert of_mood(offers, "스포티") > of_mood(offers, "로맨틱")


def test_offers_take_as_many_queries_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    romantic, _ = open_shop()
    few, many = a_shopper(), a_shopper()
    says(few, romantic[0])
    for product in romantic[:6]:
        says(many, product)
    put("하나 더")
    counts.count(now=NOW)

    for shopper, count in ((few, 2), (many, 24)):
        with django_assert_num_queries(26):
            for_you(shopper, count=count, now=NOW)


def test_once_the_shop_has_an_index_it_is_asked() -> None:
    romantic, _ = open_shop(each=30)
    learn_style(now=NOW)
    index_pending(now=NOW)
    shopper = a_shopper()
    says(shopper, romantic[0])

    offers = [offer for offer in for_you(shopper, count=8, now=NOW) if not offer.is_explored]

    assert of_mood(offers, "로맨틱") == len(offers) > 0


def test_a_crowd_around_one_interest_does_not_take_the_places_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "NEAR_AN_INTEREST", 2)
    crowd = [put(f"모임 {n}", at(a900=50, **{f"a{920 + n}": 1})) for n in range(8)]
    scattered = [put(f"흩어짐 {n}", at(a901=5, **{f"a{960 + n}": 4})) for n in range(4)]
    crown({"romantic": 0})
    make_space("first", kept=1000)
    index_pending(now=NOW)
    shopper = a_shopper()
    for product in (*crowd[:2], *scattered[:2]):
        says(shopper, product)

    found = candidates.candidates(profile_of(shopper, [], now=NOW), without=[])

    assert set(found) & {product.pk for product in scattered[2:]}
    assert set(found) & {product.pk for product in crowd[2:]}


def test_a_shop_of_which_nothing_ranks_is_offered_by_lot() -> None:
    unseen = [put(f"새것 {n}") for n in range(5)]
    shopper = a_shopper()

    more(shopper, "romantic", 1)

    offers = for_you(shopper, count=8, now=NOW)
    assert set(titles(offers)) == {product.title for product in unseen}
    assert [offer.propensity for offer in offers] == pytest.approx([1 / 5, 1 / 4, 1 / 3, 1 / 2, 1])
    assert all(offer.is_explored for offer in offers)


def test_what_was_drawn_from_many_says_how_unlikely_it_was() -> None:
    for n in range(8 * candidates.BY_LOT):
        put(f"{n}")
    nobody = profile_of(a_shopper(), [], now=NOW)

    drawn = candidates.by_lot(nobody, 0.9, without=[])
    few = candidates.by_lot(nobody, 0.9, without=set(Product.objects.values_list("pk", flat=True)[5:]))

    assert len(drawn.products) == candidates.BY_LOT
    assert 1 / 16 < drawn.share < 1 / 4
    assert (len(few.products), few.share) == (5, 1.0)
