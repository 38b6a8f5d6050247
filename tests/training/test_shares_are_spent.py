"""The shares of the budget decide what is queued, each question for its reason, and says so in words."""

from collections import Counter
from statistics import mean

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import ProductImage, SellerTag, Tag
from labeling.models import QueueItem, Reason
from tests.making import NOON, say
from tests.training.asking import around, teach_moods, train
from tests.training.school import is_cute, open_school
from training.models import BudgetShares, Shares
from training.services.asking.spending import counts_of
from training.services.choosing import refill_queue

TARGET = 40
SETTINGS = override_settings(QUEUE_TARGET=TARGET, AUDIT_SHARE=0.05, CONTROL_SHARE=0.05)
NOTHING_BUT_DOUBT = {"audit": 5, "control": 5, "rare": 0, "people": 0, "seller": 0}


@pytest.fixture
def shop(curator: User, second_curator: User, manager: User, tags: dict[str, Tag]) -> list[ProductImage]:
    """A champion, and something to ask for every reason; bohemian is newer than the champion."""
    taught = teach_moods(curator, tags, count=70)
    train()
    known, *_ = around(7, *range(200, 220))
    say(curator, known, {tags["bohemian"]: "yes"})
    for image in taught[:10]:
        say(second_curator, image, {tags["cute"]: "unsure"})
    say(manager, taught[-1], {tags["casual"]: "no"})  # a third who is at work
    fresh = open_school(60, first=300)
    for number, image in enumerate(fresh, start=300):
        if not is_cute(number):
            SellerTag.objects.create(product=image.product, text="#귀여운", tag=tags["cute"])
    open_school(12, lot=0.01, first=400)  # these are drawn for the audit
    return fresh


def set_shares(manager: User, **shares: int) -> None:
    BudgetShares.objects.create(**NOTHING_BUT_DOUBT | shares, by=manager, created_at=NOON)


def queued() -> Counter[str]:
    return Counter(QueueItem.objects.open().values_list("reason", flat=True))


@SETTINGS
def test_every_purpose_gets_its_share(shop: list[ProductImage], manager: User) -> None:
    set_shares(manager, audit=20, control=10, rare=20, people=10, seller=10)

    refill_queue(now=NOON)

    asked = queued()
    in_all = TARGET / (1 - 0.20)
    assert asked.total() - asked[Reason.AUDIT] == TARGET
    assert asked[Reason.AUDIT] == round(0.20 * in_all)
    assert abs(asked[Reason.CONTROL] - 0.10 * in_all) < 1
    assert abs(asked[Reason.RARE] - 0.20 * in_all) < 1
    assert abs(asked[Reason.DISAGREEMENT] - 0.10 * in_all) < 2  # no more wait than a full queue has room for
    assert abs(asked[Reason.SELLER] - 0.10 * in_all) < 1
    assert asked[Reason.DOUBT] > 0.25 * in_all


@SETTINGS
def test_a_share_of_nothing_asks_nothing(shop: list[ProductImage], manager: User) -> None:
    set_shares(manager)

    refill_queue(now=NOON)

    assert set(queued()) == {Reason.AUDIT, Reason.CONTROL, Reason.DOUBT}
    assert queued()[Reason.AUDIT] == 2


@SETTINGS
def test_what_a_purpose_cannot_find_goes_to_the_models_doubt(
    shop: list[ProductImage], manager: User, tags: dict[str, Tag]
) -> None:
    SellerTag.objects.all().delete()
    tags["bohemian"].retire(now=NOON)
    set_shares(manager, rare=30, seller=30)

    refill_queue(now=NOON)

    asked = queued()
    assert Reason.RARE not in asked
    assert Reason.SELLER not in asked
    assert asked[Reason.DOUBT] + asked[Reason.CONTROL] == TARGET


@SETTINGS
def test_an_item_asks_about_the_tag_that_it_is_for_and_says_why(
    shop: list[ProductImage], manager: User, tags: dict[str, Tag]
) -> None:
    set_shares(manager, rare=20, people=10, seller=10)

    refill_queue(now=NOON)

    items = list(QueueItem.objects.open().exclude(reason=Reason.AUDIT).for_screen())
    why = {item.reason: item.why() for item in items if item.reason_tag in {tags["cute"], tags["bohemian"]}}
    assert why[Reason.RARE] == "드문 태그를 찾습니다: 이미 ‘보헤미안’ 태그를 받은 사진과 비슷합니다"
    assert why[Reason.DISAGREEMENT] == "‘귀여운’에 대한 사람들의 의견이 갈리거나 분명하지 않습니다"
    assert why[Reason.SELLER] == "판매자는 ‘귀여운’ 태그를 달았지만 모델은 그렇게 보지 않습니다"
    for item in items:
        asked = [suggestion.tag for suggestion in item.suggestions.all()]
        assert item.reason_tag is None or item.reason_tag in asked
        assert len(asked) <= 5


@SETTINGS
def test_the_purposes_are_spread_over_the_queue(shop: list[ProductImage], manager: User) -> None:
    set_shares(manager, rare=20, people=10, seller=10)

    refill_queue(now=NOON)

    reasons = list(QueueItem.objects.open().order_by("-priority").values_list("reason", flat=True))
    half = len(reasons) // 2
    for reason in (Reason.RARE, Reason.SELLER, Reason.DISAGREEMENT):
        first, second = reasons[:half].count(reason), reasons[half:].count(reason)
        assert first + second
        assert abs(first - second) <= 2
    assert len(QueueItem.objects.open().values("image").distinct()) == len(reasons)


@SETTINGS
def test_before_there_is_a_model_nothing_is_picked_for_it(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(30)
    say(curator, images[0], {tags["bohemian"]: "yes"})
    say(curator, images[1], {tags["cute"]: "unsure"})

    refill_queue(now=NOON)

    assert set(queued()) == {Reason.START, Reason.CONTROL}


@pytest.mark.parametrize("count", [1, 3, 30])
def test_in_small_fillings_the_shares_are_met_on_average(count: int) -> None:
    shares = Shares(audit=0.1, control=0.1, rare=0.15, people=0.05, seller=0.05)

    drawn = [counts_of(shares, count, seed=seed) for seed in range(4000)]

    assert max(sum(counts) for counts in drawn) <= count
    for purpose in ("control", "rare", "people", "seller"):
        wanted = count * getattr(shares, purpose) / (1 - shares.audit)
        assert mean(getattr(counts, purpose) for counts in drawn) == pytest.approx(wanted, abs=0.03)


def test_shares_that_leave_no_room_are_never_more_than_all() -> None:
    shares = Shares(audit=0.9, control=0.9, rare=0.0, people=0.0, seller=0.0)

    assert counts_of(shares, 10, seed=1).control == 10
    assert counts_of(shares, 0, seed=1) == (0, 0, 0, 0, 0)
