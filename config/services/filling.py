"""Remembers that filling the catalog was begun, so that the next start goes on after a crash."""

from pathlib import Path


def begin(var_dir: Path, catalog: Path | None) -> None:
    _mark(var_dir).write_text(str(catalog or ""))


def finish(var_dir: Path) -> None:
    _mark(var_dir).unlink(missing_ok=True)


def is_unfinished(var_dir: Path) -> bool:
    return _mark(var_dir).exists()


def unfinished_catalog(var_dir: Path) -> Path | None:
    """The catalog that was being imported; None when it was the drawn one, or nothing was."""
    text = _mark(var_dir).read_text() if is_unfinished(var_dir) else ""
    return Path(text) if text else None


def _mark(var_dir: Path) -> Path:
    return var_dir / "catalog-unfinished"
