"""What a person chose in the header holds on every device; a stranger's choice stays in their browser."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from labeling.models import Preference
from tests.making import make_image

ENGLISH, KOREAN = {"Accept-Language": "en"}, {"Accept-Language": "ko"}


def spoken(client: Client, path: str = "/", **headers: str) -> str:
    page = client.get(path, headers=headers)
    return str(page.headers["Content-Language"])


def test_a_choice_holds_on_another_device(client: Client, curator: User) -> None:
    client.force_login(curator)
    other = Client()
    other.force_login(curator)
    before = spoken(other, **KOREAN)

    response = client.post("/language/", {"language": "en", "next": "/review/"})

    assert (response.status_code, response.headers["Location"]) == (302, "/review/")
    assert (before, spoken(other, **KOREAN)) == ("ko", "en")


def test_a_choice_is_gone_with_the_person(client: Client, curator: User, second_curator: User) -> None:
    """A device on which two work speaks to each as they want it."""
    Preference.objects.speak(curator, "en")
    Preference.objects.speak(second_curator, "ko")

    for person, language in ((curator, "en"), (second_curator, "ko"), (curator, "en")):
        client.force_login(person)
        assert spoken(client, **KOREAN) == language


def test_chosen_twice_is_one_row(client: Client, curator: User) -> None:
    client.force_login(curator)

    for language in ("en", "ko", "ko"):
        client.post("/language/", {"language": language})

    assert Preference.objects.get().language == "ko"


def test_a_strangers_choice_stays_in_the_browser(client: Client, db: None) -> None:
    before = spoken(client, "/login/", **KOREAN)

    client.post("/language/", {"language": "en", "next": "/login/"})

    assert (before, spoken(client, "/login/", **KOREAN)) == ("ko", "en")
    assert spoken(Client(), "/login/", **KOREAN) == "ko"
    assert not Preference.objects.exists()


def test_without_a_choice_it_is_as_the_browser_asks(client: Client, curator: User) -> None:
    client.force_login(curator)

    assert (spoken(client, **ENGLISH), spoken(client, **KOREAN)) == ("en", "ko")


def test_the_api_says_it_in_the_language_of_the_person(client: Client, curator: User) -> None:
    Preference.objects.speak(curator, "en")
    client.force_login(curator)

    refused = client.post("/api/reviews/", {}, "application/json", headers=KOREAN)

    assert refused.status_code == 400
    assert b"This field is required." in refused.content


def test_a_page_that_is_not_there_is_missed_in_the_language_of_the_person(
    client: Client, curator: User
) -> None:
    Preference.objects.speak(curator, "en")
    client.force_login(curator)

    assert spoken(client, "/nowhere/", **KOREAN) == "en"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(client: Client, db: None, elsewhere: str) -> None:
    response = client.post("/language/", {"language": "en", "next": elsewhere})

    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["", "fr", "en\0", "../../etc"])
def test_a_language_that_we_do_not_speak_is_named(client: Client, curator: User, language: str) -> None:
    client.force_login(curator)

    assert client.post("/language/", {"language": language}).status_code == 400
    assert not Preference.objects.exists()


def test_only_by_post_and_only_from_our_pages(curator: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(curator)

    assert careful.get("/language/").status_code == 405
    assert careful.post("/language/", {"language": "en"}).status_code == 403


def test_it_costs_no_query_of_its_own(
    client: Client, curator: User, outsider: User, django_assert_num_queries: Any
) -> None:
    """Session and person, as on every page; the preference comes with the person."""
    Preference.objects.speak(curator, "en")
    for person in (curator, outsider):
        client.force_login(person)
        client.get("/nowhere/")
        with django_assert_num_queries(2):
            client.get("/nowhere/")


def test_photos_ask_for_nobody(client: Client, curator: User, django_assert_num_queries: Any) -> None:
    """Or no cache could keep them."""
    image = make_image(1)
    client.force_login(curator)

    with django_assert_num_queries(0):
        photo = client.get(image.thumbnail_url)

    assert photo.status_code == 200
    assert "Cookie" not in photo.headers.get("Vary", "")
