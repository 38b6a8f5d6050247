"""The page of the back-tests: who may see and act, what it says, and that the default needs a click."""

from __future__ import annotations

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from catalog.models import Tag
from labeling.models import QueueItem, Reason
from tests.making import NOON
from tests.training.racing import arm, ask, backtest, saved
from tests.training.school import open_school, teach
from training.models import Backtest, StrategyChoice, TrainingRun
from training.services.backtesting import adopt
from training.services.choosing import refill_queue
from training.services.serving import champion_head
from training.services.vectors import load_vectors

URL = "/models/backtest/"


@pytest.fixture
def found(curator: User, tags: dict[str, Tag]) -> Backtest:
    teach(curator, open_school(4), tags)
    return backtest(ask(), best="modal_uncertainty")


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("curator", (403, 403, 403, 403)),
        ("manager", (200, 200, 302, 302)),
        ("outsider", (403, 403, 403, 403)),
    ],
)
def test_who_may(
    client: Client, request: pytest.FixtureRequest, found: Backtest, who: str, statuses: tuple[int, ...]
) -> None:
    client.force_login(request.getfixturevalue(who))

    looks = client.get(URL).status_code, client.get(f"{URL}{found.pk}/").status_code
    acts = (
        client.post(f"{URL}start/").status_code,
        client.post(f"{URL}{found.pk}/adopt/", {"name": "random"}).status_code,
    )

    assert looks + acts == statuses


def test_wrong_methods_and_no_such_backtest(client: Client, manager: User, found: Backtest) -> None:
    client.force_login(manager)

    assert client.post(URL).status_code == 405
    assert client.get(f"{URL}start/").status_code == 405
    assert client.get(f"{URL}{found.pk}/adopt/").status_code == 405
    assert client.get(f"{URL}987654/").status_code == 404


def test_before_any_it_says_what_to_do(client: Client, manager: User) -> None:
    client.force_login(manager)

    text = client.get(URL).content.decode()

    assert "아직 견준 적이 없습니다" in text
    assert text.count("<h1") == 1


def test_it_says_which_would_have_served_best(client: Client, manager: User, found: Backtest) -> None:
    client.force_login(manager)

    text = client.get(URL).content.decode()

    assert "불확실한 것부터 (modAL)’ 방식이 가장 나았을 것입니다" in text
    assert "0.62 (0.52–0.72)" in text
    assert "약 120장을 아꼈습니다 (50–200)" in text
    assert text.count("<svg") >= 4


def test_it_says_plainly_that_nothing_was_saved_and_nothing_can_be_told(
    client: Client, manager: User, found: Backtest
) -> None:
    saved(found, saved=10.0, saved_low=-40.0, saved_high=80.0)
    Backtest.objects.update(best="")
    client.force_login(manager)

    text = client.get(URL).content.decode()

    assert "아직 아낀 라벨이 있다고 말할 수 없습니다" in text
    assert "여기서는 차이를 말할 수 없습니다" in text


def test_the_default_follows_a_click_once(client: Client, manager: User, found: Backtest) -> None:
    client.force_login(manager)
    before = StrategyChoice.objects.in_force()

    for _ in range(2):
        client.post(f"{URL}{found.pk}/adopt/", {"name": "modal_uncertainty"})

    choice = StrategyChoice.objects.get()
    assert before == "ours"
    assert (choice.name, choice.by, choice.backtest) == ("modal_uncertainty", manager, found)
    assert StrategyChoice.objects.in_force() == "modal_uncertainty"


def test_what_was_not_raced_is_refused(client: Client, manager: User, found: Backtest) -> None:
    client.force_login(manager)

    page = client.post(f"{URL}{found.pk}/adopt/", {"name": "modal_margin"}, follow=True)

    assert "이 견주기에 없는 방식입니다" in page.content.decode()
    assert not StrategyChoice.objects.exists()


def test_the_button_asks_once(client: Client, manager: User, found: Backtest) -> None:
    client.force_login(manager)

    for _ in range(2):
        client.post(f"{URL}start/")
    text = client.get(URL).content.decode()

    assert TrainingRun.objects.backtests().waiting().count() == 1
    assert 'data-live="on"' in text


@pytest.mark.usefixtures("versions")
def test_what_is_asked_next_follows_the_click_and_the_controls_stay(
    manager: User, tags: dict[str, Tag]
) -> None:
    open_school(30, first=100)
    champion = champion_head()
    assert champion is not None
    after = backtest(ask())

    adopt("modal_uncertainty", after=after, by=manager, now=NOON)
    with override_settings(QUEUE_TARGET=10):
        refill_queue(now=NOON)

    waiting = QueueItem.objects.open().exclude(reason=Reason.AUDIT)
    doubted = waiting.filter(reason=Reason.DOUBT, reason_tag=None)
    vectors = load_vectors(champion[0].encoder_key)
    said = champion[1].probabilities(vectors.matrix)
    sure = dict(zip(vectors.image_ids.tolist(), said.max(axis=1).tolist(), strict=True))
    left = [sure[image] for image in sure if image not in set(waiting.values_list("image_id", flat=True))]
    assert doubted.exists()
    assert waiting.filter(reason=Reason.CONTROL).exists()
    assert np.mean([sure[item.image_id] for item in doubted]) < np.mean(left)


@pytest.mark.usefixtures("versions")
def test_a_strategy_that_is_not_here_leaves_nobody_without_questions(manager: User) -> None:
    open_school(30, first=100)
    after = backtest(ask(), arms=[arm("ours"), arm("shop.asking:mine")])
    adopt("shop.asking:mine", after=after, by=manager, now=NOON)

    refill_queue(now=NOON)

    asked = QueueItem.objects.open().filter(reason=Reason.DOUBT)
    assert asked.exclude(reason_tag=None).exists()
