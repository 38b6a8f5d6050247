"""Everything is registered, can be looked at and searched, and costs the same for two rows as for twelve."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from labeling.models import Review
from tests.admin.conftest import MODELS, OURS, page_of
from tests.admin.world import populate


@pytest.fixture
def managing(client: Client, db: None) -> Client:
    """From whom nothing is hidden; who sees what else is in tests/architecture/who_may.py."""
    client.force_login(User.objects.create_superuser("everything"))
    return client


def queries_of(client: Client, address: str) -> CaptureQueriesContext:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return queries


def test_every_model_is_registered() -> None:
    ours = {model for label in OURS for model in apps.get_app_config(label).get_models()}

    assert ours == set(MODELS)


def test_lists_take_the_same_number_of_queries_however_long(managing: Client) -> None:
    """All models in one test: what costs is making the rows."""
    populate(range(2))
    addresses = {model: page_of(model) for model in MODELS}
    managing.get(addresses[MODELS[0]])
    short = {model._meta.label: len(queries_of(managing, address)) for model, address in addresses.items()}

    populate(range(2, 12))
    long = {model._meta.label: len(queries_of(managing, address)) for model, address in addresses.items()}

    assert long == short


def test_lists_never_load_what_is_bulky(managing: Client) -> None:
    populate(range(2))

    loaded = {
        column: model._meta.label
        for model in MODELS
        for query in queries_of(managing, page_of(model)).captured_queries
        for column in ('"payload"', '"head"', '"vector"', '"evidence"')
        if column in query["sql"]
    }

    assert loaded == {}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_manager_finds_a_row_and_looks_at_it(managing: Client, model: type[Model]) -> None:
    populate(range(2))
    row = model._default_manager.all()[0]

    found = managing.get(page_of(model), {"q": "1"})
    shown = managing.get(page_of(model, "change", row.pk))

    assert (found.status_code, shown.status_code) == (200, 200)
    assert b"BULKY" not in shown.content
    assert admin.site._registry[model].search_fields


def test_filters_answer(managing: Client) -> None:
    populate(range(2))

    for model in MODELS:
        for chosen in (
            "matched=no",
            "matched=yes",
            "use=yes",
            "use=no",
            "state=open",
            "state=leased",
            "state=closed",
            "handled=no",
            "handled=yes",
        ):
            name, _, value = chosen.partition("=")
            names = {getattr(f, "parameter_name", None) for f in admin.site._registry[model].list_filter}
            if name in names:
                assert managing.get(page_of(model), {name: value}).status_code == 200


@pytest.mark.parametrize(
    "query", ["outcome__exact=%00", "q=%00", "created_at__year=99999", "created_at__year=x"]
)
def test_filters_that_no_database_takes_are_set_aside(managing: Client, query: str) -> None:
    response = managing.get(f"{page_of(Review)}?{query}", follow=True)

    assert response.status_code == 200
