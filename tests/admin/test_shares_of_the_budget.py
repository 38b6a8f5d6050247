"""A manager sets what people's time is asked for, within bounds; who set what, and when, stays."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from tests.admin.conftest import page_of
from tests.making import NOON
from training.models import BudgetShares

FINE = {"audit": 20, "control": 5, "rare": 15, "people": 0, "seller": 10, "demand": 5}
OUT_OF_BOUNDS = [
    ({"audit": 4}, "감사의 몫은 5% 이상"),
    ({"control": 4}, "대조의 몫은 5% 이상"),
    ({"rare": 41}, "몫의 합은 80%"),
    ({"rare": 100, "people": 100, "seller": 100}, "몫의 합은 80%"),
]


@override_settings(AUDIT_SHARE=0.12, CONTROL_SHARE=0.08)
def test_while_nobody_has_set_anything_the_settings_hold(db: None) -> None:
    shares = BudgetShares.objects.in_force()

    assert (shares.audit, shares.control) == (0.12, 0.08)
    assert min(shares.rare, shares.people, shares.seller, shares.demand) > 0
    assert shares.doubt == pytest.approx(
        1 - 0.12 - 0.08 - shares.rare - shares.people - shares.seller - shares.demand
    )


@override_settings(AUDIT_SHARE=0.5, CONTROL_SHARE=0.4)
def test_settings_that_leave_nothing_leave_nothing_to_the_other_purposes(db: None) -> None:
    shares = BudgetShares.objects.in_force()

    assert (shares.rare, shares.people, shares.seller, shares.demand) == (0, 0, 0, 0)
    assert shares.doubt == pytest.approx(0.1)


def test_a_manager_sets_the_shares_and_the_last_word_holds(managing: Client, manager: User) -> None:
    first = managing.post(page_of(BudgetShares, "add"), FINE)
    managing.post(page_of(BudgetShares, "add"), FINE | {"seller": 0})

    shares = BudgetShares.objects.in_force()
    assert first.status_code == 302
    assert (shares.audit, shares.rare, shares.seller) == (0.20, 0.15, 0.0)
    assert shares.doubt == pytest.approx(0.55)
    assert [row.seller for row in BudgetShares.objects.order_by("pk")] == [10, 0]
    assert {row.by for row in BudgetShares.objects.all()} == {manager}


def test_the_form_begins_with_what_is_in_force(managing: Client, manager: User) -> None:
    BudgetShares.objects.create(**FINE, by=manager, created_at=NOON)

    page = managing.get(page_of(BudgetShares, "add")).content.decode()

    assert 'name="audit" value="20"' in page
    assert 'name="rare" value="15"' in page


@pytest.mark.parametrize(("change", "message"), OUT_OF_BOUNDS)
def test_shares_out_of_bounds_are_refused_in_words(
    managing: Client, change: dict[str, int], message: str
) -> None:
    response = managing.post(page_of(BudgetShares, "add"), FINE | change)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not BudgetShares.objects.exists()


@pytest.mark.parametrize("number", ["-1", "101", "99999999999", "1.5", "", "x"])
def test_what_is_no_percentage_is_refused(managing: Client, number: str) -> None:
    response = managing.post(page_of(BudgetShares, "add"), FINE | {"rare": number})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not BudgetShares.objects.exists()


@pytest.mark.parametrize("change", [change for change, _ in OUT_OF_BOUNDS])
def test_the_database_refuses_them_too(manager: User, change: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetShares.objects.create(**FINE | change, by=manager, created_at=NOON)


def test_what_was_set_is_seen_and_neither_changed_nor_deleted(managing: Client, manager: User) -> None:
    row = BudgetShares.objects.create(**FINE, by=manager, created_at=NOON)
    before = BudgetShares.objects.values().get()

    shown = managing.get(page_of(BudgetShares, "change", row.pk)).content.decode()
    answers = [
        managing.post(page_of(BudgetShares, "change", row.pk), FINE | {"audit": 30}),
        managing.get(page_of(BudgetShares, "delete", row.pk)),
        managing.post(page_of(BudgetShares, "delete", row.pk), {"post": "yes"}),
    ]

    assert 'aria-label="감사 20%, 대조 5%, 드문 태그 15%' in shown
    assert "style=" not in shown.partition('class="shares"')[2].partition("</svg>")[0]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert BudgetShares.objects.values().get() == before


def test_curators_and_staff_who_may_only_look_set_nothing(
    client: Client, curator: User, outsider: User
) -> None:
    outsider.is_staff = True
    outsider.save()
    outsider.user_permissions.add(Permission.objects.get(codename="view_budgetshares"))

    client.force_login(curator)
    by_curator = client.post(page_of(BudgetShares, "add"), FINE)
    client.force_login(outsider)
    by_onlooker = client.post(page_of(BudgetShares, "add"), FINE)

    assert by_curator.status_code == 302
    assert "/admin/login/" in by_curator.headers["Location"]
    assert by_onlooker.status_code == 403
    assert not BudgetShares.objects.exists()
