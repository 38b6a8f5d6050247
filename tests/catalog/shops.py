"""Catalogs as sellers bring them: a folder with photos and a table, good and bad."""

import csv
import io
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from PIL import Image

from catalog.services.importing import ImportReport, import_catalog


def picture(shade: int = 0, size: tuple[int, int] = (24, 30), kind: str = "JPEG") -> bytes:
    """A photo of one colour; another `shade` gives other bytes."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 256 % 256, 90)).save(out, kind)
    return out.getvalue()


def noisy_picture(size: tuple[int, int] = (300, 300)) -> bytes:
    """A JPEG long enough to be cut in the middle."""
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def huge_picture(width: int, height: int) -> bytes:
    """A PNG whose header promises width × height pixels and whose body holds next to none."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@dataclass(frozen=True)
class Shop:
    """A folder that is filled and then imported."""

    folder: Path

    def photo(self, name: str, content: bytes | None = None) -> str:
        """Put a photo there; without content one that no other name has."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(zlib.crc32(name.encode())) if content is None else content)
        return name

    def csv(self, rows: Sequence[Mapping[str, str]]) -> Path:
        columns = list(dict.fromkeys(column for row in rows for column in row))
        path = self.folder / "products.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def text(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def jsonl(self, rows: Sequence[object]) -> Path:
        return self.text("products.jsonl", "\n".join(json.dumps(row) for row in rows))

    def imported(self, path: Path | None = None, *, update: bool = False) -> ImportReport:
        return import_catalog(path=path or self.folder, now=timezone.now(), update=update)

    def progress_of(self, path: Path) -> list[tuple[int, int]]:
        """What an import of `path` says of its pace."""
        told: list[tuple[int, int]] = []
        import_catalog(path=path, now=timezone.now(), progress=lambda done, total: told.append((done, total)))
        return told
