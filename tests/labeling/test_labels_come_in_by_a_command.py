"""`manage.py import_labels`: what was taken in is told, what was refused ends it with 1."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from catalog.models import Facet, Tag
from labeling.models import Label, LabelSource
from tests.making import make_image

pytestmark = pytest.mark.usefixtures("own_private_files", "cute")


@pytest.fixture
def cute(db: None) -> Tag:
    make_image(1)
    facet = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    return Tag.objects.create(facet=facet, slug="cute", name_ko="귀여운", name_en="Cute")


def run(path: Path, rows: str, *options: str) -> str:
    path.write_text("external_id,tag,value\n" + rows)
    out = io.StringIO()
    call_command("import_labels", str(path), *options, stdout=out)
    return out.getvalue()


def test_taken_in_with_a_name_and_a_weight(tmp_path: Path, manager: User) -> None:
    said = run(tmp_path / "x.csv", "P1,cute,yes\n", "--by", "manager", "--name", "stylists", "--weight", "2")

    source = LabelSource.objects.get()
    assert said == "1 rows taken in, 0 refused\n"
    assert (source.name, source.by, Label.objects.get().sourced_yes) == ("stylists", manager, source.weight)


def test_refused_rows_end_it_with_an_error(tmp_path: Path, manager: User) -> None:
    with pytest.raises(CommandError, match="Refused rows"):
        run(tmp_path / "x.csv", "P1,cute,yes\nP9,cute,yes\n", "--by", "manager")

    assert Label.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "why"),
    [(["--by", "nobody"], "nobody called"), (["--by", "manager", "--weight", "x"], "weight")],
    ids=["nobody", "no weight"],
)
def test_what_is_wrong_takes_nothing_in(tmp_path: Path, manager: User, options: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run(tmp_path / "x.csv", "P1,cute,yes\n", *options)

    assert not LabelSource.objects.exists()
