"""What a drawn catalog hides: which tags really hold for a photo. For simulated curators only."""

import hashlib
import json
from pathlib import Path


def read_truth(catalog: Path) -> dict[str, frozenset[str]]:
    """Slugs of the tags that hold, by the SHA-256 of the photo, which its address carries."""
    lines = [json.loads(line) for line in (catalog / "truth.jsonl").read_text().splitlines()]
    return {digest(catalog / line["image"]): slugs(line) for line in lines}


def slugs(line: dict[str, str | list[str] | None]) -> frozenset[str]:
    facets = [line["category"], line["mood"], line["sleeve"], line["pattern"]]
    return frozenset(slug for said in facets for slug in ([said] if isinstance(said, str) else said or []))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
