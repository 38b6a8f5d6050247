"""Values that the environment gives, or that this installation makes for itself once."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TWO_FACTORS = ["off", "optional", "managers"]


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


def provider_of(issuer: str, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """What django-allauth wants to know of the one provider of single sign-on; nothing where it is off."""
    if not issuer:
        return {}
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
