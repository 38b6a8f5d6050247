"""Every address asked by every role: a route, model or action without a rule fails the build by name."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import Morsel
from typing import Any, cast

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from config.backends import PersonBackend
from config.office.site import OfficeSite
from tests.admin.world import populate
from tests.architecture.who_may import ACTIONS, MODELS, NOBODY, READERS, WHERE, Rule

NO_COOKIE: Morsel[str] = Morsel()
ROLES = ["stranger", "outsider", "curator", "senior", "catalog_manager", "model_owner", "reader"]
SAMPLES = {"uuid": "6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001", "int": "1", "slug": "x", "str": "x", "path": "1"}


def routes(
    patterns: list[URLPattern | URLResolver], prefix: str = "/", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Every route as (name, a path that reaches it)."""
    for pattern in patterns:
        path = prefix + fill(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, path, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", path


def fill(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    if route.startswith("^"):  # the office's lists of an app's models
        return "catalog/"
    for name in pattern.pattern.converters:
        for converter, sample in SAMPLES.items():
            route = route.replace(f"<{converter}:{name}>", sample)
        route = route.replace(f"<{name}>", "x")
    return route


ROUTES = dict(routes(get_resolver().url_patterns))
PAGES_OF_MODELS = {
    f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}": (model, page)
    for model in admin.site._registry
    for page in ("changelist", "add", "change", "delete", "history")
}


def rules() -> dict[str, Rule]:
    """WHERE, and the pages of each model."""
    found = dict(WHERE)
    for name, (model, page) in PAGES_OF_MODELS.items():
        of = MODELS.get(model._meta.label)
        if of is None:
            continue
        found[name] = {
            "changelist": Rule(get=of.see, post=of.see - READERS),  # Django shows the list again
            "add": Rule(get=of.add, post=of.add),
            "change": Rule(get=of.see, post=of.change),
            "delete": Rule(get=of.delete, post=of.delete),
            "history": Rule(get=of.see, post=of.see - READERS),
        }[page]
    return found


RULES = rules()


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    missing = {name for name in ROUTES if name not in RULES}
    left_over = {name for name in RULES if name not in ROUTES} - set(PAGES_OF_MODELS)

    assert (missing, left_over) == (set(), set())


def test_every_model_has_a_rule() -> None:
    assert set(MODELS) == {model._meta.label for model in admin.site._registry}


@pytest.fixture
def quickly(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks like is tested elsewhere; here only who gets to see it, some thousand times."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")
    people: dict[Any, User | None] = {}
    fetch = PersonBackend.get_user

    def remembered(self: PersonBackend, user_id: Any) -> User | None:
        if user_id not in people:
            people[user_id] = fetch(self, user_id)
        return people[user_id]

    monkeypatch.setattr(PersonBackend, "get_user", remembered)
    monkeypatch.setattr(OfficeSite, "each_context", lambda *args: {})  # what is around each page


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_where_the_rules_say_and_nowhere_else(
    role: str, client: Client, request: pytest.FixtureRequest, db: None, quickly: None
) -> None:
    populate(range(1))
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.create(**({"failures_since_start": 1} if log is AccessAttempt else {}))
    person = None if role == "stranger" else request.getfixturevalue(role)
    client.raise_request_exception = False
    if person is not None:
        client.force_login(person)
    paths = {name: path for name, path in ROUTES.items() if not is_of_a_row(name)} | paths_of_rows()
    wrong = []

    for name in sorted(set(paths) & set(RULES)):
        for method in ("get", "post", "delete"):
            if method == "delete" and name.startswith("admin:"):
                continue  # it knows no such method
            response = ask(client, method, paths[name])
            if person is not None and "logout" in name:
                client.force_login(person)
            if is_let_in(response) is not (role in RULES[name].may(method)):
                wrong.append(f"{method.upper()} {name} {paths[name]}: {response.status_code}")

    assert "\n".join(wrong) == ""


def paths_of_rows() -> dict[str, str]:
    """The pages of a row that there is: some look for it before they ask who wants to see it."""
    return {
        name: ROUTES[name].replace("/1/", f"/{row.pk}/")
        for name, (model, _page) in PAGES_OF_MODELS.items()
        if is_of_a_row(name) and (row := model._default_manager.first()) is not None
    }


def is_of_a_row(name: str) -> bool:
    return (
        name in ROUTES and name in PAGES_OF_MODELS and PAGES_OF_MODELS[name][1] not in {"changelist", "add"}
    )


def ask(client: Client, method: str, path: str) -> HttpResponseBase:
    if method == "post" and path.startswith("/api/"):
        return client.post(path, {}, content_type="application/json")
    return getattr(client, method)(path)  # type: ignore[no-any-return]


def is_let_in(response: HttpResponseBase) -> bool:
    """Whatever became of it. A method that the address does not know is known to nobody."""
    assert response.status_code < 500 or response.status_code == 503
    to_the_login = response.status_code == 302 and "/login/?" in response.headers["Location"]
    return not to_the_login and response.status_code not in {401, 403, 405}


@pytest.mark.parametrize("role", ROLES[1:])
def test_actions_are_offered_to_those_who_may_take_them(
    role: str, rf: RequestFactory, request: pytest.FixtureRequest
) -> None:
    asked = rf.get("/admin/")
    asked.user = request.getfixturevalue(role)

    offered = {model._meta.label: set(taken_by(model, asked)) for model in admin.site._registry}

    expected = {
        label: {action for action, may in ACTIONS.get(label, {}).items() if role in may} for label in offered
    }
    assert offered == expected


def taken_by(model: type[Model], asked: Any) -> Iterator[str]:
    """An action that asks for no right of its own is for whoever sees the list."""
    of_model = admin.site._registry[model]
    if of_model.has_view_or_change_permission(asked):
        yield from of_model.get_actions(asked)


def test_every_action_has_a_rule() -> None:
    known = {
        f"{model._meta.label} {name}"
        for model, of_model in admin.site._registry.items()
        for _action, name, _title in cast("Any", of_model)._get_base_actions()
        if of_model.actions is not None
    }

    ruled = {f"{label} {action}" for label, actions in ACTIONS.items() for action in actions}

    assert {one for one in known ^ ruled if not one.endswith(" delete_selected")} == set()
    assert all(may > NOBODY for actions in ACTIONS.values() for may in actions.values())
