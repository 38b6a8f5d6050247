"""What an installation needs before it serves: schema, static files, roles, and the demo's logins."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection

from config.roles import DEMO_LOGINS, ensure_roles, give_role
from config.services.errors import ServiceError, one_line

EXTENSIONS = {"vector", "pg_trgm", "unaccent"}


def check_database() -> None:
    """Raises ServiceError when the database cannot be reached or lacks what we stand on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_available_extensions")
            missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
    except DatabaseError as error:
        raise ServiceError(f"The database of DATABASE_URL cannot be used: {one_line(error)}") from error
    if missing:
        raise ServiceError(
            f"The database server lacks the extension {', '.join(sorted(missing))}. "
            "Install it there, or unset DATABASE_URL to use the embedded PostgreSQL."
        )


def migrate() -> None:
    """Bring the schema up to date. Raises ServiceError when the database refuses."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise ServiceError(f"The database cannot be migrated: {one_line(error)}") from error


def collect_static_if_changed() -> bool:
    """Collect the static files unless nothing has changed since the last time; says whether it did."""
    root = Path(settings.STATIC_ROOT)
    mark, state = root / ".collected-from", state_of_static_files()
    if mark.exists() and mark.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(state)
    return True


def state_of_static_files() -> str:
    """A fingerprint of every file's name, size and time of change."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def ensure_demo_logins() -> None:
    """The logins that the demo prints. Only for the demo: their passwords are known to everybody."""
    ensure_roles()
    known = set(User.objects.values_list("username", flat=True))
    for username, password, role in DEMO_LOGINS:
        if username not in known:
            user = User.objects.filter(username=username).first()
            give_role(user or User.objects.create_user(username, password=password), role)
