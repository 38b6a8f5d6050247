"""Each tag's flag and goal, as people see them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from tests.training import trust
from training.models import ModelVersion, TagGoal
from training.services.goals import goals_of

URL = "/models/tags/cute/"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "continue"),
        ({"goal": 0.6}, "continue"),
        ({"ceiling": 0.6}, "ceiling"),
        ({"gain": 0.002, "gain_low": 0.0, "gain_high": 0.004, "noise": 0.02}, "ceiling"),
        ({"state": "unknown", "points": []}, "unknown"),
    ],
)
def test_a_tag_carries_its_flag(  # noqa: PLR0917 - fixtures
    client: Client,
    curator: User,
    versions: list[ModelVersion],
    tags: dict[str, Tag],
    fields: dict[str, object],
    kind: str,
) -> None:
    trust.curve(versions[1], tags["cute"], **fields)
    client.force_login(curator)

    tag, models = client.get(URL), client.get("/models/")

    assert tag.context["flag"].kind == kind
    assert f'data-flag="{kind}"' in tag.content.decode()
    assert f'data-flag="{kind}"' in models.content.decode()


def test_a_goal_of_its_own_counts_before_that_of_its_facet(
    client: Client, manager: User, versions: list[ModelVersion], tags: dict[str, Tag]
) -> None:
    trust.curve(versions[1], tags["cute"])
    client.force_login(manager)

    client.post(f"{URL}goal/", {"value": "0.7", "whole_facet": "on"})
    client.post(f"{URL}goal/", {"value": "0.6"})

    goals = goals_of([tags["cute"], tags["romantic"], tags["dress"]])
    assert [goals[tags[slug].pk].value for slug in ("cute", "romantic", "dress")] == [0.6, 0.7, 0.8]
    assert client.get(URL).context["flag"].kind == "met"


def test_an_empty_goal_goes_back_and_a_wrong_one_is_refused(
    client: Client, manager: User, tags: dict[str, Tag]
) -> None:
    client.force_login(manager)

    client.post(f"{URL}goal/", {"value": "0.6"})
    client.post(f"{URL}goal/", {"value": ""})
    refused = client.post(f"{URL}goal/", {"value": "1.5"}, follow=True).content.decode()

    assert "0.30과 0.99 사이" in refused
    assert TagGoal.objects.count() == 2
    assert goals_of([tags["cute"]])[tags["cute"].pk].value == 0.8


def test_curators_set_no_goals(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    client.force_login(curator)

    assert client.post(f"{URL}goal/", {"value": "0.6"}).status_code == 403
    assert client.get(f"{URL}goal/").status_code == 405
