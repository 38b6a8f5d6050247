"""The tests' own PostgreSQL: Korean has letters there, and the extensions are in."""

from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection

from config.services import addresses


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


@pytest.mark.django_db
def test_the_kernel_is_asked_who_connects(session_var: Path) -> None:
    """With `trust`, any account that reaches the socket would be taken for anybody it says it is."""
    url = addresses.postgres_url(session_var).replace(addresses.DATABASE_USER, "stranger", 1)

    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(url)
