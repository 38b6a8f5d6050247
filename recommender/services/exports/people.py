"""How people are called in a file that leaves the house."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.utils.crypto import salted_hmac

Named = Callable[[int | None], str]


def names(*, by_name: bool) -> Named:
    """By user's id: the name, or a pseudonym, which is the same in every file of this installation.

    Whoever does not hold its secret key cannot tell whose it is, nor make one from a name.
    """
    if by_name:
        called = dict(get_user_model().objects.values_list("pk", "username"))
        return lambda pk: "" if pk is None else called[pk]
    return lambda pk: "" if pk is None else pseudonym(pk)


def pseudonym(pk: int) -> str:
    digest = salted_hmac("moodloop.exports.people", str(pk), algorithm="sha256").hexdigest()
    return f"person-{digest[:12]}"
