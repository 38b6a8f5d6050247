"""From what a shopper types to what is looked for."""

from .reading import LONGEST_QUERY, Reading, read
from .tree import AllOf, AnyOf, HasTag, HasWord, Node, NoneOf, all_of, plain_tags, wanted_tags

__all__ = [
    "LONGEST_QUERY",
    "AllOf",
    "AnyOf",
    "HasTag",
    "HasWord",
    "Node",
    "NoneOf",
    "Reading",
    "all_of",
    "plain_tags",
    "read",
    "wanted_tags",
]
