"""The scripts hold together without a build: imports are mapped, sentences exist, data is never markup."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MODULES = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAPPED = dict(
    re.findall(
        r'"(moodloop/\w+)": "\{% static \'(js/\w+\.js)\' %\}"', (ROOT / "templates/_imports.html").read_text()
    )
)
SENTENCES = set(re.findall(r'data-word="([\w-]+)"', "".join(template.read_text() for template in TEMPLATES)))
MOST_LINES = 120


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_is_small_and_imports_what_is_mapped(module: Path) -> None:
    source = module.read_text()
    imported = set(re.findall(r'^import .*?from "([^"]+)";', source, re.M | re.S))

    assert len(source.splitlines()) <= MOST_LINES
    assert imported <= set(MAPPED)


def test_what_is_mapped_exists() -> None:
    assert MAPPED
    assert [file for file in MAPPED.values() if not (ROOT / "static" / file).exists()] == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_says_what_is_written(module: Path) -> None:
    said = set(re.findall(r'\bsay\("([\w-]+)"', module.read_text()))

    assert said - SENTENCES == set()


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_data_is_never_read_as_markup(module: Path) -> None:
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setHTMLUnsafe"

    assert re.findall(ways, module.read_text()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_needs_nothing_that_our_policy_forbids(template: Path) -> None:
    source = template.read_text()

    assert re.findall(r"\sstyle=|\son\w+=|<style|javascript:", source) == []
    assert re.findall(r"<script(?![^>]*(?:\bsrc=|nonce=))", source) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_picture_has_a_text_alternative(template: Path) -> None:
    pictures = re.findall(r"<img\b[^>]*>", template.read_text())

    assert [picture for picture in pictures if "alt=" not in picture] == []
