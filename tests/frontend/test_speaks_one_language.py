"""Scripts say nothing of their own, and an English page carries no Korean but what people wrote."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from catalog.models import Facet, Product, SellerTag, Tag
from labeling.models import Comment, Preference
from tests.frontend.gallery import Gallery
from tests.frontend.looking import looking, settle

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js"))
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.S)
LITERALS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
HANGUL = re.compile(r"[ᄀ-ᇿㄱ-ㆎ가-힣]+")
SENTENCE = re.compile(r"[A-Z][a-z']+( [a-z']+){2,}")
THROWN = re.compile(r"new (\w*Error|Failure)\([^)]*\)")
SAID = """() => {
  const shown = (node) => !node.parentElement.closest("script, style, [lang=ko]");
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (shown(walker.currentNode)) texts.push(walker.currentNode.data);
  for (const template of document.querySelectorAll("template")) texts.push(template.content.textContent);
  const names = ["aria-label", "title", "alt", "placeholder", "aria-description"];
  const all = document.querySelectorAll("*");
  for (const one of all) texts.push(...names.map((name) => one.getAttribute(name) ?? ""));
  return texts.join("\\n");
}"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_no_sentence_of_its_own(script: Path) -> None:
    """They are written, and translated, in <template data-words>."""
    code = THROWN.sub("", COMMENTS.sub("", script.read_text()))

    own = [said for said in LITERALS.findall(code) if HANGUL.search(said) or SENTENCE.search(said)]

    assert own == []


def korean(text: str, written: list[str]) -> Iterator[str]:
    """What is left of Korean when what people wrote is taken out, the longest first."""
    for one in sorted(filter(None, written), key=len, reverse=True):
        text = text.replace(one, "")
    for line in text.splitlines():
        if HANGUL.search(line):
            yield line.strip()[:120]


def by_people() -> list[str]:
    """Titles, sellers, seller tags and comments are shown as they were written."""
    products = Product.objects.values_list("title", "seller", "category")
    return [
        *(text for row in products for text in row),
        *SellerTag.objects.values_list("text", flat=True),
        *Comment.objects.values_list("text", flat=True),
    ]


def vocabulary() -> list[str]:
    """The admin shows rows as they are; everywhere else a tag has the name of the language."""
    return [*Tag.objects.values_list("name_ko", flat=True), *Facet.objects.values_list("name_ko", flat=True)]


@pytest.mark.e2e
@pytest.mark.timeout(600)
def test_english_pages_are_english(
    gallery: Gallery, live_server: LiveServer, browser: Browser, manager: User
) -> None:
    Preference.objects.speak(manager, "en")
    written = by_people()
    found: dict[str, list[str]] = defaultdict(list)

    for person in (manager, None):
        pages = gallery.pages(person) if person else {"login": "/login/", "shop": "/style/"}
        with looking(browser, live_server.url, person=person, language="en-US") as page:
            for name, path in pages.items():
                page.goto(path)
                settle(page)
                data = [*written, *vocabulary()] if name.startswith("admin") else written
                for line in korean(said_on(page), data):
                    found[line].append(name)

    assert not found, "\n".join(f"{line} ({', '.join(names)})" for line, names in found.items())


def said_on(page: Page) -> str:
    return str(page.evaluate(SAID))


def test_korean_is_noticed(page: Page) -> None:
    """Or the walk would pass with blind eyes."""
    page.set_content("<p title='제목'>말 <b lang=ko>한국어</b> 원피스</p><template><p>틀</p></template>")

    assert list(korean(said_on(page), ["원피스"])) == ["말", "틀", "제목"]


def test_tags_have_a_name_in_english(db: None) -> None:
    from catalog.services.vocabulary_file import STARTER, load_vocabulary

    load_vocabulary(path=STARTER)

    assert [tag.slug for tag in Tag.objects.all() if HANGUL.search(tag.name_en) or not tag.name_en] == []
