"""The fixed cast of the tests."""

import pytest
from django.contrib.auth.models import Group, User

from config.roles import ensure_roles


@pytest.fixture
def roles(db: None) -> dict[str, Group]:
    return ensure_roles()


@pytest.fixture
def curator(roles: dict[str, Group]) -> User:
    user = User.objects.create_user("curator", password="curator-pass")
    user.groups.add(roles["curators"])
    return _as_signed_in(user)


@pytest.fixture
def second_curator(roles: dict[str, Group]) -> User:
    user = User.objects.create_user("second", password="second-pass")
    user.groups.add(roles["curators"])
    return _as_signed_in(user)


@pytest.fixture
def manager(roles: dict[str, Group]) -> User:
    """With both of the office's jobs: the catalog and the models."""
    user = User.objects.create_user("manager", password="manager-pass", is_staff=True)
    user.groups.add(roles["managers"], roles["model owners"])
    return user


@pytest.fixture
def catalog_manager(roles: dict[str, Group]) -> User:
    """Manages, and owns no models."""
    return _in_the_office("catalog-manager", roles["managers"])


@pytest.fixture
def senior(roles: dict[str, Group]) -> User:
    return _in_the_office("senior", roles["senior curators"])


@pytest.fixture
def model_owner(roles: dict[str, Group]) -> User:
    return _in_the_office("owner", roles["model owners"])


@pytest.fixture
def reader(roles: dict[str, Group]) -> User:
    return _in_the_office("reader", roles["readers"])


@pytest.fixture
def outsider(db: None) -> User:
    """Signed in, and allowed nothing."""
    return User.objects.create_user("outsider", password="outsider-pass")


def _in_the_office(name: str, role: Group) -> User:
    user = User.objects.create_user(name, password=f"{name}-pass", is_staff=True)
    user.groups.add(role)
    return user


def _as_signed_in(user: User) -> User:
    """With what PersonBackend fetches along with whoever is signed in."""
    return User.objects.select_related("assignment").get(pk=user.pk)
