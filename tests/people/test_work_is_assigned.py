"""Who was asked to work on something is asked that and nothing else; who was not, is asked everything."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from labeling.models import Assignment, Grid, Pair, QueueItem, Reason
from labeling.services.comparing import lease_pairs, pairs_waiting
from labeling.services.gridding import grids_waiting, lease_grids
from labeling.services.leasing import lease
from labeling.services.waiting import waiting_for
from tests.gridmaking import make_grid
from tests.making import NOON, make_image, make_item


def give(person: User, **fields: Any) -> Assignment:
    return Assignment.objects.create(person=person, by=person, updated_at=NOON, **fields)


def asked_of(person: User, count: int = 10) -> list[QueueItem]:
    return lease(curator=person, count=count, now=NOON)


def counted_for(person: User) -> int:
    return sum(queue.count for queue in waiting_for(person, now=NOON))


@pytest.fixture
def items(tags: dict[str, Tag]) -> dict[str, QueueItem]:
    """The most urgent first."""
    cute, dress = tags["cute"], tags["dress"]
    return {
        "dress": make_item(make_image(1), dress, reason_tag=dress, priority=0.9),
        "cute": make_item(make_image(2), cute, reason_tag=cute, priority=0.8),
        "control": make_item(make_image(3), cute, dress, reason=Reason.CONTROL, priority=0.7),
        "audit": make_item(make_image(4), reason=Reason.AUDIT, facet=cute.facet, priority=0.6),
        "torn": make_item(make_image(5), cute, reason=Reason.DISAGREEMENT, reason_tag=cute, priority=0.5),
    }


def test_without_an_assignment_everything_is_asked(curator: User, items: dict[str, QueueItem]) -> None:
    assert asked_of(curator) == list(items.values())


@pytest.mark.parametrize(
    ("queues", "asked"),
    [
        (["single"], ["dress", "cute", "control", "torn"]),
        (["audit"], ["audit"]),
        (["single", "audit"], ["dress", "cute", "control", "audit", "torn"]),
        (["grids", "compare"], []),
    ],
    ids=["single", "audit", "both", "neither"],
)
def test_of_the_queues_only_what_was_given(
    curator: User, items: dict[str, QueueItem], queues: list[str], asked: list[str]
) -> None:
    give(curator, queues=queues)

    waiting = counted_for(curator)
    held = asked_of(curator)

    assert held == [items[name] for name in asked]
    assert waiting == len(asked)


def test_of_tags_and_facets_only_what_was_given(
    curator: User, second_curator: User, items: dict[str, QueueItem], tags: dict[str, Tag]
) -> None:
    give(curator, facets=[tags["cute"].facet_id])
    give(second_curator, tags=[tags["dress"].pk])

    waiting = counted_for(curator), counted_for(second_curator)
    held, second = asked_of(curator), asked_of(second_curator)

    assert held == [items["cute"], items["audit"], items["torn"]]
    assert second == [items["dress"]]
    assert waiting == (3, 1)


def test_what_a_manager_meant_for_somebody_is_asked_whatever_they_work_on(
    curator: User, items: dict[str, QueueItem], tags: dict[str, Tag]
) -> None:
    give(curator, tags=[tags["cute"].pk])
    meant = make_item(make_image(6), tags["dress"], reason=Reason.MANAGER, meant_for=curator, priority=0.95)

    assert asked_of(curator, 1) == [meant]


def test_second_opinions_come_first_where_they_are_to(
    curator: User, second_curator: User, items: dict[str, QueueItem]
) -> None:
    give(curator, opinions_first=True)

    first = asked_of(curator, 2)
    more = asked_of(curator, 4)

    assert first == [items["torn"], items["dress"]]
    assert more == [items["torn"], items["dress"], items["cute"], items["control"]]
    assert asked_of(second_curator) == [items["audit"]]


def test_second_opinions_first_go_no_further_than_the_tags_that_were_given(
    curator: User, items: dict[str, QueueItem], tags: dict[str, Tag]
) -> None:
    give(curator, opinions_first=True, tags=[tags["dress"].pk])

    assert asked_of(curator) == [items["dress"]]


def test_grids_and_pairs_follow_it_too(curator: User, second_curator: User, tags: dict[str, Tag]) -> None:
    cute, dress = tags["cute"], tags["dress"]
    for number, tag in enumerate([cute, dress]):
        make_grid(tag, [make_image(10 + number)])
        left, right = make_image(20 + number), make_image(30 + number)
        Pair.objects.create(tag=tag, left=left, right=right, created_at=NOON)
    give(curator, tags=[cute.pk])
    give(second_curator, queues=["single"])

    assert [one.tag for one in grids_waiting(curator, NOON)] == [cute]
    assert [one.tag for one in pairs_waiting(curator, NOON)] == [cute]
    assert lease_grids(curator=curator, tag=dress, count=1, now=NOON) == []
    assert lease_pairs(curator=curator, tag=dress, count=1, now=NOON) == []
    assert (grids_waiting(second_curator, NOON), pairs_waiting(second_curator, NOON)) == ([], [])
    assert lease_grids(curator=second_curator, tag=cute, count=1, now=NOON) == []
    assert Grid.objects.filter(leased_by=None).count() == 2


def test_a_lease_costs_the_same_with_an_assignment(
    client: Client, curator: User, items: dict[str, QueueItem], tags: dict[str, Tag]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(curator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            answered = client.post("/api/lease/", {"count": 3}, content_type="application/json")
        assert len(answered.json()["items"]) == 3
        return len(queries)

    cost()
    without = cost()
    give(curator, facets=[tags["cute"].facet_id], queues=["single", "audit"])
    QueueItem.objects.update(leased_by=None, leased_until=None)

    assert cost() == without


def test_it_is_told_on_the_first_page_and_among_ones_own_settings(
    client: Client, curator: User, tags: dict[str, Tag], items: dict[str, QueueItem]
) -> None:
    give(curator, tags=[tags["cute"].pk], queues=["single"], daily_goal=77)
    client.force_login(curator)

    home, me = client.get("/").content.decode(), client.get("/me/").content.decode()

    for page in (home, me):
        assert "77" in page
        assert tags["cute"].name_ko in page
        assert "한 장씩" in page
