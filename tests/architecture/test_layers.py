"""One direction: config → recommender → training → labeling → catalog, and `ml` alone on the ground."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLOORS = ["catalog", "labeling", "training", "recommender", "config"]


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("floor", FLOORS)
def test_foreign_keys_point_down(floor: str) -> None:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])

    pointing_up = [
        f"{model.__name__}.{field.name} → {target._meta.label}"
        for model in apps.get_app_config(floor).get_models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if isinstance(target := field.related_model, type) and target._meta.app_label in above
    ]

    assert pointing_up == []


@pytest.mark.parametrize("floor", FLOORS[:-1])
def test_a_lower_floor_never_names_a_higher_one(floor: str) -> None:
    above = FLOORS[FLOORS.index(floor) + 1 : -1]

    naming = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / floor).rglob("*.py")
        for name in above
        if f"{name}." in path.read_text() and f"import {name}" in path.read_text()
    ]

    assert naming == []


def test_ml_stands_without_django() -> None:
    code = (
        "import pkgutil, importlib, sys, ml\n"
        "for module in pkgutil.walk_packages(ml.__path__, 'ml.'): importlib.import_module(module.name)\n"
        "assert 'django' not in sys.modules, 'ml imported django'\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr


def test_the_web_process_does_not_import_torch() -> None:
    code = (
        "import sys\n"
        "from config.wsgi import application\n"
        "from django.urls import get_resolver\n"
        "from django.contrib import admin\n"
        "get_resolver().url_patterns; admin.autodiscover()\n"
        "heavy = {'torch', 'torchvision', 'timm', 'modAL', 'sklearn'} & set(sys.modules)\n"
        "assert not heavy, f'imported by the web process: {heavy}'\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr


def test_no_module_hides_a_function_of_its_package() -> None:
    """Whoever imports `package.name` as a module replaces the package's own `name`."""
    hidden = []
    for init in (path for floor in [*FLOORS, "ml"] for path in (ROOT / floor).rglob("__init__.py")):
        modules = {path.stem for path in init.parent.glob("*.py")} - {"__init__"}
        tree = ast.parse(init.read_text())
        own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        hidden += [f"{init.parent.relative_to(ROOT)}: {name}" for name in modules & own]

    assert hidden == []
