"""What the photos and tags of some lines are called here."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.models import Facet, ProductImage, Tag
from labeling.services.archive.reading import Line, LineError, field


class Places:
    """Found in three queries for many lines."""

    def __init__(self, lines: Iterable[Line]) -> None:
        wanted = {str(line.get("external_id")) for line in lines}
        images = ProductImage.objects.filter(product__external_id__in=wanted)
        columns = ("product__external_id", "sha256", "pk")
        self._images = {(id_, sha256): pk for id_, sha256, pk in images.values_list(*columns)}
        self._tags = dict(Tag.objects.values_list("slug", "pk"))
        self._facets = dict(Facet.objects.values_list("slug", "pk"))

    def image(self, line: Line) -> int | None:
        """None where the archive came without that photo."""
        return self._images.get((field(line, "external_id", str), field(line, "sha256", str)))

    def tag(self, line: Line, key: str = "tag") -> int:
        """Raises LineError."""
        return self._known(self._tags, line, key)

    def facet(self, line: Line, key: str) -> int:
        return self._known(self._facets, line, key)

    def tags(self, slugs: Iterable[object]) -> list[int]:
        """Of those that are known here."""
        return sorted(self._tags[slug] for slug in slugs if isinstance(slug, str) and slug in self._tags)

    @staticmethod
    def _known(of: dict[str, int], line: Line, key: str) -> int:
        slug = field(line, key, str)
        if slug not in of:
            raise LineError(f"“{slug[:80]}” is not in its vocabulary")
        return of[slug]
