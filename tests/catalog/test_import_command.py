"""`python manage.py import_catalog`: the summary, the table of refused rows, the exit status."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.catalog.shops import Shop


def test_a_clean_import_tells_what_came_in(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}, {"image": shop.photo("b.jpg")}])

    call_command("import_catalog", shop.folder)

    out = capsys.readouterr().out
    assert "2 products and 2 photos added, 0 updated; 0 rows unchanged, 0 refused" in out
    assert "rows/s" in out


def test_refused_rows_stand_in_a_table_and_fail_the_command(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}, {"external_id": "D-2", "image": "[red]gone\x1b[2J.jpg"}])

    with pytest.raises(CommandError, match=r"^1 row was refused; the rest is imported\.$"):
        call_command("import_catalog", shop.folder)

    out = capsys.readouterr().out
    assert "1 products and 1 photos added" in out
    assert all(word in out for word in ("D-2", "[red]gone�", "there is no such photo", " 3 "))
    assert "\x1b[2J" not in out


def test_refused_rows_are_written_to_a_file(shop: Shop, tmp_path: Path) -> None:
    shop.csv([{"external_id": f"D-{number}", "image": f"{number}.jpg"} for number in range(60)])

    with pytest.raises(CommandError, match="60 rows were refused"):
        call_command("import_catalog", shop.folder, refused=tmp_path / "refused.csv")

    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert rows[59] == {
        "row": "61",
        "external_id": "D-59",
        "image": "59.jpg",
        "reason": "there is no such photo",
    }


def test_from_a_shell_a_wrong_path_is_one_line_and_status_1(db: None, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "import_catalog", tmp_path / "nowhere.csv", "--skip-checks"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "nowhere.csv does not exist" in result.stderr
    assert "Traceback" not in result.stderr
