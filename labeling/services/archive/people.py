"""Accounts for those who said something elsewhere: to be named by, not to sign in with."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from labeling.services.archive.reading import LineError

_LONGEST = 150


def check_name(name: object) -> str:
    """Raises LineError."""
    if not isinstance(name, str) or not name or len(name) > _LONGEST - 10:
        raise LineError("a person has no name, or a very long one")
    return name


class People:
    """By the name in the archive, the id of an account that nobody can sign in to.

    Never somebody's own: where a name is taken by a person who works here, theirs gets an ending.
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def named(self, name: object) -> int:
        """Raises LineError."""
        name = check_name(name)
        if name not in self._known:
            self._known[name] = self._account(name)
        return self._known[name]

    def _account(self, name: str) -> int:
        users = get_user_model()
        for called in (name, f"{name}@archive"):
            user = users.objects.filter(username=called).first()
            if user is None:
                user = users(username=called, is_active=False)
                user.set_unusable_password()
                try:
                    user.full_clean()
                except ValidationError as error:
                    raise LineError(f"“{name[:40]}” is no name for an account") from error
                user.save()
            if not user.is_active and not user.has_usable_password():
                return int(user.pk)
        raise LineError(f"both “{name}” and “{name}@archive” are accounts of people who work here")
