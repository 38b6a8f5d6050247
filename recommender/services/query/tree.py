"""What a shopper asks for: a tree of tags and words, and how it is read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.models import Tag


@dataclass(frozen=True)
class HasTag:
    """The product carries it."""

    tag: Tag


@dataclass(frozen=True)
class HasWord:
    """The product's name contains it, whatever the case."""

    word: str


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class NoneOf:
    part: Node


Node = HasTag | HasWord | AllOf | AnyOf | NoneOf


def all_of(parts: Iterable[Node]) -> Node | None:
    """Every one of them. Nothing carries two tags of a `single` facet: two side by side mean either."""
    kept: list[Node] = []
    either: dict[int, list[Node]] = {}
    for part in dict.fromkeys(parts):
        if isinstance(part, HasTag) and part.tag.facet.is_single:
            if part.tag.facet_id not in either:
                kept.append(part)
            either.setdefault(part.tag.facet_id, []).append(part)
        elif isinstance(part, AllOf):
            kept += part.parts
        else:
            kept.append(part)
    kept = [_widened(part, either) for part in kept]
    return kept[0] if len(kept) == 1 else AllOf(tuple(kept)) if kept else None


def any_of(parts: Iterable[Node]) -> Node | None:
    kept: list[Node] = []
    for part in dict.fromkeys(parts):
        kept += part.parts if isinstance(part, AnyOf) else [part]
    return kept[0] if len(kept) == 1 else AnyOf(tuple(kept)) if kept else None


def none_of(part: Node) -> Node:
    """Not not is yes."""
    return part.part if isinstance(part, NoneOf) else NoneOf(part)


def wanted_tags(node: Node | None) -> list[Tag]:
    """The tags that a product is found for, each once, in the order in which they were asked for."""
    return list(dict.fromkeys(_wanted(node))) if node else []


def plain_tags(node: Node | None) -> list[Tag] | None:
    """The tags where nothing but all of some tags is asked for; else None."""
    parts = node.parts if isinstance(node, AllOf) else (node,)
    tags = [part.tag for part in parts if isinstance(part, HasTag)]
    return tags if len(tags) == len(parts) else None


def _widened(part: Node, either: dict[int, list[Node]]) -> Node:
    if isinstance(part, HasTag) and len(same := either.get(part.tag.facet_id, [])) > 1:
        return AnyOf(tuple(same))
    return part


def _wanted(node: Node) -> Iterator[Tag]:
    if isinstance(node, HasTag):
        yield node.tag
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from _wanted(part)
