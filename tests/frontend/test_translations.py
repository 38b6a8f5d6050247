"""Every sentence is there in English too, and what is compiled is what was written.

Only the standard library: users have no gettext tools.
"""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
CATALOG = ROOT / "locale" / "en" / "LC_MESSAGES"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TRANSLATE = re.compile(r"""\{% translate (["'])(.*?)\1""")
BLOCK = re.compile(r"\{% blocktranslate(.*?)%\}(.*?)\{% endblocktranslate %\}", re.S)
FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')

Key = str | tuple[str, int]


def written() -> dict[Key, str]:
    """The .po file's sentences by what is asked for, after its context and \x04; plurals by (text, form)."""
    found: dict[Key, str] = {}
    source = context = ""
    for line in (CATALOG / "django.po").read_text().splitlines():
        match = FIELD.fullmatch(line)
        if match is None:
            assert not line or line.startswith(('"', "#")), f"not one sentence a line: {line}"
            continue
        field, text = match[1], ast.literal_eval(match[2])
        if field == "msgctxt":
            context = f"{text}\x04"
        elif field == "msgid":
            source, context = context + text, ""
        elif field == "msgstr":
            found[source] = text
        elif field.startswith("msgstr["):
            found[source, int(field[7])] = text
    found.pop("")
    return found


def compiled() -> dict[Key, str]:
    with (CATALOG / "django.mo").open("rb") as file:
        catalog: dict[Key, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalog.items() if key != ""}


def sentences(template: Path) -> set[str]:
    """What a template asks gettext for."""
    source = template.read_text()
    single = {match[2].replace("%", "%%") for match in TRANSLATE.finditer(source)}
    return single | {placeholders(body) for _, whole in BLOCK.findall(source) for body in parts(whole)}


def parts(block: str) -> list[str]:
    return block.split("{% plural %}")[:1]  # the plural is looked up by its singular


def placeholders(text: str) -> str:
    return re.sub(r"\{\{ *(\w+) *\}\}", r"%(\1)s", text.replace("%", "%%"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_sentence_of_a_template_is_there_in_english(template: Path) -> None:
    known = {key if isinstance(key, str) else key[0] for key, text in written().items() if text}

    assert sentences(template) - known == set()


def test_what_is_compiled_is_what_was_written() -> None:
    assert compiled() == {key: text for key, text in written().items() if text}


def test_nothing_is_left_untranslated_and_no_placeholder_is_lost() -> None:
    names = re.compile(r"%\(\w+\)s|\{\w+\}")

    wrong = [
        key
        for key, text in written().items()
        if not text
        or set(names.findall(text)) - set(names.findall(key if isinstance(key, str) else key[0]))
        or (isinstance(key, str) and set(names.findall(key)) - set(names.findall(text)))
    ]

    assert wrong == []


def test_a_visitor_reads_in_the_language_of_the_browser(client: Client, db: None) -> None:
    with translation.override("ko"):  # what a request activates would outlive the test
        korean = client.get("/login/", headers={"accept-language": "ko"})
        english = client.get("/login/", headers={"accept-language": "en"})

    assert 'lang="ko"' in korean.text
    assert "로그인" in korean.text
    assert 'lang="en"' in english.text
    assert "Log in to Moodloop" in english.text
