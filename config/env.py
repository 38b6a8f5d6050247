"""Values that the environment gives, or that this installation makes for itself once."""

import os
import secrets
from pathlib import Path


def secret_key(var_dir: Path) -> str:
    """The key kept in `var_dir`, made on first use and readable by its owner only.

    Two processes may ask at once on the first start: whoever creates the file wins, the other reads it.
    """
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first; its key is the one
        finally:
            draft.unlink()
    return path.read_text()
