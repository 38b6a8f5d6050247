"""Every sentence with which the engine refuses a row or a file has words of its own for people."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from catalog.services.imports.reasons import SENTENCES, in_words, kind_of

SERVICES = Path(settings.BASE_DIR) / "catalog" / "services"
OF_THE_VOCABULARY = {"vocabulary_file.py"}
"""Whose errors are the command line's."""
TELLS = {"RefusalError": 0, "SourceError": 0, "Refused": 3}
"""What is raised or made, and which argument is the sentence."""


def sentences() -> Iterator[str]:
    for path in sorted(SERVICES.rglob("*.py")):
        if path.name in OF_THE_VOCABULARY:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TELLS:
                at = TELLS[node.func.id]
                if len(node.args) > at and (text := written(node.args[at])):
                    yield text


def written(node: ast.expr) -> str:
    """The sentence with {} in its blanks; "" for what another sentence was handed on in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def test_every_sentence_has_words() -> None:
    found = set(sentences())

    assert len(found) > 50
    assert {text for text in found if kind_of(text.replace("{}", "x")) not in SENTENCES} == set()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("there is no such photo", "그런 사진이 없습니다"),
        ("the photo is larger than 25 MB", "사진이 25MB보다 큽니다"),
        (
            "“title” differs from the product in the catalog: “a” there, “b: {}” here"
            " (--update takes the new one)",
            "“title”이(가) 카탈로그의 상품과 다릅니다: 거기는 “a”, 여기는 “b: {}”",
        ),
        ("a.csv, line 7 is not UTF-8 (byte 0xff). Save it as UTF-8.", "a.csv의 7번째 줄이 UTF-8이 아닙니다"),
        ("something that nobody ever wrote", "something that nobody ever wrote"),
    ],
)
def test_it_is_told_with_what_stands_in_its_blanks(reason: str, words: str) -> None:
    with translation.override("ko"):
        assert in_words(reason).startswith(words)
