"""What the documents promise exists."""

import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]
MAKE_TARGETS = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(), re.M))


def commands(document: Path) -> list[str]:
    """The lines of the document's shell blocks, without comments and prompts."""
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", document.read_text(), re.S)
    lines = [
        line.split(" #")[0].strip().removeprefix("$ ") for block in blocks for line in block.splitlines()
    ]
    return [line for line in lines if line and not line.startswith("#")]


def problem(command: str) -> str | None:
    """Why this command cannot be run, or None."""
    words = [word for word in shlex.split(command) if not re.fullmatch(r"[A-Z_]+=.*", word)]
    if words[0] == "make":
        return None if set(words[1:]) <= MAKE_TARGETS else f"no such make target: {words[1:]}"
    if not words[0].endswith("python"):
        return None if words[0] in {"git", "cd"} else f"what is {words[0]}?"
    script, arguments = words[1], words[2:]
    if script == "manage.py":
        return problem_of_management_command(arguments)
    return None if (ROOT / script).exists() else f"no such file: {script}"


def problem_of_management_command(arguments: list[str]) -> str | None:
    name, flags = arguments[0], {word.split("=")[0] for word in arguments[1:] if word.startswith("--")}
    if name not in get_commands():
        return f"no such command: {name}"
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    known = set(command.create_parser("manage.py", name)._option_string_actions)
    return f"{name} does not know {flags - known}" if flags - known else None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(document: Path) -> None:
    problems = {command: why for command in commands(document) if (why := problem(command))}

    assert problems == {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text())

    missing = [link for link in links if not (document.parent / link).exists()]

    assert missing == []


def test_the_readme_begins_with_the_two_commands() -> None:
    assert {"make demo", "make test"} <= set(commands(ROOT / "README.md")[:6])


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [re.split(r"[\[<>=]", requirement)[0] for requirement in wanted]
    reasons = (
        (ROOT / "docs" / "dependencies.md").read_text().replace("efficientnet-lite0/1/2", "".join(names))
    )

    assert [name for name in names if name not in reasons] == []


def test_every_setting_is_documented() -> None:
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "config" / "settings.py").read_text())

    documented = (ROOT / "docs" / "settings.md").read_text()

    assert read
    assert [name for name in read if f"`{name}`" not in documented] == []
