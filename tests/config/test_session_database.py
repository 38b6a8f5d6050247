"""The tests' own PostgreSQL: Korean has letters there, and the extensions are in."""

import pytest
from django.contrib.auth.models import User
from django.db import connection


def test_the_cast_is_there(curator: User, manager: User) -> None:
    assert curator.has_perm("labeling.add_review")
    assert manager.is_staff


@pytest.mark.django_db
def test_korean_words_have_trigrams() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_length(show_trgm('로맨틱'), 1), similarity('로맨틱', '로맨틱한')")
        trigrams, likeness = cursor.fetchone()

    assert trigrams == 4
    assert likeness > 0.4


@pytest.mark.django_db
def test_the_extensions_are_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        extensions = {name for (name,) in cursor.fetchall()}

    assert {"vector", "pg_trgm", "unaccent"} <= extensions
