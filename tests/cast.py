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
    return user


@pytest.fixture
def second_curator(roles: dict[str, Group]) -> User:
    user = User.objects.create_user("second", password="second-pass")
    user.groups.add(roles["curators"])
    return user


@pytest.fixture
def manager(roles: dict[str, Group]) -> User:
    user = User.objects.create_user("manager", password="manager-pass", is_staff=True)
    user.groups.add(roles["managers"])
    return user


@pytest.fixture
def outsider(db: None) -> User:
    """Signed in, and allowed nothing."""
    return User.objects.create_user("outsider", password="outsider-pass")
