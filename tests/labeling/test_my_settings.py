"""Everybody chooses for themselves, on one page, whatever else they may do."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from labeling.models import Hand, Preference

CHOSEN = {"language": "en", "one_handed": "left", "daily_goal": "120"}


@pytest.mark.parametrize("who", ["curator", "manager", "outsider"])
def test_what_is_chosen_is_kept(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    person = request.getfixturevalue(who)
    client.force_login(person)

    response = client.post("/me/", CHOSEN)

    mine = Preference.objects.get(user=person)
    assert response.status_code == 302
    assert (mine.language, mine.one_handed, mine.daily_goal) == ("en", Hand.LEFT, 120)
    assert 'data-hand="left"' in client.get("/me/").content.decode()


def test_saved_twice_is_one_row_and_nobody_elses(client: Client, curator: User, second_curator: User) -> None:
    Preference.objects.create(user=second_curator, daily_goal=7)
    client.force_login(curator)

    client.post("/me/", CHOSEN | {"user": str(second_curator.pk)})
    client.post("/me/", CHOSEN)

    assert Preference.objects.get(user=curator).daily_goal == 120
    assert Preference.objects.get(user=second_curator).daily_goal == 7


def test_everything_can_be_left_open_again(client: Client, curator: User) -> None:
    client.force_login(curator)
    client.post("/me/", CHOSEN)

    client.post("/me/", {"language": "", "one_handed": "off", "daily_goal": ""})

    mine = Preference.objects.get()
    assert (mine.language, mine.one_handed, mine.daily_goal) == ("", Hand.OFF, None)


@pytest.mark.parametrize(
    "wrong",
    [{"daily_goal": "0"}, {"daily_goal": "-3"}, {"daily_goal": "99999"}, {"daily_goal": "viel"},
     {"daily_goal": "1e9"}, {"one_handed": "third"}, {"one_handed": ""}, {"language": "fr"}],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_kept(
    client: Client, curator: User, wrong: dict[str, str]
) -> None:
    client.force_login(curator)

    response = client.post("/me/", CHOSEN | wrong)

    page = response.content.decode()
    assert response.status_code == 400
    assert page.count('class="field__error"') == 1
    assert not Preference.objects.exists()


def test_strangers_log_in_first_and_no_other_method_is_taken(client: Client, curator: User) -> None:
    asked = client.get("/me/")
    client.force_login(curator)

    assert asked.headers["Location"].startswith("/login/")
    assert client.put("/me/").status_code == 405
    assert client.delete("/me/").status_code == 405
