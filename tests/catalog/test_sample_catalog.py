"""The drawn sample catalog: what lands on disk, and that it is the same every time."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from catalog.sample import generate
from catalog.sample.canvas import HEIGHT, WIDTH

PRODUCTS, SEED = 4, 7


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sample")
    generate(directory, products=PRODUCTS, seed=SEED)
    return directory


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def test_every_row_has_a_photo_that_opens(sample: Path) -> None:
    claims = rows(sample / "products.csv")

    sizes = {Image.open(sample / row["image"]).convert("RGB").size for row in claims}

    assert sizes == {(WIDTH, HEIGHT)}
    assert len({row["external_id"] for row in claims}) == PRODUCTS
    assert all(row["title"] and row["seller"] and int(row["price"]) > 0 for row in claims)


def test_the_file_for_the_shop_tells_nothing_of_the_truth(sample: Path) -> None:
    header = list(rows(sample / "products.csv")[0])

    assert header == [
        "external_id",
        "title",
        "image",
        "category",
        "seller_tags",
        "seller",
        "price",
        "in_stock",
    ]


def test_the_truth_speaks_of_the_same_photos(sample: Path) -> None:
    claims = rows(sample / "products.csv")
    truth = [json.loads(line) for line in (sample / "truth.jsonl").read_text().splitlines()]
    benchmark = rows(sample / "truth.csv")

    assert [(line["external_id"], line["image"]) for line in truth] == [
        (row["external_id"], row["image"]) for row in claims
    ]
    assert [(row["image"], row["title"]) for row in benchmark] == [
        (row["image"], row["title"]) for row in claims
    ]
    assert [row["style_labels"].split("|") if row["style_labels"] else [] for row in benchmark] == [
        line["mood"] for line in truth
    ]


def test_the_same_seed_draws_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    generate(tmp_path, products=PRODUCTS, seed=SEED)

    assert contents(tmp_path) == contents(sample)


def test_a_product_is_the_same_in_a_larger_catalog(sample: Path, tmp_path: Path) -> None:
    generate(tmp_path, products=2, seed=SEED)

    smaller, larger = contents(tmp_path), contents(sample)
    photos = [path for path in smaller if path.startswith("images/")]
    assert photos
    assert {path: smaller[path] for path in photos} == {path: larger[path] for path in photos}
    assert larger["products.csv"].startswith(smaller["products.csv"])


def test_another_seed_draws_another_catalog(sample: Path, tmp_path: Path) -> None:
    generate(tmp_path, products=1, seed=SEED + 1)

    first = "images/s00001-1.jpg"
    assert (tmp_path / first).read_bytes() != (sample / first).read_bytes()


def test_a_second_run_finds_everything_and_draws_nothing(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    first = generate(tmp_path, products=1, seed=SEED, progress=lambda done, total: told.append((done, total)))
    second = generate(
        tmp_path, products=1, seed=SEED, progress=lambda done, total: told.append((done, total))
    )

    assert (first.drawn, second.drawn) == (True, False)
    assert first.images == second.images
    assert told == [(1, 1)]


def test_a_lost_photo_is_drawn_again(tmp_path: Path) -> None:
    generate(tmp_path, products=1, seed=SEED)
    before = contents(tmp_path)
    (tmp_path / "images/s00001-1.jpg").unlink()

    summary = generate(tmp_path, products=1, seed=SEED)

    assert summary.drawn
    assert contents(tmp_path) == before


def test_another_catalog_in_the_same_place_leaves_no_strangers(tmp_path: Path) -> None:
    generate(tmp_path, products=2, seed=SEED)

    generate(tmp_path, products=1, seed=SEED)

    listed = {row["image"] for row in rows(tmp_path / "products.csv")}
    assert {f"images/{path.name}" for path in (tmp_path / "images").iterdir()} == listed


@pytest.mark.parametrize(("products", "seed"), [(0, 7), (-1, 7), (1, -1)])
def test_an_impossible_catalog_is_refused(products: int, seed: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one product"):
        generate(tmp_path, products=products, seed=seed)

    assert list(tmp_path.iterdir()) == []


def test_the_command_draws_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sample_catalog", products=1, seed=SEED, directory=tmp_path / "shop")

    assert f"drawn: {tmp_path / 'shop'}" in capsys.readouterr().out
    assert (tmp_path / "shop/products.csv").exists()


def test_the_command_refuses_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="at least one product"):
        call_command("sample_catalog", products=0, directory=tmp_path)
