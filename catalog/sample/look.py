"""What a product looks like, in words: everything that is drawn and everything that a mood can depend on."""

from dataclasses import dataclass

from catalog.sample.palettes import Colour


@dataclass(frozen=True)
class Look:
    category: str
    cut: str
    palette: str
    dyes: tuple[Colour, Colour, Colour]
    fabric: str
    print: str = "plain"
    sleeve: str = ""
    neckline: str = ""
    length: str = "regular"
    fit: str = "regular"
    graphic: str = ""
    extras: frozenset[str] = frozenset()
    background: str = "studio"

    def has(self, *extras: str) -> bool:
        return any(extra in self.extras for extra in extras)
