"""The language of the search box: tags, words, and / or / not, brackets.

    로맨틱 원피스            both                 로맨틱 | 러블리, 로맨틱이나 러블리    either
    로맨틱 -귀여운           not cute             귀여운 말고 로맨틱, not cute     not
    (retro or vintage) dress   brackets         "린넨 100%"                  in the product's name, as it is

Nothing typed is an error: what cannot be read as an operator is a word, and a bracket too many is ignored.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.models import Tag
from catalog.services.vocabulary import Names, normalise
from recommender.services.query.lexicon import How, Lexicon, Meant
from recommender.services.query.tree import AllOf, AnyOf, HasTag, HasWord, Node, all_of, any_of, none_of

LONGEST_QUERY = 120
MOST_TERMS = 8
DEEPEST = 4
WORDS_IN_A_NAME = 3

_TOKEN = re.compile(r'"([^"]*)"?|([()|,/&])|([^\s()|,/&"]+)')
_AND = {"and", "그리고", "with", "&", "랑", "이랑", "및"}
_OR = {"or", "또는", "혹은", "이나", "|", ",", "/"}
_NOT_BEFORE = {"not", "without", "no", "-", "!"}
_NOT_BEHIND = {"말고", "빼고", "제외", "제외하고", "아닌", "없는", "없이", "말구"}
_OR_ENDINGS = ("이나", "나")
_SAID_FOR_NOTHING = {
    "거",
    "것",
    "걸로",
    "옷",
    "옷들",
    "좀",
    "상품",
    "추천",
    "the",
    "a",
    "an",
    "clothes",
    "but",
}


@dataclass(frozen=True)
class Reading:
    """What was understood of what was typed."""

    text: str
    node: Node | None
    taken: list[Meant]
    words: list[str]
    perhaps: list[Tag]
    """Tags that a word may have meant which was taken for a word of a product's name."""
    was_cut: bool = False

    @property
    def is_guess(self) -> bool:
        """Whether a word was taken for something that it is not a name of."""
        return any(meant.how != How.NAME for meant in self.taken)


@dataclass
class _Reader:
    """Recursive descent over the tokens; `at` is the next one."""

    tokens: list[str | Node]
    at: int = 0

    def either(self) -> Node | None:
        parts = [self.every()]
        while self._skip(_OR):
            parts.append(self.every())
        return any_of(part for part in parts if part)

    def every(self) -> Node | None:
        parts = []
        while self.at < len(self.tokens) and self._peek() not in _OR | {")"}:
            if not self._skip(_AND) and (part := self.one()):
                parts.append(part)
        return all_of(parts)

    def one(self) -> Node | None:
        negated = False
        while self._skip(_NOT_BEFORE):
            negated = not negated
        part = self._operand()
        while self._skip(_NOT_BEHIND):
            negated = not negated
        return none_of(part) if part and negated else part

    def _operand(self) -> Node | None:
        next_one = self._peek()
        if next_one is None or (isinstance(next_one, str) and next_one in _OR | {")"}):
            return None
        self.at += 1
        if not isinstance(next_one, str):
            return next_one
        if next_one != "(":
            return None  # an operator that has nothing to do
        inside = self.either()
        self._skip({")"})
        return inside

    def _peek(self) -> str | Node | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _skip(self, signs: set[str]) -> bool:
        token = self._peek()
        if isinstance(token, str) and token in signs:
            self.at += 1
            return True
        return False


def read(text: str, names: Names, *, literally: bool = False) -> Reading:
    """What a shopper typed, of which the first 120 signs and 8 terms count.

    `literally` takes every word for a word of a product's name.
    """
    whole = " ".join("".join(c for c in text if unicodedata.category(c) != "Cc" or c.isspace()).split())
    clean = whole[:LONGEST_QUERY]
    lexicon = Lexicon(names)
    terms = _Terms(lexicon, literally=literally)
    tokens = terms.of(clean)
    reader = _Reader(tokens)
    parts = []
    while reader.at < len(tokens):  # brackets too many are passed over
        parts.append(reader.either())
        reader.at += 1
    node = all_of(part for part in parts if part)
    perhaps = [] if literally else lexicon.near(terms.words)
    return Reading(clean, node, terms.taken, terms.words, perhaps, terms.was_cut or len(whole) > len(clean))


class _Terms:
    """From text to operators and operands."""

    def __init__(self, lexicon: Lexicon, *, literally: bool) -> None:
        self.lexicon, self.literally = lexicon, literally
        self.taken: list[Meant] = []
        self.words: list[str] = []
        self.was_cut = False

    def of(self, text: str) -> list[str | Node]:
        if not self.literally and text[:1] not in _NOT_BEFORE and (whole := self.lexicon.named(text)):
            return [self._take(whole)]
        tokens: list[str | Node] = []
        run: list[str] = []
        depth = 0
        for quoted, sign, word in _TOKEN.findall(text):
            if word and word.casefold() not in _AND | _OR | _NOT_BEFORE | _NOT_BEHIND and word[0] not in "-!":
                run.append(word)
                continue
            tokens += self._operands(run)
            run = []
            if quoted:
                tokens.append(self._word(quoted))
            elif sign in "()" and sign:
                depth += 1 if sign == "(" else -1
                if 0 <= depth <= DEEPEST:
                    tokens.append(sign)
                depth = max(0, depth)
            elif sign:
                tokens.append(sign)
            elif word and word[0] in "-!" and len(word) > 1:
                tokens += ["-", *self._operands([word.lstrip("-!")])[:1]]
            elif word:
                tokens.append(word.casefold())
        tokens += self._operands(run)
        return self._bounded(tokens)

    def _operands(self, run: list[str]) -> list[str | Node]:
        """Of words in a row; names of several words first."""
        found: list[str | Node] = []
        at = 0
        while at < len(run):
            for length in range(min(WORDS_IN_A_NAME, len(run) - at), 1, -1):
                meant = None if self.literally else self.lexicon.named(" ".join(run[at : at + length]))
                if meant:
                    found.append(self._take(meant))
                    at += length
                    break
            else:
                found += self._operand(run[at])
                at += 1
        return found

    def _operand(self, word: str) -> list[str | Node]:
        if not normalise(word) or (not self.literally and word.casefold() in _SAID_FOR_NOTHING):
            return []
        if self.literally or len(self.taken) + len(self.words) >= MOST_TERMS:
            return [self._word(word)]
        if meant := self.lexicon.meant(word):
            return [self._take(meant)]
        for ending in (*_OR_ENDINGS, *_NOT_BEHIND):
            stem = word.removesuffix(ending)
            if stem not in {word, ""} and (meant := self.lexicon.named(stem)):
                return [self._take(meant), ending if ending in _NOT_BEHIND else "또는"]
        return [self._word(word)]

    def _take(self, meant: Meant) -> Node:
        """What may be a typing error is looked for as it is written, too: sellers make it as well."""
        self.taken.append(meant)
        tags: list[Node] = [HasTag(tag) for tag in meant.tags]
        if len(tags) > 1:
            return AllOf(tuple(tags))
        return AnyOf((*tags, HasWord(meant.typed.lstrip("#")))) if meant.how is How.TYPO else tags[0]

    def _word(self, word: str) -> Node:
        word = word.strip().lstrip("#")
        self.words.append(word)
        return HasWord(word)

    def _bounded(self, tokens: list[str | Node]) -> list[str | Node]:
        kept: list[str | Node] = []
        operands = 0
        for token in tokens:
            operands += not isinstance(token, str)
            if operands > MOST_TERMS:
                self.was_cut = True
                break
            if not isinstance(token, HasWord) or token.word:
                kept.append(token)
        return kept
