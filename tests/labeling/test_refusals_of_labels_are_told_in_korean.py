"""Whatever the code of label sources and archives refuses has words for whoever reads Korean."""

from __future__ import annotations

import re
from pathlib import Path

from labeling.services import sourcing
from labeling.services.sourcing.reasons import SENTENCES, in_words

HERE = Path(sourcing.__file__).parent
_RAISED = re.compile(r"(?:RefusalError|SourceError)\(\s*f?\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_LINES = {"{}, {}: {}", "{}: {}"}
"""Made of other sentences, or of a place and one."""


def test_every_sentence_has_words() -> None:
    files = [*HERE.glob("*.py"), *(HERE.parent / "archive").glob("*.py")]
    raised = {
        re.sub(r"\{[^}]*\}", "{}", text) for file in files for text in _RAISED.findall(file.read_text())
    }

    unknown = {
        text
        for text in raised - _LINES
        if text not in SENTENCES and in_words(text.replace("{}", "x")) == text.replace("{}", "x")
    }

    assert len(raised) > 10
    assert unknown == set()


def test_what_a_line_is_refused_for_is_told_with_its_place() -> None:
    said = in_words("products.jsonl, lines 1–200: “sha256” is not 64 hexadecimal digits")

    assert said == "products.jsonl의 1~200행: “sha256”이 16진수 64자리가 아닙니다"
