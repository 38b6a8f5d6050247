"""The loop's settings are set in the office: bounds beside the field, history below, conflicts told."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Facet, LoopSetting
from catalog.services.settings import REMEMBERED, change, registered, value_of
from tests.making import NOON

PAGE = "/admin/settings/"


def send(client: Client, name: str = "retrain_after", **fields: object) -> tuple[int, str]:
    """Status and page."""
    response = client.post(reverse("admin:change_setting", args=[name]), fields)
    return response.status_code, response.content.decode()


def test_the_page_shows_every_setting_with_bounds(managing: Client) -> None:
    page = managing.get(PAGE).content.decode()

    for setting in registered():
        assert str(setting.title) in page
        assert setting.bounds() in page


def test_what_is_saved_holds_and_says_who_and_why(managing: Client, manager: User) -> None:
    status, _ = send(managing, value="35", seen="", note="주말에는 <b>덜</b>")

    page = managing.get(PAGE).content.decode()
    assert (status, value_of("retrain_after")) == (302, 35)
    assert "35건" in page
    assert manager.username in page
    assert "주말에는 &lt;b&gt;덜&lt;/b&gt;" in page


@pytest.mark.parametrize("value", ["0", "abc", "", "1e9"])
def test_bad_input_is_named_and_kept_in_the_field(managing: Client, value: str) -> None:
    status, page = send(managing, value=value, seen="")

    assert status == 400
    assert 'aria-invalid="true"' in page
    assert f'name="value" value="{value}"' in page
    assert not LoopSetting.objects.exists()


def test_a_conflict_shows_what_the_other_one_said(managing: Client, curator: User) -> None:
    change("retrain_after", 70, seen=None, by=curator, note="검수가 늘어서", now=NOON)

    status, page = send(managing, value="35", seen="")

    assert (status, value_of("retrain_after")) == (409, 70)
    assert "curator" in page
    assert "검수가 늘어서" in page
    assert 'name="value" value="35"' in page


def test_one_click_returns_to_an_earlier_value(managing: Client, manager: User) -> None:
    first = change("retrain_after", 70, seen=None, by=manager, now=NOON)
    second = change("retrain_after", 90, seen=first.pk, by=manager, now=NOON)

    status, _ = send(managing, again=first.pk, seen=second.pk)

    assert (status, value_of("retrain_after")) == (302, 70)
    assert LoopSetting.objects.named("retrain_after").count() == 3


def test_and_to_what_the_installation_says(managing: Client, manager: User) -> None:
    default = value_of("retrain_after")
    first = change("retrain_after", 70, seen=None, by=manager, now=NOON)

    send(managing, default="1", seen=first.pk)

    assert value_of("retrain_after") == default


def test_another_settings_past_is_not_this_ones(managing: Client, manager: User) -> None:
    other = change("queue_target", 70, seen=None, by=manager, now=NOON)

    status, _ = send(managing, again=other.pk, seen="")

    assert status == 400


def test_facets_that_are_not_chosen_are_withheld(managing: Client) -> None:
    mood, sleeve = (
        Facet.objects.create(slug=name, name_ko=name, name_en=name) for name in ("mood", "sleeve")
    )

    send(managing, "predictions_withheld", value=[mood.pk], seen="")

    assert value_of("predictions_withheld") == [sleeve.pk]


def test_what_a_value_would_change_is_told_while_it_is_typed(managing: Client) -> None:
    proof = reverse("admin:setting_effect", args=["publish_precision"])

    told = [managing.get(proof, {"value": value}).content.decode() for value in ("90", "95", "zzz")]

    assert "29" in told[0]
    assert "59" in told[1]
    assert told[2] == "숫자를 적어 주세요."


def test_a_setting_that_no_layer_has_is_not_found(managing: Client) -> None:
    assert send(managing, "secret_key", value="1")[0] == 404


def test_who_may_only_look_sees_no_form_and_sets_nothing(client: Client, outsider: User) -> None:
    outsider.is_staff = True
    outsider.save()
    client.force_login(outsider)
    refused = client.get(PAGE).status_code
    outsider.user_permissions.add(Permission.objects.get(codename="view_loopsetting"))

    page = client.get(PAGE).content.decode()

    assert refused == 403
    assert "set-form" not in page
    assert send(client, value="35", seen="")[0] == 403
    assert client.get(reverse("admin:change_setting", args=["retrain_after"])).status_code == 405


def test_of_a_long_history_the_last_are_shown(managing: Client, manager: User) -> None:
    seen = None
    for value in range(REMEMBERED + 2):
        seen = change("retrain_after", 70 + value, seen=seen, by=manager, now=NOON).pk
    change("queue_target", 70, seen=None, by=manager, now=NOON)

    cards = {
        card.setting.name: card
        for section in managing.get(PAGE).context["sections"]
        for card in section.cards
    }

    shown = [said.row.value for said in cards["retrain_after"].history]
    assert shown == [71 + REMEMBERED - at for at in range(REMEMBERED)]
    assert (cards["retrain_after"].is_cut, cards["queue_target"].is_cut) == (True, False)


def test_the_page_costs_the_same_however_long_its_history(managing: Client, manager: User) -> None:
    row = change("retrain_after", 70, seen=None, by=manager, now=NOON)
    managing.get(PAGE)
    with CaptureQueriesContext(connection) as short:
        managing.get(PAGE)

    for number in range(12):
        row = change("retrain_after", 80 + number, seen=row.pk, by=manager, note="x", now=NOON)
    value_of("retrain_after")
    with CaptureQueriesContext(connection) as long:
        managing.get(PAGE)

    assert len(long) == len(short)
